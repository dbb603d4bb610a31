"""Lines of a table that are no product: footers, comments, and names of columns once more."""

import pytest

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
    ["total,Total cereal,6.00", "Total,Total,", "Fine chair,,9.00", "END-1,,", "sum41,,5", "2,,5"],
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


@pytest.mark.parametrize("row", ["#A-1,One,5", "#winter,One,", "date,Date,5.00", "sku,One,5"])
def test_products_with_such_names_stay(row: str) -> None:
    assert len(skus(f"sku,title,price\n{row}\nb,Two,6.00\n")) == 2
