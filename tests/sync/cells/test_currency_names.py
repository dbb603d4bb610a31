# ruff: noqa: RUF001  (letters of other alphabets)
"""Names of currencies in many languages, rates of tax, and words that are none of both."""

from decimal import Decimal

import pytest

from catalog_search.sync.cells.prices.money import read_money
from tests.support.manifests import parsed


@pytest.mark.parametrize(
    ("cell", "amount", "currency"),
    [
        ("रु. 499", "499", "INR"),
        ("499 रुपये", "499", "INR"),
        ("मात्र 499 रुपये", "499", "INR"),
        ("ரூ. 499", "499", "INR"),
        ("৫০০ টাকা", "500", "BDT"),
        ("روپے 500", "500", "PKR"),
        ("500 ლარი", "500", "GEL"),
        ("500 ብር", "500", "ETB"),
        ("ราคา 500 บาท", "500", "THB"),
        ("SR 100", "100", "SAR"),
        ("QR 100", "100", "QAR"),
        ("RO 5.500", "5.5", "OMR"),
        ("LL 5000", "5000", "LBP"),
        ("MK 500", "500", "MWK"),
        ("Bs.S 50", "50", "VES"),
        ("S/ 50.00 soles", "50", "PEN"),
        ("500 colones", "500", "CRC"),
        ("$1,299.00 M.N.", "1299", "MXN"),
        ("$1,299.00 m.n.", "1299", "MXN"),
        ("$50,000.00 M/CTE", "50000", "COP"),
    ],
)
def test_a_price_names_its_currency(cell: str, amount: str, currency: str) -> None:
    money = read_money(cell)
    assert money and (money.amount, money.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        *(
            ("LE 500", "EGP"),
            ("500 L.E.", "EGP"),
            ("Le 500", "SLE"),
            ("500 LE", "EGP"),
            ("500 р.", "BYN"),
        ),
        *(("500 руб.", "BYN"), ("500 руб.", "RUB"), ("रु 500", "NPR"), ("रु 500", "INR")),
        *(("Shs 500", "UGX"), ("500 din", "DZD"), ("R 500", "NAD"), ("$500 M.N.", "MXN")),
        *(("$500.00 m.n.", "CUP"), ("500 টাকা", "BDT")),
    ],
)
def test_a_sign_means_the_currency_of_the_column_where_it_may(cell: str, column: str) -> None:
    [record] = parsed(f'sku,price,currency\na,"{cell}",{column}\n')
    assert (record.price, record.currency) == (Decimal(500), column)


@pytest.mark.parametrize("cell", ["500 L.E.", "L.E. 500", "Shs 500"])
def test_a_sign_of_several_currencies_is_told(cell: str) -> None:
    problem, record = parsed(f'sku,price\na,"{cell}"\n')
    assert "stands for several currencies" in problem.reason
    assert (record.price, record.currency) == (Decimal(500), "")


@pytest.mark.parametrize(
    ("cell", "word"),
    [("दो 5", "दो"), ("5 दो", "दो"), ("น้ำ 5", "น้ำ"), ("500 تومان", "تومان"), ("2 লাখ", "লাখ")],
)
def test_a_word_with_vowel_signs_is_told_as_a_whole(cell: str, word: str) -> None:
    with pytest.raises(ValueError, match=f"'{word}' is no currency that is known"):
        read_money(cell)


@pytest.mark.parametrize(
    "rate",
    [
        *("incl. VAT 19%", "incl. 19% VAT", "(MwSt. 19 %)", "inkl. 19% M.w.St.", "TVA: 20%"),
        *("IVA (21%)", "s DPH 21 %", "moms 25%", "áfa 27%", "с НДС 20%", "+ GST 12.5%"),
        *("plus 8.875% sales tax", "Tax 5%"),
    ],
)
def test_a_rate_of_tax_is_no_part_of_the_price(rate: str) -> None:
    money = read_money(f"500.00 EUR {rate}")
    assert money and (money.amount, money.currency) == (Decimal(500), "EUR")


@pytest.mark.parametrize("cell", ["500 EUR 19%", "500 EUR -19%", "$2M", "$2 M.", "2.5k"])
def test_other_shares_and_multiples_are_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"is not a price|more than one number"):
        read_money(cell)


@pytest.mark.parametrize("code", ["ALL", "CUP", "TOP"])
def test_codes_that_are_words_are_known_in_their_column(code: str) -> None:
    [record] = parsed(f"sku,price,currency\na,500,{code}\n")
    assert (record.price, record.currency) == (Decimal(500), code)


@pytest.mark.parametrize("cell", ["Le 500", "LE 500", "500 LE"])
def test_a_sign_of_one_currency_means_it_where_no_column_says_another(cell: str) -> None:
    [record] = parsed(f'sku,price\na,"{cell}"\n')
    assert (record.price, record.currency) == (Decimal(500), "SLE")


@pytest.mark.parametrize("price", ["$500", "500 kr", "500 EUR / USD", "LE 500"])
def test_a_currency_that_is_none_leaves_the_price_readable(price: str) -> None:
    *problems, record = parsed(f'sku,price,currency\na,"{price}",crowns and dollars\n')
    assert any("'crowns and dollars'" in each.reason for each in problems)
    assert record.sku == "a"
