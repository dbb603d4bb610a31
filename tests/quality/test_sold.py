"""The queries for what shops sell and lack: what the files must hold."""

import pytest

from tests.quality.sold import SHOPS, queries_of


@pytest.mark.parametrize("shop", SHOPS)
def test_half_of_the_queries_are_for_what_the_shop_sells(shop: str) -> None:
    queries = queries_of(shop)
    assert len({query.text for query in queries}) == 100
    assert sum(query.sells for query in queries) == 50
    assert {query.half for query in queries} == {"train", "report"}
