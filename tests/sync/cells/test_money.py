"""Amounts are read with the evidence of their whole file, and never guessed."""

import io
from decimal import Decimal

import pytest

from catalog_search.sync.cells.prices.money import (
    Money,
    PriceStyle,
    UncertainAmount,
    read_money,
    style_of,
)
from catalog_search.sync.tables.manifests import parse
from catalog_search.types import Problem, Record

EURO = "\u20ac"


def prices(*cells: str, currency: str = "") -> tuple[list[Decimal | None], list[str]]:
    """Return what a file with these price cells comes to, and its problems."""
    rows = [f'{n}\t"{cell}"\t{currency}' for n, cell in enumerate(cells)]
    text = "\n".join(["sku\tprice\tcurrency", *rows])
    items = list(parse(io.BytesIO(text.encode()), "catalog.csv"))
    records = [each for each in items if isinstance(each, Record)]
    problems = [each.reason for each in items if isinstance(each, Problem)]
    return [record.price for record in records], problems


@pytest.mark.parametrize(
    ("cells", "amounts"),
    [
        (["1.299", "12,50"], ["1299", "12.50"]),
        (["1,299", "12.50"], ["1299", "12.50"]),
        (["1.299", "1.299.000"], ["1299", "1299000"]),
        (["1,299", "2,499", "899"], ["1299", "2499", "899"]),
        (["12.500", "1234.750"], ["12.50", "1234.75"]),
        ([f"1.299 {EURO}", f"19,90 {EURO}"], ["1299", "19.90"]),
    ],
)
def test_the_other_prices_of_a_file_say_what_a_separator_means(
    cells: list[str], amounts: list[str]
) -> None:
    assert prices(*cells) == ([Decimal(amount) for amount in amounts], [])


@pytest.mark.parametrize(
    "cells",
    [
        ["1.299"],
        ["1,299"],
        ["1.299", "12,50", "12.50"],
        ["1.299", "5.25"],
        ["1,299", "1299"],
        ["1.299", "2,499"],
    ],
)
def test_without_evidence_an_amount_is_a_problem(cells: list[str]) -> None:
    amounts, problems = prices(*cells)
    assert amounts[0] is None
    assert "may be 1299 or 1.299: write it with two decimals" in problems[0]


def test_a_currency_without_cents_is_evidence() -> None:
    assert prices("150.000", currency="IDR") == ([Decimal(150000)], [])
    assert prices("1,299", currency="JPY") == ([Decimal(1299)], [])
    with pytest.raises(UncertainAmount):
        read_money("1,299", currency="KWD")
    assert style_of(["12,5", "7"]) == PriceStyle(",")


@pytest.mark.parametrize(
    ("cell", "column", "currency"),
    [
        ("15.00 USD", "", "USD"),
        (f"19,90 {EURO}", "", "EUR"),
        (f"19,90 {EURO}", "EUR", "EUR"),
        ("$ 5.00", "AUD", "AUD"),
        ("$ 5.00", "", ""),
        ("Rs. 500", "", "INR"),
        ("US$12.00", "", "USD"),
        ("12.00", "GBP", "GBP"),
    ],
)
def test_the_currency_inside_a_cell_is_taken_over(cell: str, column: str, currency: str) -> None:
    text = f'sku,price,currency\na,"{cell}",{column}'
    *_, record = parse(io.BytesIO(text.encode()), "catalog.csv")
    assert isinstance(record, Record)
    assert record.currency == currency
    assert record.price


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("R$ 1.299,90", "1299.90", "BRL"), ("1 299 Kč", "1299.00", "CZK"),
        ("$12.50 USD", "12.50", "USD"), ("HK$12", "12.00", "HKD"), ("SFr. 5.50", "5.50", "CHF"),
        ("R12.50", "12.50", "ZAR"), ("1,299円", "1299.00", "JPY"),
        ("￥１，２９９", "1299.00", "JPY"),  # noqa: RUF001
        ("\u200f12.50 ₪\u200f", "12.50", "ILS"), ("12,50 грн", "12.50", "UAH"),
        ("1299 TL", "1299.00", "TRY"), ("KWD 12.50", "12.50", "KWD"), ("kr 12,50", "12.50", ""),
    ],
)  # fmt: skip
def test_more_currencies_are_taken_over(cell: str, amount: str, currency: str) -> None:
    price = read_money(cell)
    assert price == Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("$1.299.990 CLP", "1299990.00", "CLP"), ("US $5.00", "5.00", "USD"),
        ("5,00 $ CA", "5.00", "CAD"), ("USD$5.00", "5.00", "USD"), ("19,90 €*", "19.90", "EUR"),
        ("E£129", "129.00", "EGP"), ("¥12.50", "12.50", "CNY"), ("1.299.000đ", "1299000.00", "VND"),
        ("S/. 12.50", "12.50", "PEN"), ("د.إ 129", "129.00", "AED"), ("129 ₾", "129.00", "GEL"),
        ("19,90&nbsp;&#8364;", "19.90", "EUR"), ("12 €50", "12.50", "EUR"),
        ("12,50 € inkl. 19 % MwSt.", "12.50", "EUR"),
        ("12,90 à vista", "12.90", ""), ("R$ 12,90 no pix", "12.90", "BRL"),
        ("12,90 € al contado", "12.90", "EUR"), ("12,90 ohne Versand", "12.90", ""),
        ("99p", "0.99", "GBP"), ("99 ¢", "0.99", ""), ("grátis", "0.00", ""),
    ],
)  # fmt: skip
def test_signs_of_more_countries_and_small_coins_are_read(
    cell: str, amount: str, currency: str
) -> None:
    assert read_money(cell) == Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("S/.12.90", "12.90", "PEN"), ("B/.1,299.00", "1299", "PAB"), ("129:90 kr", "129.90", ""),
        ("SEK 1 299:50", "1299.50", "SEK"), ("£0.50p", "0.50", "GBP"), ("$12.99¹", "12.99", ""),
        ("1e+05", "100000", ""), ("1.299E3", "1299", ""), ("12 dólares", "12", ""),
    ],
)  # fmt: skip
def test_notations_of_programs_and_of_more_countries_are_read(
    cell: str, amount: str, currency: str
) -> None:
    assert read_money(cell) == Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        # An ending that stands for the decimals, so that the separator before is none.
        ("1.299,-", "1299"), ("1.299,– €", "1299"), ("1.299:-", "1299"),  # noqa: RUF001
        ("Ksh.1,299/=", "1299"), ("1,299.-", "1299"),
        # Currencies of which no price has three decimals, or every one.
        ("₹ 99,999", "99999"), ("$1,299", "1299"), ("R$ 1.299", "1299"), ("1.299 TL", "1299"),
        ("$129.900 COP", "129900"), ("12.900 FCFA", "12900"), ("KWD 12.500", "12.50"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_number_may_say_what_its_separator_is(
    cell: str, amount: str
) -> None:
    price = read_money(cell)
    assert price and price.amount == Decimal(amount)


@pytest.mark.parametrize("cell", ["1.299 €", "€1,299", "$1.299", "TND 1.250"])
def test_where_both_separators_are_in_use_neither_is_guessed(cell: str) -> None:
    with pytest.raises(UncertainAmount):
        read_money(cell)


def test_a_sign_means_the_currency_of_the_column() -> None:
    for cell, column in (("Rs. 1,299", "PKR"), ("¥1,299", "CNY"), ("£5", "EGP"), ("$ 5", "ARS")):
        assert prices(cell, currency=column)[1] == []
        assert getattr(read_money(cell, currency=column), "currency", "") == column


@pytest.mark.parametrize(
    "cell",
    ["5.00-", "10%", "10 %", "1.5k", "$1.5M", "−5,00", "1.2 lakh", "1만원", "2 Mio. €", "5K", "5½",  # noqa: RUF001
     "5 k€", "19<sup>90</sup>", "Rp1,5jt", "Rp150rb", "12,5 mil", "1,2 triệu", "₹1.5 Cr", "₹1.5L",
     "1.2 bin TL", "2 mil €", "5 hazar", "elfu 5", "12.50 QQQ", "1.5$ mil", "5 EUR tys",
     "Rp 1,5 - jt"],
)  # fmt: skip
def test_what_is_no_amount_is_told(cell: str) -> None:
    [price], [reason] = prices(cell)
    assert price is None and "price" in reason


def test_two_currencies_for_one_price_are_told_and_the_price_is_left_out() -> None:
    [problem, record] = parse(io.BytesIO(b"sku,price,currency\na,15.00 USD,EUR"), "catalog.csv")
    assert isinstance(problem, Problem)
    assert "says USD, but the currency column says EUR" in problem.reason
    assert isinstance(record, Record)
    assert (record.price, record.currency) == (None, "EUR")


@pytest.mark.parametrize("cell", ["," * 16_000, "1," * 8000, "1 " * 8000, "9" * 16_000])
def test_a_price_cell_of_any_length_is_read_at_once(cell: str) -> None:
    with pytest.raises(ValueError, match="too long to be a price"):
        read_money(cell)
    assert style_of([cell, "12,50"]) == PriceStyle(",")


@pytest.mark.parametrize("cell", ["0.004", "0,0012", "$0.001", "0.0049 EUR"])
def test_an_amount_below_a_cent_is_no_gift(cell: str) -> None:
    [price], [reason] = prices(cell)
    assert price is None and "is less than a cent" in reason


def test_a_number_as_programs_write_it_names_no_currency() -> None:
    assert prices("1e3", "1.299E3") == ([Decimal(1000), Decimal(1299)], [])


@pytest.mark.parametrize(
    "minus", "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u207b\u2796"
)
def test_every_kind_of_minus_is_one(minus: str) -> None:
    with pytest.raises(ValueError, match="is negative"):
        read_money(f"{minus}5")
    assert read_money(f"199,{minus}") == Money(Decimal("199.00"))


@pytest.mark.parametrize(
    ("text", "money"),
    [
        *(("12€⁵⁰", Money(Decimal("12.50"), "EUR")), ("12,⁵⁰ €", Money(Decimal("12.50"), "EUR"))),
        *(("12.99¹", Money(Decimal("12.99"))), ("12 €¹", Money(Decimal("12.00"), "EUR"))),
        ("🔥 12.50 €", Money(Decimal("12.50"), "EUR")),
    ],
)
def test_raised_digits_are_decimals_or_a_note(text: str, money: Money) -> None:
    assert read_money(text) == money


@pytest.mark.parametrize("text", ["⭐ 500", "₿0.05", "5 ♥", "₧ 129", "12.50‰"])
def test_an_unknown_sign_makes_no_price(text: str) -> None:
    with pytest.raises(ValueError, match="is not a price"):
        read_money(text)
