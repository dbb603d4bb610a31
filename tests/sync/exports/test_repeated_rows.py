"""Exports with a row twice: pages that were joined, or one variant with two offers."""

from decimal import Decimal

import pytest

from catalog_search.types import Problem, Record
from tests.support import exports
from tests.support.manifests import parsed, records

SHOPIFY = "Handle,Title,Variant SKU,Variant Price,Option1 Name,Option1 Value,Image Src\n"
HAT = "hat,Hat,{sku}S,20,Size,S,https://x/a.png\nhat,,{sku}M,22,,M,https://x/b.png\n"
GOOGLE = "id,title,price,availability,image_link,color,item_group_id\n"
TWICE = "comes twice; the first is used"


def items(text: str) -> tuple[list[Record], list[Problem]]:
    found = parsed(text)
    problems = [each for each in found if isinstance(each, Problem)]
    return [each for each in found if isinstance(each, Record)], problems


@pytest.mark.parametrize("sku", ["H-", ""], ids=["with SKUs", "without"])
@pytest.mark.parametrize("header", ["", SHOPIFY])
def test_rows_of_joined_pages_count_once(header: str, sku: str) -> None:
    rows = HAT.format(sku=sku) if sku else HAT.replace("{sku}S", "").replace("{sku}M", "")
    [hat], problems = items(SHOPIFY + rows + header + rows)
    assert [hat] == records(SHOPIFY + rows)
    assert [each["size"] for each in hat.variants] == ["S", "M"]
    [problem] = problems
    assert TWICE in problem.reason


@pytest.mark.parametrize("group", ["", "g"])
def test_of_two_offers_of_one_key_the_first_counts(group: str) -> None:
    rows = [
        f"1,Shirt,10 EUR,in_stock,,Red,{group}",
        f"1,Shirt,12 EUR,out_of_stock,,Red,{group}",
    ]
    [shirt], [problem] = items(GOOGLE + "\n".join(rows) + "\n")
    assert (shirt.price, shirt.in_stock, shirt.variants) == (Decimal(10), True, ())
    assert "highest_price" not in shirt.attributes
    assert (problem.line, TWICE in problem.reason, problem.product_lost) == (3, True, False)
    [shirt], _problems = items(GOOGLE + "\n".join(reversed(rows)) + "\n")
    assert (shirt.price, shirt.in_stock) == (Decimal(12), False)


def test_a_row_with_another_photo_adds_it() -> None:
    row = "1,Shirt,10 EUR,in_stock,https://x/{}.png,Red,\n"
    [shirt], problems = items(GOOGLE + row.format("a") + row.format("b"))
    assert (shirt.images, problems) == (("https://x/a.png", "https://x/b.png"), [])


def test_variants_with_one_sku_and_other_options_stay() -> None:
    rows = HAT.replace("{sku}S", "H").replace("{sku}M", "H")
    [hat], problems = items(SHOPIFY + rows)
    assert ([each["size"] for each in hat.variants], problems) == (["S", "M"], [])


@pytest.mark.parametrize("name", exports.ALL)
def test_an_export_has_no_row_twice(name: str) -> None:
    table = exports.ALL[name]
    table = table[1] if isinstance(table, tuple) else table
    assert not [each for each in parsed(table) if TWICE in getattr(each, "reason", "")]
