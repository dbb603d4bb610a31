"""The queries for what shops sell and lack, and the written shops: what the files must hold."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.quality import written
from tests.quality.sold import PHOTOGRAPHED, Query, queries_of

NOWHERE = Path()


@pytest.mark.parametrize("shop", PHOTOGRAPHED)
def test_half_of_the_queries_are_for_what_the_shop_sells(shop: str) -> None:
    queries = queries_of(shop)
    assert half_are_sold(queries, 100)
    assert {query.half for query in queries} == {"train", "report"}


@pytest.mark.parametrize("shop", written.WRITTEN)
def test_a_written_shop_is_whole(shop: str) -> None:
    records = [*written.records(shop, NOWHERE)]
    skus = {record.sku for record in records}
    assert len(skus) == len(records) == 150
    queries = queries_of(shop)
    assert half_are_sold(queries, 120)
    assert {query.half for query in queries} == {"report" if shop in written.REPORT else "train"}
    judged = [*written.lines(shop, "judged")]
    assert len({row["query"] for row in judged}) == 40
    assert all(row["grades"] and skus.issuperset(row["grades"]) for row in judged)


def half_are_sold(queries: Sequence[Query], count: int) -> bool:
    texts = {query.text for query in queries}
    return len(texts) == count and 2 * sum(query.sells for query in queries) == count


def test_the_picture_of_a_product_has_its_color_and_is_the_same_each_time() -> None:
    picture = written.drawn(NOWHERE, "dark red/p1.png")
    assert picture == written.drawn(NOWHERE, "dark red/p1.png")
    assert picture != written.drawn(NOWHERE, "dark red/p2.png")
    assert written.rgb("dark red") == (255, 0, 0)
    assert written.rgb("heather") == written.GREY
