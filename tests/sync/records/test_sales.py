"""When a sale price counts: what a manifest's cells say, and what is told of those that cannot."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from catalog_search.models import clock
from catalog_search.models.catalogue.variants import price_of
from catalog_search.sync.records.sales import moment_of
from catalog_search.types import Problem, Record
from tests.support.manifests import parsed, records

BERLIN = "Europe/Berlin"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def record_of(**cells: object) -> tuple[Any, list[str]]:
    """Return the record of a line of JSON with these cells, and what is told of it."""
    line = json.dumps({"sku": "s", **cells}).encode()
    *problems, record = parsed(line, "catalog.jsonl")
    return record, [each.reason for each in problems if isinstance(each, Problem)]


@pytest.mark.parametrize(
    ("cell", "begins", "is_over"),
    [
        # In winter Berlin is an hour ahead of UTC, in summer two.
        ("2026-11-27", utc(2026, 11, 26, 23), utc(2026, 11, 27, 23)),
        ("2026-07-01", utc(2026, 6, 30, 22), utc(2026, 7, 1, 22)),
        # The days on which clocks change have 23 and 25 hours.
        ("2026-03-29", utc(2026, 3, 28, 23), utc(2026, 3, 29, 22)),
        ("2026-10-25", utc(2026, 10, 24, 22), utc(2026, 10, 25, 23)),
        ("27.11.2026", utc(2026, 11, 26, 23), utc(2026, 11, 27, 23)),
        ("20261127", utc(2026, 11, 26, 23), utc(2026, 11, 27, 23)),
        (20261127, utc(2026, 11, 26, 23), utc(2026, 11, 27, 23)),
        *(
            (cell, utc(2026, 11, 26, 23), utc(2026, 11, 27, 23))
            for cell in (
                "2026/11/27",
                "2026.11.27",
                "27/11/2026",
                "11/27/2026",
                "27-11-2026",
                "27 Nov 2026",
                "November 27th, 2026",
                "27. November 2026",
                "27 nov. 2026",
                "27 de noviembre de 2026",
                "2026年11月27日",
                "٢٠٢٦-١١-٢٧",  # noqa: RUF001
            )
        ),
    ],
)
def test_a_day_lasts_from_midnight_to_midnight_in_the_projects_zone(
    cell: object, begins: datetime, is_over: datetime, settings: Any
) -> None:
    settings.TIME_ZONE = BERLIN
    assert (moment_of(cell), moment_of(cell, ends=True)) == (begins, is_over)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-11-27T08:00", utc(2026, 11, 27, 7)),
        ("2026-11-27 08:00:30", utc(2026, 11, 27, 7, 0, 30)),
        ("27.11.2026 8:00", utc(2026, 11, 27, 7)),
        ("2026-11-27T08:00-0800", utc(2026, 11, 27, 16)),
        ("2026-11-27T08:00:00 +05:30", utc(2026, 11, 27, 2, 30)),
        ("2026-11-27T08:00Z", utc(2026, 11, 27, 8)),
        ("11/27/2026 8:00 AM", utc(2026, 11, 27, 7)),
        ("27 Nov 2026 12:05 pm", utc(2026, 11, 27, 11, 5)),
        ("Fri, 27 Nov 2026 08:00:00 GMT", utc(2026, 11, 27, 8)),
        ("1795766400", utc(2026, 11, 27, 8)),
        # Skipped by the clocks in spring: half past two is half past three.
        ("2026-03-29T02:30", utc(2026, 3, 29, 1, 30)),
        # Shown twice in autumn: the first time counts.
        ("2026-10-25T02:30", utc(2026, 10, 25, 0, 30)),
    ],
)
def test_a_time_of_day_is_in_the_projects_zone_unless_it_names_one(
    cell: str, moment: datetime, settings: Any
) -> None:
    settings.TIME_ZONE = BERLIN
    assert moment_of(cell) == moment_of(cell, ends=True) == moment


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "0000-00-00", "0000-00-00 00:00:00", date(1, 1, 1), "1970-01-01"]
)
def test_no_beginning(cell: object) -> None:
    assert moment_of(cell) is None


@pytest.mark.parametrize("cell", ["", "0000-00-00", "9999-12-31", datetime.max, "3000-01-01T00:00"])
def test_no_end(cell: object) -> None:
    assert moment_of(cell, ends=True) is None


@pytest.mark.parametrize("zone", ["UTC", BERLIN, "Asia/Kolkata"])
def test_without_time_zones_moments_are_on_the_projects_clock(zone: str, settings: Any) -> None:
    settings.USE_TZ, settings.TIME_ZONE = False, zone
    assert moment_of("2026-11-27") == datetime(2026, 11, 27)
    assert moment_of("2026-11-27", ends=True) == datetime(2026, 11, 28)
    assert moment_of("2026-11-27T08:00") == datetime(2026, 11, 27, 8)
    ahead = {"UTC": timedelta(), BERLIN: timedelta(hours=1), "Asia/Kolkata": timedelta(hours=5.5)}
    assert moment_of("2026-11-27T08:00Z") == datetime(2026, 11, 27, 8) + ahead[zone]


@pytest.mark.parametrize(
    "cells",
    [
        {"sale_starts": "2026-11-27", "sale_ends": "2026-12-01"},
        {"sale_price_from": "2026-11-27", "Sale price until": "2026-12-01"},
        {"Sale starts": "2026-11-27", "sale ends": "2026-12-01"},
        {"sale_price_effective_date": "2026-11-27/2026-12-01"},
        {"sale_price_effective_date": "2026-11-27T00:00+0000 / 2026-12-02T00:00+0000"},
        {"sale_ends": "2026-12-01", "sale_starts": "2026-11-27", "sale_price_effective_date": "x"},
    ],
)
def test_a_sale_with_dates_leaves_the_price_and_stands_beside_it(cells: dict[str, Any]) -> None:
    record, problems = record_of(price="50 EUR", compare_at_price=60, sale_price="40 EUR", **cells)
    assert problems == []
    assert (record.price, record.compare_at_price) == (Decimal(50), Decimal(60))
    assert (record.sale_price, record.currency) == (Decimal(40), "EUR")
    assert record.sale_starts == utc(2026, 11, 27)
    assert record.sale_ends == utc(2026, 12, 2)
    assert record.attributes == {}


def test_one_of_the_dates_is_enough() -> None:
    record, problems = record_of(price=50, sale_price=40, sale_price_effective_date="/2026-12-01")
    assert (problems, record.sale_starts, record.sale_ends) == ([], None, utc(2026, 12, 2))
    record, problems = record_of(price=50, sale_price=40, sale_starts="2026-11-27", sale_ends="")
    assert (problems, record.sale_starts, record.sale_ends) == ([], utc(2026, 11, 27), None)


def test_dates_that_say_nothing_leave_a_sale_of_today() -> None:
    record, problems = record_of(price=50, sale_price=40, sale_starts="0000-00-00", sale_ends="")
    assert problems == []
    assert (record.price, record.compare_at_price) == (Decimal(40), Decimal(50))
    assert record.sale_price is None


@pytest.mark.parametrize("price", ["0", "50", ""])
def test_dates_without_a_lower_price_are_no_sale(price: str) -> None:
    record, problems = record_of(price=50, sale_price=price, sale_starts="soon", sale_ends="later")
    assert (problems, record.price, record.sale_price) == ([], Decimal(50), None)


BAD = "is no date: write 2026-11-27, or 2026-11-27T08:00+01:00"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"sale_starts": "Black Friday"}, f"sale_starts 'Black Friday' {BAD}"),
        ({"sale_ends": "12/01/2026"}, f"sale_ends '12/01/2026' {BAD}"),
        ({"sale_ends": "2026-02-30"}, f"sale_ends '2026-02-30' {BAD}"),
        ({"sale_ends": "31.11.2026"}, f"sale_ends '31.11.2026' {BAD}"),
        ({"sale_ends": "0001-01-01"}, f"sale_ends '0001-01-01' {BAD}"),
        ({"sale_starts": "9999-12-31"}, f"sale_starts '9999-12-31' {BAD}"),
        ({"sale_starts": ["2026-11-27"]}, "sale_starts '['2026-11-27']' is not text"),
        (
            {"sale_price_effective_date": "2026-11-27/soon"},
            f"sale_price_effective_date '2026-11-27/soon' {BAD}",
        ),
        (
            {"sale_price_effective_date": "2026-11-27"},
            "sale_price_effective_date '2026-11-27' is not two dates with a / between them",
        ),
        (
            {"sale_price_effective_date": "2026-12-01/2026-11-27"},
            "sale_price_effective_date '2026-12-01/2026-11-27' ends before it begins",
        ),
        (
            {"sale_starts": "2026-12-01", "sale_ends": "2026-11-30"},
            "sale_ends '2026-11-30' is not after sale_starts '2026-12-01'",
        ),
        (
            {"sale_starts": "2026-12-01T08:00", "sale_ends": "2026-12-01T08:00"},
            "sale_ends '2026-12-01T08:00' is not after sale_starts '2026-12-01T08:00'",
        ),
        ({"sale_price": 60}, "sale_price '60' is above the price"),
        (
            {"price": "50 EUR", "sale_price": "40 USD", "sale_ends": "2026-12-01"},
            "sale_price '40 USD' is in another currency than the price",
        ),
        (
            {"sale_price": 60, "sale_ends": "2026-12-01"},
            "sale_price '60' is above the price",
        ),
    ],
)
def test_what_cannot_be_used_is_told_and_the_price_counts(
    cells: dict[str, object], reason: str
) -> None:
    record, problems = record_of(**{"price": 50, "sale_price": 40, "title": "Cup", **cells})
    assert [each.replace('"', "'") for each in problems] == [f"s: {reason}; the price counts."]
    assert (record.title, record.price, record.sale_price) == ("Cup", Decimal(50), None)
    assert (record.sale_starts, record.sale_ends) == (None, None)


def test_a_sale_of_one_day_is_no_mistake() -> None:
    record, problems = record_of(
        price=5, sale_price=4, sale_starts="2026-12-01", sale_ends="2026-12-01"
    )
    assert (problems, record.sale_ends - record.sale_starts) == ([], timedelta(days=1))


def test_a_sale_price_with_dates_and_no_price_is_kept_and_told() -> None:
    record, problems = record_of(sale_price="40 EUR", sale_ends="2026-12-01")
    assert problems == [
        "s: sale_price '40 EUR' has dates and no price that counts outside of them."
    ]
    assert (record.price, record.sale_price, record.currency) == (None, Decimal(40), "EUR")


def test_a_cell_of_csv() -> None:
    head = "sku,price,sale_price,sale starts,sale ends"
    [record] = records(f"{head}\ns,50.00,40.00,2026-11-27,2026-12-01\n")
    assert (record.sale_price, record.sale_ends) == (Decimal(40), utc(2026, 12, 2))


def test_variants_have_sales_of_their_own() -> None:
    sale = {"price": "50", "sale_price": "40"}
    listed = [
        {"size": "S", **sale, "sale_starts": "2026-11-27", "sale_ends": "2026-12-01"},
        {"size": "M", **sale},
        {"size": "L", **sale, "sale_ends": "never"},
        {"size": "XL", "sale_price": "40", "sale_price_effective_date": "/2026-12-01"},
    ]
    record, problems = record_of(variants=listed)
    assert problems == []
    small, medium, large, huge = record.variants
    assert small == {
        **{"size": "S", "in_stock": True, "price": "50.00", "sale_price": "40.00"},
        "sale_starts": "2026-11-27T00:00:00+00:00",
        "sale_ends": "2026-12-02T00:00:00+00:00",
    }
    assert medium == {"size": "M", "in_stock": True, "price": "40.00"}
    assert large == {"size": "L", "in_stock": True, "price": "50.00"}
    for moment, prices in (
        (utc(2026, 11, 26), ["50.00", "40.00", "50.00", "40.00"]),
        (utc(2026, 11, 27), ["40.00", "40.00", "50.00", "40.00"]),
        (utc(2026, 12, 2), ["50.00", "40.00", "50.00", None]),
    ):
        assert [price_of(each, moment) for each in record.variants] == prices
    assert huge["sale_ends"] == "2026-12-02T00:00:00+00:00"
    # What a source has cleaned is read again without a change.
    again, _ = record_of(variants=[dict(each) for each in record.variants])
    assert again.variants == record.variants


def test_moments_of_another_zone_are_kept_alike() -> None:
    record = Record("s", sale_starts=datetime(2026, 11, 27, tzinfo=timezone(timedelta(hours=1))))
    assert moment_of(record.sale_starts) == clock.as_stored(utc(2026, 11, 26, 23))
