"""Exports whose empty cells a database or a program wrote as NULL, nan or N/A."""

import csv
import io

import pytest

from catalog_search.types import Problem, Record
from tests.support import exports
from tests.support.manifests import parsed, records

SYSTEMS = ("SHOPIFY", "NEW_SHOPIFY", "WOOCOMMERCE", "MAGENTO", "GOOGLE_TSV")


def filled_up(table: str, word: str) -> str:
    """Return the table with the word in its empty cells."""
    delimiter = "\t" if "\t" in table.partition("\n")[0] else ","
    header, *rows = csv.reader(io.StringIO(table), delimiter=delimiter)
    file = io.StringIO()
    filled_rows = ([cell or word for cell in row] for row in rows)
    csv.writer(file, delimiter=delimiter).writerows([header, *filled_rows])
    return file.getvalue()


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("word", ["NULL", "nan", "N/A", "-", "\\N", "<NA>", "#NV", "#N/D"])
def test_a_word_for_no_value_is_an_empty_cell(system: str, word: str) -> None:
    table = getattr(exports, system)
    assert records(filled_up(table, word)) == records(table)


@pytest.mark.parametrize("word", ["NULL", "NA", "None", "n.a."])
@pytest.mark.parametrize(
    "columns",
    [
        "id,title,image_link,item_group_id",
        "ID,Name,Type,Parent,Regular price",
        "item_sku,item_name,standard_price,parent_sku",
        "sku,name,product_type,product_online,store_view_code",
    ],
)
def test_products_without_a_parent_or_a_language_stay_apart(columns: str, word: str) -> None:
    kinds = {"Type": "simple", "product_type": "simple", "product_online": "1"}
    names = columns.split(",")

    def row(key: str) -> str:
        return ",".join([key, f"Title {key}", *(kinds.get(name, word) for name in names[2:])])

    items = records("\n".join([columns, row("a1"), row("b2")]) + "\n")
    assert [(each.sku, each.title) for each in items] == [("a1", "Title a1"), ("b2", "Title b2")]


def test_a_word_that_the_export_writes_itself_says_something() -> None:
    """BigCommerce writes "none" where it does not count the stock."""
    header = "Item,ID,Name,SKU,Price,Is Visible,Inventory Tracking,Current Stock,Image URL (Import)"
    [record] = records(f"{header}\nProduct,1,Mug,M,5,true,none,0,\n")
    assert record.in_stock


def test_no_option_is_called_by_a_word_for_none() -> None:
    table = (
        "Handle,Title,Variant SKU,Variant Price,Option1 Name,Option1 Value,Option2 Name,"
        "Option2 Value\nhat,Hat,H1,5,Size,S,NULL,NULL\nhat,NULL,H2,6,NULL,M,NULL,NULL\n"
    )
    [hat] = records(table)
    assert [each.get("size") for each in hat.variants] == ["S", "M"]
    assert hat.attributes["size"] == ["S", "M"]
    assert "NULL" not in repr(hat)


@pytest.mark.parametrize("word", ["NULL", "#N/A", "nan", "None", "-"])
def test_a_key_that_stands_for_none_is_missing(word: str) -> None:
    items = parsed(f"sku,title\n{word},One\n{word},Two\na,Three\n")
    lost = [each for each in items if isinstance(each, Problem)]
    assert [each.sku for each in items if isinstance(each, Record)] == ["a"]
    assert [each.line for each in lost] == [2, 3]
    assert all(each.product_lost and "sku is missing" in each.reason for each in lost)


def test_na_may_be_a_key() -> None:
    assert [each.sku for each in records("sku,title\nNA,Salt\n")] == ["NA"]


NIL = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize("word", ["0", "0.0", "0,00", "id:0", "false", "no", NIL])
@pytest.mark.parametrize(
    "columns",
    [
        "id,title,image_link,item_group_id",
        "ID,Name,Type,Parent,Regular price",
        "item_sku,item_name,standard_price,parent_sku",
        "sku,name-en_US,categories,enabled,family,groups,parent,price-EUR",
    ],
)
def test_no_product_is_the_parent_0(columns: str, word: str) -> None:
    names = columns.split(",")
    cells = dict.fromkeys(["Parent", "parent_sku", "item_group_id", "parent"], f'"{word}"')

    def row(key: str, price: int) -> str:
        given = {names[0]: key, names[1]: f"Title {key}", "Type": "simple", "enabled": "1"}
        return ",".join((cells | given).get(name, str(price)) for name in names)

    items = records("\n".join([columns, row("a1", 5), row("b2", 6)]) + "\n")
    assert [(each.sku, each.title) for each in items] == [("a1", "Title a1"), ("b2", "Title b2")]


@pytest.mark.parametrize(("keys", "parent"), [("0", "0"), ("7", "70"), ("hat", "no-1")])
def test_a_parent_that_looks_like_none_stays_one(keys: str, parent: str) -> None:
    rows = [f"{key},Hat,https://x/{key}.jpg,{parent},{key}" for key in (keys, "b")]
    [hat] = records("\n".join(["id,title,image_link,item_group_id,size", *rows]) + "\n")
    assert (hat.sku, len(hat.images)) == (parent, 2)
