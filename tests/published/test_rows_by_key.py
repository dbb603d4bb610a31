"""Rows are found by keys, whether these lie close together or far apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.published.rows_by_key import RowsByKey

keys = st.lists(st.integers(-(2**62), 2**62) | st.integers(0, 50), unique=True, max_size=30)


@given(keys, keys)
def test_each_key_has_its_position_and_others_have_none(own: list[int], others: list[int]) -> None:
    rows = RowsByKey(np.array(own, np.int64))
    asked = [*own, *others]
    expected = [own.index(key) if key in own else -1 for key in asked]
    assert rows.find(np.array(asked, np.int64)).tolist() == expected


@pytest.mark.parametrize("last", [3_000, 2**62])
def test_a_long_table_is_not_made(last: int) -> None:
    rows = RowsByKey(np.array([7, last], np.int64))
    assert rows.table is None
    assert rows.find(np.array([last, 7, 8])).tolist() == [1, 0, -1]


def test_keys_close_together_have_a_table() -> None:
    rows = RowsByKey(np.array([12, 10], np.int64))
    assert rows.table is not None
    assert rows.find(np.array([10, 11, 12, 9, 13])).tolist() == [1, -1, 0, -1, -1]
