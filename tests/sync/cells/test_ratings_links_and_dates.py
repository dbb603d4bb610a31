"""Ratings, links and dates as interfaces, spreadsheets and people of many countries write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from catalog_search.sync.cells.dates import read_date
from catalog_search.sync.cells.fields import url
from catalog_search.sync.records.offers import count, stars


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        *(("4.5/5", "4.50"), ("9 / 10", "4.50"), ("90 %", "4.50"), ("4.5 out of 5", "4.50")),
        *(("4,5 von 5 Sternen", "4.50"), ("4,5 sur 5", "4.50"), ("4.5 stars", "4.50")),
        *(("\u2605\u2605\u2605\u2605\u2606", "4.00"), ("4.5/5 (12 reviews)", "4.50")),
    ],
)
def test_a_rating_may_say_of_how_many(text: str, rating: str) -> None:
    assert stars(text) == Decimal(rating)


@pytest.mark.parametrize("text", ["6", "100", "-1", "NaN", "6/5", "4/0", "five", "120%", "4 or 5"])
def test_what_is_no_rating_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number of stars"):
        stars(text)


@pytest.mark.parametrize("text", ["1,234", "1.234", "1 234", "(1234)", "1,234 reviews", "1234+"])
def test_a_number_of_ratings_may_have_separators_and_a_word(text: str) -> None:
    assert count(text) == 1234


@pytest.mark.parametrize("text", ["1.2k", "-3", "many", "4.5", "12 of 34"])
def test_what_is_no_number_of_ratings_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number of ratings"):
        count(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example/p|https://shop.example/q",
        "https://shop.example/p, https://shop.example/q",
        "https://shop.example/p\nhttps://shop.example/q",
        '=HYPERLINK("https://shop.example/p";"Hat")',
        '<a class="x" href="https://shop.example/p">Hat</a>',
        "[Hat](https://shop.example/p)",
    ],
)
def test_the_first_address_of_a_cell_is_the_link(text: str) -> None:
    assert url(text) == "https://shop.example/p"


@pytest.mark.parametrize(
    "text",
    [
        *("46353", "27.11.26", "27-Nov-26", "27 Nov 2026", "1795737600"),
        *("27 \u043d\u043e\u044f\u0431. 2026", "27 novembro 2026", "27 november 2026"),
        *("/Date(1795737600000)/", "27 novembre 2026"),
    ],
)
def test_dates_of_spreadsheets_programs_and_countries(text: str) -> None:
    day = read_date(text)
    assert (day.year, day.month, day.day) == (2026, 11, 27)


def test_a_first_day_and_times_of_day() -> None:
    assert read_date("1er d\u00e9cembre 2026") == date(2026, 12, 1)
    assert read_date("46353.5") == datetime(2026, 11, 27, 12)
    assert read_date("27/11/2026 10h30") == datetime(2026, 11, 27, 10, 30)
    assert read_date("27.11.2026 10:30 Uhr") == datetime(2026, 11, 27, 10, 30)
    assert read_date("/Date(1795737600000+0100)/") == datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "beside", "day"),
    [
        ("5/17/24", "12/31/99", date(2024, 5, 17)),
        ("5/17/24", "", date(2024, 5, 17)),
        ("5/7/24", "12/31/99", date(2024, 5, 7)),
        ("12/31/99", "5/7/24", date(2099, 12, 31)),
        ("5/17/24, 12:00 AM", "", datetime(2024, 5, 17)),
        ("17/5/24", "31/12/99", date(2024, 5, 17)),
        ("11/27/2026", "1/2/27", date(2026, 11, 27)),
    ],
)
def test_years_of_two_digits_behind_slashes(text: str, beside: str, day: date) -> None:
    assert read_date(text, beside) == day


@pytest.mark.parametrize("text", ["5/7/24", "24/05/17", "24-05-17", "05-17-24"])
def test_slashes_that_may_stand_between_other_parts(text: str) -> None:
    with pytest.raises(ValueError):
        read_date(text)


@pytest.mark.parametrize(
    "text", ["27/11/26", "01/02/2026", "31.02.26", "123456", "2026", "1 listopad 2026"]
)
def test_what_leaves_the_day_open_is_no_date(text: str) -> None:
    # Listopad is November in Poland and October in Croatia.
    with pytest.raises(ValueError):
        read_date(text)
