"""The currencies of prices: named by codes and signs, or told where they stay open."""

import json
from decimal import Decimal

import pytest

from catalog_search.sync.cells.prices.money import read_money
from catalog_search.types import Problem
from tests.support.manifests import parsed, records

CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD
    KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO
    NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
    SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND
    VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""


@pytest.mark.parametrize("code", CODES.split())
def test_every_current_code_is_known(code: str) -> None:
    for cell in (f"99.50 {code}", f"{code} 99.50", f"99.50{code}"):
        assert getattr(read_money(cell), "currency", "") == code


@pytest.mark.parametrize(
    ("cell", "currency"),
    [
        ("12.90 Fr", "CHF"), ("CDN$ 5", "CAD"), ("J$5", "JMD"), ("EC$5", "XCD"), ("TT$5", "TTD"),
        ("5 NIS", "ILS"), ("5 U.S. dollars", "USD"), ("AU $5", "AUD"), ("Q99.00", "GTQ"),
        ("99 US", "USD"), ("Bds$99", "BBD"), ("99 KM", "BAM"), ("99 birr", "ETB"),
        ("12,50 € le lot", "EUR"), ("5 USD for all", "USD"), ("nu 5,00 €", "EUR"),
    ],
)  # fmt: skip
def test_signs_of_every_country_are_read(cell: str, currency: str) -> None:
    assert getattr(read_money(cell), "currency", "") == currency


@pytest.mark.parametrize(
    "cell", ["12.50 each", "ab 12,50 €", "12.50 VB", "12.50/month", "1 299 円 税込", "od 12,50 zł"]
)
def test_words_that_change_nothing_may_stand_beside_an_amount(cell: str) -> None:
    assert read_money(cell)


@pytest.mark.parametrize("cell", ["$19.99", "199 kr", "99 dollars", "K 99", "990 FCFA", "99 pesos"])
def test_a_sign_of_several_currencies_is_told(cell: str) -> None:
    warning, record = parsed(f"sku,price\na,{cell}\n")
    assert warning.warning and "stands for several currencies" in warning.reason
    assert "a column 'currency'" in warning.reason
    assert record.price and record.currency == ""


def test_a_sign_is_not_told_where_the_row_names_the_currency() -> None:
    [record] = parsed("sku,price,currency\na,$5,USD\n")
    assert record.currency == "USD"
    [record] = parsed("sku,price,compare_at_price\na,$5,9 USD\n")
    assert record.currency == "USD"


def test_a_sign_that_cannot_mean_the_currency_of_the_column_is_told() -> None:
    problem, record = parsed("sku,price,currency\na,5 kr,USD\n")
    assert "says kr, but the currency column says USD" in problem.reason
    assert record.price is None


def test_the_column_of_an_export_names_the_currency() -> None:
    header = "Handle,Title,Variant SKU,Variant Price,Currency"
    [record] = parsed(f"{header}\nhat,Hat,H1,$20.00,CAD\n")
    assert (record.currency, "option_currency" in record.attributes) == ("CAD", False)


def test_a_price_before_in_another_currency_is_told_and_left_out() -> None:
    problem, record = parsed("sku,price,compare_at_price\na,5 EUR,10 USD\n")
    assert problem.reason == ("a: compare_at_price '10 USD' is in another currency than the price.")
    assert (record.currency, record.compare_at_price) == ("EUR", None)


def test_variants_name_the_currency() -> None:
    sizes = [{"size": "S", "price": "15.00 USD"}, {"size": "M", "price": "16.00 USD"}]
    [record] = records(json.dumps({"sku": "a", "variants": sizes}), "catalog.jsonl")
    assert record.currency == "USD"
    assert [each["price"] for each in record.variants] == ["15.00", "16.00"]


def test_a_variant_in_another_currency_is_told_and_its_price_left_out() -> None:
    sizes = [{"size": "S", "price": "15.00 USD"}, {"size": "M", "price": "16,00 €"}]
    problem, record = parsed(
        json.dumps({"sku": "a", "price": "15 USD", "variants": sizes}), "catalog.jsonl"
    )
    assert isinstance(problem, Problem)
    assert "price '16,00 €' of a variant is in another currency" in problem.reason
    assert "price" not in record.variants[1]


@pytest.mark.parametrize("cell", ["10 EUR/USD", "€10 (USD)", "10 CHF / EUR"])
def test_several_currencies_of_one_price_are_told(cell: str) -> None:
    warning, record = parsed(f"sku,price\na,{cell}\n")
    assert (record.price, record.currency) == (Decimal("10.00"), "")
    assert "name several currencies" in str(warning.reason)
