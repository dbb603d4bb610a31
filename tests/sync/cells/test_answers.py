"""Yes and no in the words of many languages, in columns of manifests and of exports."""

import pytest

from catalog_search.sync.cells import answers
from catalog_search.types import Problem
from tests.support.manifests import jsonl, parsed, records

WORDS = {
    **{"WAHR": "FALSCH", "VRAI": "FAUX", "VERDADERO": "FALSO", "VERO": "FALSO", "WAAR": "ONWAAR"},
    **{"PRAWDA": "FAŁSZ", "VERDADEIRO": "FALSO", "ИСТИНА": "ЛОЖЬ", "SANT": "FALSKT"},
    **{"SAND": "FALSK", "SANN": "USANN", "PRAVDA": "NEPRAVDA", "TOSI": "EPÄTOSI"},
    **{"DOĞRU": "YANLIŞ", "IGAZ": "HAMIS", "1.0": "0.0", "1,0": "0,0", "True": "False"},
    **{
        "Sí": "No",
        "Sim": "Não",
        "tak": "nie",
        "да": "нет",
        "はい": "いいえ",
        "是": "否",
        "on": "off",
    },
}
PAIRS = list(WORDS.items())
EXPORTS = {
    "Handle;Title;Variant Price;Variant SKU;Published;Gift Card": "{key};T;5;{key};{yes};{no}",
    "ID;Type;SKU;Name;Published;Regular price": "{key};simple;{key};N;{yes};5",
    "sku;product_type;name;price;product_online;visibility": "{key};simple;N;5;{yes};Catalog",
    "handleId;fieldType;name;price;visible;productImageUrl": "{key};Product;N;5;{yes};",
    "Product Handle;Product Name;Variant Price;Archived;Draft": "{key};N;5;{no};{no}",
    "SKU;Name;FullDescription;ProductType;Price;Published": "{key};N;x;1;5;{yes}",
    "sku;title;published": "{key};N;{yes}",
    "sku;title;hidden": "{key};N;{no}",
    "sku;title;Ist sichtbar;sichtbar": "{key};N;;{yes}",
}


def test_no_word_says_both() -> None:
    assert answers.YES.isdisjoint(answers.NO)


@pytest.mark.parametrize(("yes", "no"), PAIRS)
def test_a_word_is_an_answer_in_any_case(yes: str, no: str) -> None:
    for change in (str, str.lower, str.upper, str.title):
        assert (answers.answer(change(yes)), answers.answer(change(no))) == (True, False)


@pytest.mark.parametrize("text", ["", "2", "new", "yes and no", "0.5", "x" * 5000])
def test_other_texts_are_no_answers(text: str) -> None:
    assert answers.answer(text) is None


@pytest.mark.parametrize(("yes", "no"), PAIRS)
@pytest.mark.parametrize("header", EXPORTS)
def test_what_is_hidden_in_other_words_is_left_out(header: str, yes: str, no: str) -> None:
    form = EXPORTS[header]
    rows = [form.format(key="1a", yes=yes, no=no), form.format(key="2b", yes=no, no=yes)]
    assert [each.sku for each in records("\n".join([header, *rows]) + "\n")] == ["1a"]


@pytest.mark.parametrize(("yes", "no"), PAIRS)
def test_stock_is_told_in_such_words(yes: str, no: str) -> None:
    items = parsed(f"sku;in_stock\na;{yes}\nb;{no}\n")
    assert [each.in_stock for each in items] == [True, False]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("status", "Rascunho"), ("status", "Inactif"), ("status", "черновик")),
        *(("Statut", "Brouillon"), ("status", "FALSCH")),
        *(("status", "Concept"), ("status", "szkic"), ("status", "Pending")),
        *(("Estado", "Inactivo"),),
        *(("status", "nicht veröffentlicht"), ("status", "off"), ("visibility", "Hidden")),
        *(("published", "off"), ("published", "nee"), ("published", "não"), ("published", "нет")),
        *(("hidden", "x"), ("hidden", "si"), ("hidden", "on"), ("hidden", "tak")),
        *(("versteckt", "ja"),),
        *(("deleted_at", "2024-05-01 10:00:00"), ("Gelöscht am", "01.05.2024"), ("deleted", "Yes")),
        *(("deleted_at", "2024-05-01T10:00:00Z"), ("publié", "non"), ("is_active", "0.0")),
        *(("isPublished", "false"), ("deletedAt", "2020-01-01"), ("productStatus", "DRAFT")),
        *(("active", "0"), ("Aktiv", "nein"), ("активен", "нет"), ("online", "no"), ("hide", "1")),
        *(("status", "Discontinued"), ("status", "下架"), ("visibility", "nowhere")),
        *(("Im Shop sichtbar", "nein"), ("isArchived", "yes"), ("unlisted", "TRUE")),
    ],
)  # fmt: skip
def test_a_row_says_in_any_language_that_it_is_hidden(name: str, value: str) -> None:
    shown, problem = parsed(f"sku;title;{name}\na;A;\nb;B;{value}\n")
    assert shown.sku == "a"
    assert isinstance(problem, Problem)
    assert "1 products are left out" in problem.reason


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("status", "1"), ("status", "N"), ("status", "0"), ("status", "Active")),
        *(("status", "new"), ("status", "no")),
        *(("deleted_at", "NULL"), ("deleted_at", "0000-00-00 00:00:00"), ("deleted_at", "never")),
        *(("published", "2024-05-01"), ("hidden", "0.0"), ("hidden", "nein"), ("hidden", "-")),
        *(("deleted_at", "2099-12-31"), ("archived", "31.12.2099"), ("deleted_at", "deleted")),
        *(("active", "yes"), ("live", ""), ("online", "store only"), ("isPublished", "true")),
        *(("published", "x"), ("published", "NULL"), ("visible", "1.0"), ("archived", "нет")),
    ],
)  # fmt: skip
def test_other_rows_are_shown(name: str, value: str) -> None:
    [record] = parsed(f"sku;title;{name}\na;A;{value}\n")
    assert record.sku == "a"


@pytest.mark.parametrize(
    ("state", "count"),
    [({"name": "draft"}, 0), (["draft"], 0), ({"id": 3, "name": "live"}, 1), ([], 1), ({}, 1)],
)
def test_a_state_may_be_an_object_of_json(state: object, count: int) -> None:
    rows = jsonl({"sku": "a", "status": state, "tags": ["draft"]})
    assert len([each for each in parsed(rows, "catalog.jsonl") if not is_told(each)]) == count


def is_told(item: object) -> bool:
    return isinstance(item, Problem)


def test_numbers_of_json_are_answers() -> None:
    rows = jsonl({"sku": "a", "published": 0.0}, {"sku": "b", "published": 1.0})
    shown, _problem = parsed(rows, "catalog.jsonl")
    assert shown.sku == "b"


def test_variants_find_a_product_whose_number_was_calculated() -> None:
    header = "ID,Type,SKU,Name,Parent,Published,Regular price,Attribute 1 name,Attribute 1 value(s)"
    rows = "10.0,variable,HAT,Hat,,1.0,,Size,S|M\n11.0,variation,H-S,Hat,id:10,1.0,5,Size,S\n"
    [hat] = records(f"{header}\n{rows}12.0,variation,H-M,Hat,id:10,1.0,6,Size,M\n")
    assert (hat.sku, [each["sku"] for each in hat.variants]) == ("HAT", ["H-S", "H-M"])
    header = "item_sku,item_name,standard_price,parent_sku,quantity"
    [hat] = records(f"{header}\n1000,Hat,,,\n1001,Hat S,5,1000.0,1\n1002,Hat M,6,1000.0,1\n")
    assert hat.sku == "1000"
