"""Sets of rows answer as Python's sets do, long and short ones alike."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.text.store.row_sets import Rows, contained, intersected, union

sets = st.sets(st.integers(0, 40) | st.integers(0, 3000), max_size=60)


def rows_of(numbers: set[int]) -> Rows:
    return np.array(sorted(numbers), np.int32)


@given(st.lists(sets, min_size=1, max_size=4))
def test_the_union_has_every_row_once_in_order(every: list[set[int]]) -> None:
    assert union([*map(rows_of, every)]).tolist() == sorted(set().union(*every))


@given(st.lists(sets, min_size=1, max_size=4))
def test_the_intersection_has_what_is_in_all(every: list[set[int]]) -> None:
    assert intersected(map(rows_of, every)).tolist() == sorted(set.intersection(*every))


@given(sets, sets)
def test_each_row_is_contained_or_not(rows: set[int], others: set[int]) -> None:
    expected = [row in others for row in sorted(rows)]
    assert contained(rows_of(rows), rows_of(others)).tolist() == expected


def test_nothing_is_a_union_of_nothing() -> None:
    assert union([]).tolist() == []
