"""Files whose columns are not named as they should be say which they have and what to do."""

import pytest

from catalog_search.exceptions import read_message
from catalog_search.types import Problem
from tests.support.manifests import jsonl, parsed, records


def reasons(data: bytes | str, key: str = "catalog.csv") -> list[str]:
    return [read_message(each.reason) for each in parsed(data, key) if isinstance(each, Problem)]


@pytest.mark.parametrize("divider", [":", "\u00a6", "\u00a7", "!"])
def test_rare_signs_divide_columns_where_no_other_does(divider: str) -> None:
    text = "sku,title,price\na,One; two,5.00\n".replace(",", divider)
    [record] = records(text)
    assert (record.sku, record.title, record.price) == ("a", "One; two", 5)


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nsku,title\na,One\n",
        "sep=,\nAll products of May\n\nsku,title\na,One\n",
        "sep=;\r\n'sku';'title'\r\n'a';'One'\r\n",
        '"sep=;"\n"sku;title;;;"\n"a;One;;;"\n',
    ],
)
def test_a_line_that_names_the_delimiter_may_be_wrong(text: str) -> None:
    assert [(each.sku, each.title) for each in records(text)] == [("a", "One")]


def test_lines_below_one_that_names_the_delimiter_keep_their_numbers() -> None:
    [record] = records("sep=;\nsku;title\na;One\n")
    [problem] = [each for each in parsed("sep=;\na;b\n") if isinstance(each, Problem)]
    assert (record.line, problem.line) == (3, 2)


def test_a_header_in_one_piece_is_told_as_such() -> None:
    [reason] = reasons("sku      title     price\na        One       5\n")
    assert "It is one column, 'sku title price': put commas between" in reason


def test_a_header_in_another_encoding_is_told_as_such() -> None:
    [reason] = reasons("商品番号,商品名\nhat,帽子\n".encode("cp932"))
    assert "not UTF-8" in reason


def test_objects_without_a_sku_are_told_once_with_what_they_have() -> None:
    data = jsonl({"code": "a", "name": "One"}, {"code": "b", "name": "Two"})
    [reason] = reasons(data, "catalog.jsonl")
    assert reason.startswith("No product has a 'sku'. They have 'code', 'name': call what")
    assert "That may be 'code'. Others to rename: 'name' → 'title'." in reason


def test_elements_without_a_sku_are_told_once_with_what_they_have() -> None:
    items = "<product><identifier>a</identifier><net>5</net></product>" * 2
    [reason] = reasons(f"<products>{items}</products>", "catalog.xml")
    assert "They have 'identifier', 'net': call" in reason and "That may be 'identifier'" in reason


def test_broken_lines_are_told_beside_a_missing_sku() -> None:
    data = jsonl({"code": "a"}, "{broken")
    assert len(reasons(data, "catalog.jsonl")) == 2


@pytest.mark.parametrize(
    "name",
    [
        *("Internal Reference", "default_code", "Item Code", "productcode", "v_products_model"),
        *("Variation.number", "SUPPLIER_AID", "Style Number", "Артикул", "商品コード", "Part No."),
        *("Custom label (SKU)", "sku_id", "Артикул продавца", "offer-id"),
    ],
)
def test_keys_of_many_systems_are_known_as_such(name: str) -> None:
    [reason] = reasons(f"{name},Weight,Height\na,1,2\n")
    assert f"That may be '{name}'" in reason


def test_keys_of_other_products_are_no_keys() -> None:
    [reason] = reasons("Parent SKU,Related SKUs,Weight\na,b,1\n")
    assert "That may be" not in reason


@pytest.mark.parametrize("name", ["image_extra_1", "Gallery image 2", "extra_image_url_3"])
def test_columns_of_further_photos_have_many_names(name: str) -> None:
    [record] = records(f"sku,image,{name}\na,a.jpg,b.jpg\n")
    assert record.images == ("shop/a.jpg", "shop/b.jpg")


def test_values_behind_their_names_are_no_table() -> None:
    [reason] = reasons("sku: 17\ntitle: One\nprice: 5\n")
    assert "It is one column, 'sku: 17'" in reason
