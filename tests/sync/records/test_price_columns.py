"""Columns of prices under other names: read, or told."""

from decimal import Decimal

import pytest

from catalog_search.types import Problem
from tests.support.manifests import parsed


@pytest.mark.parametrize(
    "header",
    ["Preis in €", "EUR price", "Price/EUR", "PriceEUR", "priceEur", "Price, EUR", "Price: EUR",
     "Price - EUR", "price_eur", "Preis €", "Price (EUR)", "EUR-Preis"],
)  # fmt: skip
def test_a_column_that_names_its_currency_is_read(header: str) -> None:
    [record] = parsed(f"sku;{header}\na;5\n")
    assert (record.price, record.currency, record.attributes) == (Decimal(5), "EUR", {})


@pytest.mark.parametrize(
    "header",
    ["Price incl. VAT", "Preis inkl. MwSt.", "Prix TTC", "Cena brutto", "Our price", "USD", "€",
     "Price ($)", "Price$", "VK-Preis", "Precio con IVA", "Variant Price", "Prezzo IVA inclusa",
     "Cena s DPH", "Bruttó ár", "Preț", "Τιμή", "Pris ink moms", "VK brutto",
     "Sat\u0131\u015f fiyat\u0131",
     "Hinta sis. alv", "Harga", "Giá", "السعر"],
)  # fmt: skip
def test_one_that_may_be_meant_is_told(header: str) -> None:
    problem, record = parsed(f"sku;{header}\na;5\n")
    assert isinstance(problem, Problem) and problem.warning
    assert f"{header!r} → 'price'" in problem.reason
    assert record.price is None


@pytest.mark.parametrize(
    "header",
    ["Cost price", "Purchase price", "price;Price incl. VAT", "Nákupní cena", "Enterprise"],
)
def test_what_no_shopper_pays_is_not_told(header: str) -> None:
    row = "a" + ";5" * (header.count(";") + 1)
    [record] = parsed(f"sku;{header}\n{row}\n")
    assert len(record.attributes) == 1


@pytest.mark.parametrize("header", ["Nazwa", "Nome", "Naam", "Namn", "Navn"])
def test_titles_in_more_languages_are_told(header: str) -> None:
    problem, _ = parsed(f"sku;{header}\na;Hut\n")
    assert f"{header!r} → 'title'" in problem.reason


@pytest.mark.parametrize("header", ["price_cents", "Price (cents)", "priceInCents", "price_minor"])
def test_a_column_of_cents_is_read_as_such(header: str) -> None:
    first, second = parsed(f"sku;{header}\na;1299\nb;12.99\n")
    assert (first.price, second.price) == (Decimal("12.99"), None)
    assert second.attributes == {header: "12.99"}


@pytest.mark.parametrize("header", ["Regular price", "RRP", "Statt-Preis"])
def test_a_second_price_may_be_the_one_before(header: str) -> None:
    problem, record = parsed(f"sku;price;{header}\na;5;8\n")
    assert f"{header!r} → 'compare_at_price'" in problem.reason
    assert record.price == Decimal(5)


@pytest.mark.parametrize(
    ("row", "price", "attribute"),
    [("a;19.90;22.00;USD", "22.00", "19.90"), ("a;19.90;22.00;EUR", "19.90", "22.00")],
)
def test_of_several_prices_the_one_in_the_rows_currency_counts(
    row: str, price: str, attribute: str
) -> None:
    [record] = parsed(f"sku;Price (EUR);Price (USD);currency\n{row}\n")
    assert (str(record.price), record.currency) == (price, row[-3:])
    assert [*record.attributes.values()] == [attribute]


def test_a_price_that_is_in_another_currency_than_its_row_is_told() -> None:
    problem, record = parsed("sku;price_usd;currency\na;19.90;EUR\n")
    assert "says USD, but the currency column says EUR" in problem.reason
    assert record.price is None


@pytest.mark.parametrize(("cell", "code"), [("NTD", "TWD"), ("Stg", "GBP"), ("Lev", "BGN")])
def test_other_names_of_currencies_are_their_codes(cell: str, code: str) -> None:
    [record] = parsed(f"sku;price;currency\na;5;{cell}\n")
    assert record.currency == code


@pytest.mark.parametrize("cell", ["XYZ", "AUS", "Won"])
def test_what_is_no_currency_is_told(cell: str) -> None:
    problem, record = parsed(f"sku;price;currency\na;5;{cell}\n")
    assert f"currency {cell!r} is no currency that is known" in problem.reason
    assert record.currency == ""
