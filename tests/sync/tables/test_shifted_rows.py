"""Tables in which a comma without quotes moves cells into columns that are not theirs."""

import pytest

from catalog_search.types import Problem
from tests.support.manifests import parsed, records

SHOPIFY = "Handle,Title,Variant SKU,Variant Price,Variant Compare At Price,Image Src"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("sku,title,price,brand", "a,Hat,1,299.00,"),
        ("sku,title,price,brand", "a,Hat,$1,299,"),
        ("sku,title,price,in_stock", "a,Hat,12,50,"),
        ("sku,title,price,in_stock", "a,Hat,12,50 €,"),
        ("sku,title,Our price,brand", "a,Hat,1,299,000.00,"),
        ("sku,title,price,brand,images", "a,Hat,1,299.00,,"),
        ("sku,title,price,brand,images", "a,Hat,1,299.00,Acme,"),
        ("sku,title,brand,price", "a,Hat, red,Acme,"),
        ("sku,title,brand,material,price", "a,Vase, 30 cm,,,"),
        (SHOPIFY, "a,Hat,a,1,299.00,,"),
    ],
)
@pytest.mark.parametrize("is_alone", [True, False])
def test_a_comma_in_a_price_or_a_title_is_told(header: str, row: str, is_alone: bool) -> None:
    columns = header.split(",")
    right = ",".join({"sku": "b", "Handle": "b"}.get(name, "5") for name in columns)
    below = [row] if is_alone else [right, row, right.replace("b", "c")]
    items = parsed("\n".join([header, *below]) + "\n")
    lost = [each for each in items if isinstance(each, Problem) and each.product_lost]
    assert [each.line for each in lost] == [2 if is_alone else 3]
    assert "put quotes around values that contain commas" in lost[0].reason


@pytest.mark.parametrize(
    "rows",
    [
        # Every line ends with a delimiter, also where a price looks like half of one.
        ("a,Hat,12,50,", "b,Cup,5.00,3,", "c,Mug,7,100,"),
        # Blank cells in some lines alone, as people and spreadsheets leave them.
        ("a,Hat,12,5,,,", "b,Cup,5.00,3"),
        ("a,Hat,1299.00,5,", "b,Cup,899,3"),
        ('a,"Hat, red",12.50,50,', "b,Cup,5.00,3"),
        ("a,Hat,12.50,50,", "b, Cup, 5.00, 3, "),
        ("a,Hat,12,50", "b,Cup,5.00,299"),
    ],
)
def test_blank_cells_too_many_cost_no_right_row(rows: tuple[str, ...]) -> None:
    items = parsed("\n".join(["sku,title,price,in_stock", *rows]) + "\n")
    assert not [each for each in items if isinstance(each, Problem)]
    assert [each.sku for each in items] == list("abc"[: len(rows)])


@pytest.mark.parametrize(
    ("columns", "row", "is_told"),
    [
        ("brand", "1,299.00", True),
        ("brand,material", "$1,299.00", True),
        ("material", "1,299.00", True),
        # A price and another thing beside it, or a whole row.
        ("title", "12,300", False),
        ("brand", "89,511", False),
        ("brand,material", "89,511,canvas", False),
        ("in_stock", "1,299", False),
        ("material", "1,299", False),
        ("brand", "12,47", False),
        ("compare_at_price", "1,299.00", False),
        ("brand", '1,"299.00"', False),
        ("brand", "1299.00,Acme", False),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_price_that_goes_on_in_a_column_of_words_is_told_without_cells_too_many(
    columns: str, row: str, is_told: bool, is_first: bool
) -> None:
    others = {"in_stock": "7", "compare_at_price": "9.00"}
    right = ["b,5.00," + ",".join(others.get(name, "Acme") for name in columns.split(","))] * 2
    below = [f"a,{row}", *right] if is_first else [*right, f"a,{row}"]
    items = parsed("\n".join([f"sku,price,{columns}", *below]) + "\n")
    lost = [each for each in items if isinstance(each, Problem) and each.product_lost]
    assert [each.line for each in lost] == [2 if is_first else 4] * is_told


LONG = "".join(f"<li>{n} mm, {n} mm</li>\n" for n in range(300))
ROWS = "".join(f"Row {n},x,y,{n}\n" for n in range(300))


@pytest.mark.parametrize(
    "text",
    [
        f'sku,title,description,price\na,Hat,"<ul>\n{LONG}</ul>",5\nb,Cup,,6\n',
        f'sku,description,title,price\na,"Rows,of,4,\n{ROWS}",Hat,5\nb,,Cup,6\n',
        f'sku,title,price,description\na,Hat,5,"{LONG}"\nb,Cup,6,\n',
        f'sku\ttitle\tdescription\tprice\na\tHat\t"{LONG}"\t5\nb\tCup\t\t6\n',
    ],
)
def test_a_cell_of_many_lines_is_one_cell(text: str) -> None:
    items = parsed(text)
    assert [(each.sku, each.title, each.price) for each in items] == [
        ("a", "Hat", 5),
        ("b", "Cup", 6),
    ]


@pytest.mark.parametrize("closing", ['x,32",6', "x,32,6"])
def test_an_open_quote_swallows_no_rows_up_to_the_next_quote(closing: str) -> None:
    rows = "".join(f"r{n},Cup,6\n" for n in range(300))
    found = records(f'sku,title,price\na,"Hat,5\n{rows}{closing}\nb,Pot,7\n')
    assert {"r0", "r299", "x", "b"} <= {each.sku for each in found}


COLUMNS = "sku,title,price,images\n"


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("a,Sun\nhat,5,a.jpg", "Sun hat"),
        ("a,Sun hat\r\n,5.00 EUR,a.jpg", "Sun hat"),
        ("a,Sun\nhat\n\nof straw,5,a.jpg", "Sun hat of straw"),
    ],
)
def test_a_line_end_in_a_cell_without_quotes_ends_no_row(row: str, title: str) -> None:
    hat, cup = parsed(f"{COLUMNS}{row}\nb,Cup,6,b.jpg\n")
    assert (hat.sku, hat.title, hat.price, hat.images) == ("a", title, 5, ("shop/a.jpg",))
    assert (cup.sku, cup.line) == ("b", 3 + row.count("\n"))


@pytest.mark.parametrize(
    "rows",
    ["a,Hat\nb,Cup,5", "a,Hat\nb,Cup,5,b.jpg", "a,Hat,5\nb,Cup", "a,Hat\nb,Cup", "a,Hat,7\nb,5"],
)
def test_rows_without_their_last_cells_stay_apart(rows: str) -> None:
    assert [each.sku for each in records(f"{COLUMNS}{rows}\nc,Mug,6,c.jpg\n")] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("sku,title,price", "a,Hat\nb,1984\nc,Cup,5"),
        ("sku,title,price", "a,Hat\nb,Cup\nc,300"),
        ("sku,title,in_stock,price", "a,Hat\nb,Cup,5\nc,Mug,6,7"),
        ("sku,title,in_stock,price,images", "a,Hat\nb,Cup,5,on request\nc,Mug,6,7,c.jpg"),
        ("sku,title,year,price,brand", "a,Hat\nb,Cup,2024,n/a\nc,Mug,2025,7,Acme"),
        ("sku,title,price,compare_at_price,images", "a,Hat\nb,Cup,5,b.jpg\nc,Mug,6,7,c.jpg"),
        ("sku,title,description,price,images", "a,Hat,Soft\nb,1984,A novel\nc,Mug,,7,c.jpg"),
    ],
)
def test_a_line_that_may_be_a_row_is_never_part_of_another(header: str, rows: str) -> None:
    assert [each.sku for each in records(f"{header}\n{rows}\n")] == ["a", "b", "c"]


def test_a_line_of_words_alone_is_told() -> None:
    items = parsed("sku,title,price,description\na,Hat,5,Soft\nand warm\nb,Cup,6,Big\nA 12\nhat\n")
    lost = [each for each in items if isinstance(each, Problem)]
    assert [each.sku for each in items if not isinstance(each, Problem)] == [
        "a",
        "b",
        "A 12",
        "hat",
    ]
    assert [each.line for each in lost] == [3]
    assert "put quotes around the cell that goes on in it" in lost[0].reason
