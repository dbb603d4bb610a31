# ruff: noqa: RUF001  (letters of other alphabets)
"""Cells and column names as spreadsheets, databases and people in other languages write them."""

import pytest

from catalog_search.types import Problem, Record
from tests.support.manifests import jsonl, parsed, records


def row(header: str, *cells: str) -> Record:
    [record] = records(f"{header}\n" + "\t".join(cells) + "\n", "catalog.csv")
    return record


@pytest.mark.parametrize(
    "header",
    [
        "sku\tTitel\tBeschreibung\tPreis\tKategorie\tMarke\tFarben\tWährung\tBilder",
        "SKU\tTítulo\tDescripción\tPrecio\tCategoría\tMarca\tColores\tMoneda\tImágenes",
        "sku\tTitre\tDescription\tPrix\tCatégorie\tMarque\tCouleurs\tDevise\tImages",
        "\u200bsku\tTi\u00adtel\t\u200eDescription\tPrice\tCategory\tBrand\tColors\tCurrency\tImage",
        "sku\tTitolo\tDescrizione\tPrezzo\tCategoria\tMarca\tColore\tValuta\tImmagine",
        "sku\tTytuł\tOpis\tCena\tKategoria\tMarka\tKolor\tWaluta\tZdjęcie",
        "sku\t商品名\t説明\t価格\tカテゴリ\tブランド\t色\t通貨\t画像",
        "*sku\t[Title]\t`description`\tPrice:\tCategory *\t#brand\tColors\tcurrency\tİmage",
        "ï»¿sku\tTİTLE\tdescription\tprice\tcategory\tbrand\tcolors\tcurrency\timages",
        "sku\tTI\u0301TULO\tdescription\tprice\tcategory\tbrand\tcolors\tcurrency\tPhotos",
    ],
)
def test_columns_in_other_languages_are_read(header: str) -> None:
    cells = ("a", "Hat", "Of straw.", "5,00", "Hats", "Acme", "Red", "EUR", "a.jpg")
    record = row(header, *cells)
    assert (record.title, record.description, record.brand) == ("Hat", "Of straw.", "Acme")
    assert (str(record.price), record.currency, record.category) == ("5.00", "EUR", ("Hats",))
    assert (record.colors, record.images, record.attributes) == (("Red",), ("a.jpg",), {})


@pytest.mark.parametrize(
    ("column", "meant"),
    [("Lagerbestand", "in_stock"), ("Bezeichnung", "title"), ("Hersteller", "brand"),
     ("Price ($)", "price"), ("Nombre", "title"),
     ("Référence", "sku"), ("Image URLs (x,y,z...)", "images"), ("Name *", "title"),
     ("Quantité", "in_stock"), ("Regulärer Preis", "price"), ("main_image_url", "images")],
)  # fmt: skip
def test_columns_that_are_near_are_told(column: str, meant: str) -> None:
    if meant == "sku":
        [problem] = parsed(f'"{column}",title\n1,x\n')
        assert f"That may be '{column}'." in problem.reason
    else:
        problem, _record = parsed(f'sku,"{column}"\n1,x\n')
        assert f"'{column}' → '{meant}'" in problem.reason


def test_all_columns_of_images_are_read() -> None:
    record = row("sku\timages\timages\tImage 2\tphoto_3", "a", "1.jpg", "2.jpg", "3.jpg", "4.jpg")
    assert record.images == ("1.jpg", "2.jpg", "3.jpg", "4.jpg")


@pytest.mark.parametrize(
    ("cell", "text"),
    [('="00124"', "00124"), ("'=1+1", "=1+1"), ("'@home", "@home"), ("'-10 %", "-10 %"),
     ("'90s jacket", "'90s jacket"), ("=A1", "=A1")],
)  # fmt: skip
def test_what_keeps_spreadsheets_from_calculating_is_left_out(cell: str, text: str) -> None:
    assert row("sku\ttitle", "a", f'"{cell.replace(chr(34), 2 * chr(34))}"').title == text


@pytest.mark.parametrize("cell", ["#N/A", "n/a", "NULL", "NaN", "-", "–", "#REF!", "\\N", "Err:502",
                                  "########", "<null>", "#NV", "#¡REF!"])  # fmt: skip
def test_what_stands_for_no_value_is_none(cell: str) -> None:
    header = "sku\ttitle\tbrand\tcolors\tcategory\timages\turl\tsize"
    record = row(header, "a", *[cell] * 7)
    assert record == Record("a", where="catalog.csv", line=2)


OFFER = [
    "price",
    "sale_price",
    "compare_at_price",
    "rating",
    "rating_count",
    "in_stock",
    "variants",
    "sale_starts",
]


@pytest.mark.parametrize(
    "cell", ["-", "N/A", "NULL", "nan", "#N/A", "\\N", "NA", "#BEZUG!", "#Н/Д"]
)
@pytest.mark.parametrize("name", [*OFFER, "sale_ends", "currency", "sale_price_effective_date"])
def test_what_stands_for_no_value_in_an_offer_is_none(name: str, cell: str) -> None:
    assert parsed(f"sku\t{name}\na\t{cell}\n") == [Record("a", where="shop/catalog.csv", line=2)]


@pytest.mark.parametrize("cell", ["none", "nil", "?"])
def test_a_word_that_may_mean_no_pieces_is_told(cell: str) -> None:
    problem, record = parsed(f"sku,in_stock,price\na,{cell},{cell}\n")
    assert "in_stock" in problem.reason
    assert record.price is None


def test_a_formula_is_the_text_that_it_shows() -> None:
    cell = '"=HYPERLINK(""https://a.example"",""Sun hat"")"'
    [record] = parsed(f"sku,title\na,{cell}\n", "catalog.csv")
    assert record.title == "Sun hat"


def test_what_stands_for_no_value_in_a_variant_is_none() -> None:
    variants = [{"color": "Red", "size": "N/A", "price": "NULL", "in_stock": "-", "sku": "nan"}]
    [record] = parsed(jsonl({"sku": "a", "variants": variants}), "catalog.jsonl")
    assert record.variants == ({"color": "Red", "in_stock": True},)


def test_a_row_of_photos_may_write_its_empty_cells() -> None:
    [record] = parsed("sku,title,price,images\na,Hat,5,a.jpg\na,NULL,NULL,b.jpg\n", "catalog.csv")
    assert record.images == ("a.jpg", "b.jpg")


def test_rows_that_say_that_they_are_hidden_are_left_out() -> None:
    *rows, problem = parsed(
        "sku,title,Published,status,active\na,A,yes,active,0\nb,B,no,active,1\nc,C,,draft,1\nd,D,,new,\n"
    )
    assert [each.sku for each in rows] == ["a", "d"]
    assert problem.warning and "2 products are left out" in problem.reason
    [record] = parsed(jsonl({"sku": "a", "visible": True, "is_active": 1}), "catalog.jsonl")
    assert isinstance(record, Record)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("archived", "true"), ("Is hidden", "yes"), ("is_draft", "1"), ("Deleted", "ja")),
        *(("status", "Inactive"), ("post_status", "draft"), ("status", "borrador")),
    ],
)
def test_a_row_may_say_in_other_columns_that_it_is_hidden(name: str, value: str) -> None:
    shown, problem = parsed(f"sku,title,{name}\na,A,no\nb,B,{value}\n")
    assert shown.sku == "a"
    assert "1 products are left out" in problem.reason


def test_none_may_say_something_in_a_column_of_the_shop() -> None:
    header = "sku\ttitle\tbrand\tcolors\tcategory\timages\turl\tsugar"
    assert row(header, "a", *["None"] * 7).attributes == {"sugar": "None"}


def test_objects_of_json_stand_for_their_address_or_name() -> None:
    images = [{"id": 1, "src": "a.jpg", "alt": "A"}, {"url": "b.jpg"}]
    for value in (images, str(images)):
        [record] = records(
            jsonl(
                {
                    "sku": "a",
                    "images": value,
                    "brand": {"name": "Acme"},
                    "colors": [{"name": "Red"}],
                }
            ),
            "catalog.jsonl",
        )
        assert (record.images, record.brand, record.colors) == (
            ("a.jpg", "b.jpg"),
            "Acme",
            ("Red",),
        )


def test_texts_have_one_spelling_and_no_marks_around_them() -> None:
    """Else two brands, facets and categories look the same."""
    cell = "\u200bCafe\u0301\u200e"
    record = row("sku\ttitle\tbrand\tcolors\tcategory\tstyle", "a", *[cell] * 5)
    assert (record.title, record.brand, *record.colors, *record.category) == ("Caf\u00e9",) * 4
    assert record.attributes == {"style": "Caf\u00e9"}
    [record] = records(
        jsonl({"sku": "a", "description": "A\u2028B_x000D_\nC\u000bD"}), "catalog.jsonl"
    )
    assert record.description == "A\nB\nC\nD"


def test_a_sku_is_what_can_be_seen_of_it() -> None:
    assert row("sku\ttitle", "\u200eA\u200b-1\ufeff", "x").sku == "A-1"


@pytest.mark.parametrize("sku", ["4.00638E+12", "4,00638E+12", "4e+12"])
def test_a_sku_that_a_spreadsheet_shortened_is_refused(sku: str) -> None:
    """It would take the photos of the product whose number it was."""
    [problem] = parsed(f"sku;title;images\n{sku};x;4006381333931.png\n", "catalog.csv")
    assert isinstance(problem, Problem) and problem.product_lost and "shortened" in problem.reason
    assert sku in problem.reason
    assert problem.left_out == ("4006381333931.png",)
    assert not [each for each in parsed("sku\n12E4\nE+12\n") if isinstance(each, Problem)]


@pytest.mark.parametrize(
    ("number", "sku"),
    [("123.0", "123"), ("1e15", "1000000000000000"), ("0.0", "0"), ("1.5", "1.5"), ("7", "7")],
)
def test_a_number_of_json_is_written_as_it_is_counted(number: str, sku: str) -> None:
    [record] = parsed(f'{{"sku": {number}, "title": {number}}}\n', "catalog.jsonl")
    assert (record.sku, record.title) == (sku, sku)


@pytest.mark.parametrize("cell", ['["Black", "White"]', "['Black', 'White']"])
def test_lists_that_are_written_as_text_are_lists(cell: str) -> None:
    [record] = records(jsonl({"sku": "a", "colors": cell, "category": cell}), "catalog.jsonl")
    assert record.colors == record.category == ("Black", "White")
    assert row("sku\tsize", "a", cell).attributes == {"size": ["Black", "White"]}
    images = cell.replace("Black", "a.jpg").replace("White", "b, c.jpg")
    [record] = records(jsonl({"sku": "a", "images": images}), "catalog.jsonl")
    assert record.images == ("a.jpg", "b, c.jpg")


@pytest.mark.parametrize("cell", ["[Men]", "[" * 5000 + "]", '["a", ["b"]]', "[1", "[]"])
def test_what_only_looks_like_a_list_is_text(cell: str) -> None:
    assert parsed(jsonl({"sku": "a", "brand": cell, "category": cell}), "catalog.jsonl")


@pytest.mark.parametrize(
    ("cell", "colors"),
    [
        ("Schwarz und Weiß", ("Schwarz", "Weiß")), ("noir et blanc", ("noir", "blanc")),
        ("negro y blanco", ("negro", "blanco")), ("Black w/ White", ("Black", "White")),
        ("黒、白", ("黒", "白")), ("Black • White", ("Black", "White")),
        ("1/2 Black", ("1/2 Black",)), ("Salt und Pepper", ("Salt und Pepper",)),
        (["Black/White", "AC/DC"], ("Black", "White", "AC/DC")),
        ("Black-White", ("Black", "White")), ("blau-weiß-rot", ("blau", "weiß", "rot")),
        ("navy-blue", ("navy-blue",)), ("blue-green", ("blue-green",)),
        ("Off-White", ("Off-White",)), ("Black\\White", ("Black", "White")),
        ("Black · White", ("Black", "White")), ("ブラック・ホワイト", ("ブラック", "ホワイト")),
        ("Black x White", ("Black", "White")), ("Black or White", ("Black", "White")),
        ("nero e bianco", ("nero", "bianco")), ("черный и белый", ("черный", "белый")),
        ("Black, and White", ("Black", "White")), ("Navy W/ White", ("Navy", "White")),
        ("{Black,White}", ("Black", "White")), ("('Black', 'White')", ("Black", "White")),
        ('"Black","White"', ("Black", "White")), ("- Black\n- White", ("Black", "White")),
        ("rgb(255, 0, 0)", ("rgb(255, 0, 0)",)), ("Mint - Chip", ("Mint - Chip",)),
        ([{"name": "Red", "hex": "#f00"}, ["Blue"]], ("Red", "Blue")),
    ],
)  # fmt: skip
def test_colors_in_other_notations_are_several(cell: object, colors: tuple[str, ...]) -> None:
    [record] = records(jsonl({"sku": "a", "colors": cell}), "catalog.jsonl")
    assert record.colors == colors


@pytest.mark.parametrize(
    ("cell", "sold"),
    [("https://schema.org/InStock", True), ("http://schema.org/OutOfStock", False),
     ("out-of-stock", False), ("ja", True), ("Ausverkauft", False), ("agotado", False),
     ("en stock", True), ("rupture de stock", False), ("Discontinued", False)],
)  # fmt: skip
def test_stock_is_told_in_other_words(cell: str, sold: bool) -> None:
    [record] = parsed(jsonl({"sku": "a", "availability": cell}), "catalog.jsonl")
    assert record.in_stock is sold


def test_a_woocommerce_export_writes_line_ends_and_widgets() -> None:
    [record] = records(
        "ID,Type,SKU,Name,Published,Visibility in catalog,Description,Regular price\n"
        '1,simple,W1,\'@home shirt,1,visible,"One\\nTwo C:\\\\new [vc_row a=""x""]in[/vc_row]",9\n'
    )
    assert record.title == "@home shirt"
    assert record.description.split() == ["One", "Two", "C:\\new", "in"]


@pytest.mark.parametrize("divider", list("~^，；"))
def test_rarer_dividers_are_known(divider: str) -> None:
    [record] = records(f"sku{divider}title\na{divider}x\n")
    assert (record.sku, record.title) == ("a", "x")


def test_lines_that_are_no_rows_are_no_products() -> None:
    lines = ["sku,title", "a,x", "# end of page 1", "\ufeffsku,title", "#b,y", "\x1a", "\0\0"]
    items = parsed("\n".join(lines))
    assert [getattr(each, "sku", each) for each in items] == ["a", "#b"]
    items = parsed(
        b'\x1e{"sku": "a", "title": "One"}\n\x1e{"sku": "b", "title": "Two"}\n\x1a', "catalog.jsonl"
    )
    assert [getattr(each, "sku", each) for each in items] == ["a", "b"]


@pytest.mark.parametrize("name", ["Price (EUR)", "price_eur", "Preis in EUR", "Price [€]"])
def test_a_currency_in_the_name_of_the_column_is_taken_over(name: str) -> None:
    record = row(f"sku\t{name}\tPrice (USD)\tsale_price_eur", "a", "15,00", "17,00", "12,00")
    assert (str(record.price), record.currency, record.sale_price) == ("12.00", "EUR", None)
    assert record.attributes == {"Price (USD)": "17,00"}
    record = row(f"sku\t{name}\tPrice (USD)\tcurrency", "a", "", "17,00", "")
    assert (str(record.price), record.currency) == ("17.00", "USD")


@pytest.mark.parametrize("cell", ["...", "?", "???", "NA", "n.a.", "_", "''", '""', "- / -", "[]"])
def test_marks_alone_are_no_title(cell: str) -> None:
    [record] = records(f"sku\ttitle\tmine\na\t{cell}\t{cell}\n")
    assert record.title == ""


def test_a_title_may_be_made_of_marks() -> None:
    assert [each.title for each in records("sku,title\na,!!!\nb,+\nc,♥\n")] == ["!!!", "+", "♥"]
