"""Lines of a table that are no product: footers, comments, and names of columns once more."""

import pytest

from catalog_search.sync.tables.footers import is_footer
from catalog_search.types import Problem
from tests.support.manifests import parsed, records

ROWS = "sku,title,price\na,One,5.00\nb,Two,6.00\n"


def skus(text: str) -> list[str]:
    return [record.sku for record in records(text)]


@pytest.mark.parametrize(
    "footer",
    [
        "Total,,11.00",
        "TOTAL:,2,11.00",
        "Grand total,,$11.00",
        "Summe,,11.00 EUR",
        "Gesamt,,",
        "Total général,,11",
        "Suma,,11",
        "Итого,,11",
        "合計,,11",
        ",Total,11.00",
        "2 products,,",
        "Records: 2,,",
        "EOF,,",
        "*** End of report ***,,",
        "Exported on 2026-11-29 by the shop,,",
        "Erstellt am 29.11.2026,,",
        "\nSubtotal,,11.00\nTotal,,11.00",
        *("(2 rows affected)", "2 row(s) selected.", "2 rows in set (0.00 sec)", "Time: 1.2 ms"),
        *("Query OK, 2 rows affected", "Count: 2,,Sum: 11", "Total: 11 €", "Total (2),,11", "***"),
        *("Average,,5.5", "Summe: 2 Artikel", "Toplam,,11", "Σ,,11", "الإجمالي,,11", "รวม,,11"),
        *("Prices in EUR,,", "* Alle Preise inkl. MwSt.,,", "Filter: all", "Done.", "Thank you!"),
    ],
)
def test_a_footer_is_told_and_left_out(footer: str) -> None:
    *items, problem = parsed(f"{ROWS}{footer}\n")
    assert [record.sku for record in items] == ["a", "b"]
    assert isinstance(problem, Problem)
    assert "looks like a footer" in problem.reason
    assert (problem.warning, problem.product_lost) == (True, False)


@pytest.mark.parametrize(
    "row",
    [
        *("total,Total cereal,6.00", "Total,Total,", "Fine chair,,9.00", "END-1,,", "sum41,,5"),
        *("2,,5", "Max 95,,90", "OK,,5", "Average,Average white,5", "Time: 1,A clock,5"),
        *("Price 5,,5", "Done.,A book,5", "12 x 4,,5"),
    ],
)
def test_a_product_at_the_end_is_no_footer(row: str) -> None:
    assert len(skus(f"{ROWS}{row}\n")) == 3


def test_what_has_products_below_is_no_footer() -> None:
    assert skus("sku,title,price\nTotal,,5.00\na,One,6.00\n") == ["Total", "a"]
    assert skus("sku,title,price\na,One,5\nTotal,,5.00\nb,Two,6.00\n") == ["a", "Total", "b"]


@pytest.mark.parametrize(
    "line",
    [
        *("#winter goods,,", "; winter goods", "-- winter goods,,", "REM winter goods,,"),
        *("<!-- winter -->,,", "<<<<<<< HEAD", ">>>>>>> main", "SKU,Title,Price"),
        *("Artikelnummer,Titel,Preis", "Référence,Titre,Prix", "sku, title ,price", ",Title,Price"),
    ],
)
def test_comments_and_further_headers_are_no_products(line: str) -> None:
    assert skus(f"sku,title,price\na,One,5.00\n{line}\nb,Two,6.00\n") == ["a", "b"]


@pytest.mark.parametrize(
    "line", ["string,string,decimal", "Required,Required,Optional", "varchar,TEXT,"]
)
def test_a_line_of_types_below_the_header_is_no_product(line: str) -> None:
    assert skus(f"sku,title,price\n{line}\na,One,5.00\n") == ["a"]


@pytest.mark.parametrize("sign", ["∑", "©", " 0", "- "])
def test_a_long_cell_is_soon_known_to_be_no_footer(sign: str) -> None:
    """Its time would grow with the square of its length: it takes minutes without a limit."""
    assert not is_footer({"sku": f"{sign * 20_000}x", "price": f"1{sign * 20_000}!x"})


@pytest.mark.parametrize("row", ["#A-1,One,5", "#winter,One,", "date,Date,5.00", "sku,One,5"])
def test_products_with_such_names_stay(row: str) -> None:
    assert len(skus(f"sku,title,price\n{row}\nb,Two,6.00\n")) == 2


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("sku,price,title", "b,6,Cup"),
        ("title,sku,price", "Cup,b,6"),
        ("sku,title,price,brand", "b,Cup,6,Acme"),
        ("\ufeffSKU,Price,Brand,Title", "b,6,Acme,Cup"),
    ],
)
def test_a_table_that_was_joined_to_another_has_its_own_columns(header: str, row: str) -> None:
    hat, cup = parsed(f"sku,title,price\na,Hat,5\n{header}\n{row}\n")
    assert [(each.sku, each.title, each.price) for each in (hat, cup)] == [
        ("a", "Hat", 5),
        ("b", "Cup", 6),
    ]
    assert cup.brand == ("Acme" if "brand" in header.lower() else "")
    assert cup.line == 4


@pytest.mark.parametrize("row", ["sku,Price,5", "title,sku,5", "price,Brand,", "b,sku,5"])
def test_a_product_that_is_called_as_a_column_is_no_header(row: str) -> None:
    assert skus(f"sku,title,price\na,One,5.00\n{row}\nc,Two,6\n") == ["a", row.split(",")[0], "c"]
