"""Sales with dates in exports of shop systems: one product of several variants."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog_search.types import Problem, Record
from tests.support.manifests import parsed, records

GOOGLE = "id,title,image_link,item_group_id,size,price,sale_price,sale_price_effective_date"
WOO = "Type,SKU,Name,Regular price,Sale price,Date sale price starts,Date sale price ends,In stock?"
MAGENTO = (
    "sku,product_type,product_websites,name,price,special_price,special_price_from_date,"
    "special_price_to_date"
)
NOVEMBER = (datetime(2026, 11, 27, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC))
DATES = "2026-11-27T00:00+0000/2026-12-02T00:00+0000"


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (GOOGLE, f"a,A,,,,12.00 EUR,9.00 EUR,{DATES}"),
        (WOO, "simple,a,A,12.00,9.00,2026-11-27,2026-12-01,1"),
        (MAGENTO, "a,simple,base,A,12.00,9.00,2026-11-27 00:00:00,2026-12-01 00:00:00"),
    ],
)
def test_a_product_has_its_sale_and_the_price_outside_of_it(head: str, row: str) -> None:
    [record] = records(f"{head}\n{row}\n")
    assert (record.price, record.sale_price) == (Decimal(12), Decimal(9))
    assert record.compare_at_price is None
    assert (record.sale_starts, record.sale_ends) == NOVEMBER
    assert record.attributes == {}


def test_dates_that_cannot_be_read_are_told_and_the_price_counts() -> None:
    problem, record = parsed(f"{WOO}\nsimple,a,A,12.00,9.00,,12/1/26,1\n")
    assert isinstance(problem, Problem) and problem.line == 2
    assert problem.reason.startswith("a: sale_ends '12/1/26' is no date")
    assert (record.price, record.sale_price) == (Decimal(12), None)


def hat(*rows: str) -> tuple[Record, list[str]]:
    lines = [f"{key},Hat,,hat,{rest}" for key, rest in zip("smlx", rows, strict=False)]
    *problems, record = parsed("\n".join([GOOGLE, *lines]))
    assert isinstance(record, Record)
    return record, [each.reason for each in problems if isinstance(each, Problem)]


def test_variants_that_are_on_sale_together_lower_the_products_price() -> None:
    record, problems = hat(f"S,12.00,9.00,{DATES}", f"M,15.00,10.00,{DATES}", "L,12.00,,")
    assert problems == []
    assert (record.price, record.sale_price) == (Decimal(12), Decimal(9))
    assert (record.sale_starts, record.sale_ends) == NOVEMBER
    # Outside from 12 to 15, in the sale from 9 to 12.
    attributes = record.attributes
    assert (attributes["highest_price"], attributes["highest_sale_price"]) == ("15.00", "12.00")
    assert [each.get("sale_price") for each in record.variants] == ["9.00", "10.00", None]


def test_a_sale_of_a_dearer_variant_does_not_lower_the_products_price() -> None:
    record, problems = hat("S,12.00,,", f"M,20.00,15.00,{DATES}")
    assert (problems, record.price, record.sale_price) == ([], Decimal(12), None)
    assert "highest_sale_price" not in record.attributes
    assert record.variants[1]["sale_price"] == "15.00"


def test_a_sale_without_dates_counts_in_and_outside_of_one_with_dates() -> None:
    record, problems = hat("S,14.00,11.00,", f"M,20.00,9.00,{DATES}")
    assert (problems, record.price, record.compare_at_price) == ([], Decimal(11), Decimal(14))
    assert (record.sale_price, record.sale_ends) == (Decimal(9), NOVEMBER[1])


def test_of_different_dates_those_of_the_lowest_price_count_and_it_is_told() -> None:
    record, problems = hat("S,12.00,10.00,2026-11-01/2026-11-05", f"M,12.00,9.00,{DATES}")
    assert (record.price, record.sale_price) == (Decimal(12), Decimal(9))
    assert (record.sale_starts, record.sale_ends) == NOVEMBER
    assert len(problems) == 1 and problems[0].startswith(
        "hat: Its variants are on sale at different times"
    )


def test_a_sale_price_that_cannot_be_read_is_told_once() -> None:
    record, problems = hat(f"S,12.00,cheap,{DATES}", f"M,12.00,9.00,{DATES}", "L,free?,,")
    assert sorted(problems) == [
        "hat: price 'cheap' is not a price.",
        "hat: price 'free?' is not a price.",
    ]
    assert (record.price, record.sale_price) == (Decimal(12), Decimal(9))
