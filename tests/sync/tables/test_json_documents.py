"""JSON as shop systems and people write it: one document, or the content under another name."""

import json
from typing import Any

import pytest

from catalog_search.sync.tables import json_rows
from catalog_search.types import Problem, Record
from tests.support.manifests import parsed, records

ROWS = [{"sku": f"s{n}", "title": 'Größe {] \\ " ', "images": ["a.jpg"]} for n in range(40)]
META = {"updated": "2024", "pages": [1, 2], "shop": {"name": "x"}}


def skus(found: list[Any]) -> list[str]:
    return [each.sku for each in found if isinstance(each, Record)]


@pytest.mark.parametrize("chunk", [3, 1 << 18])
@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize(
    "document",
    [ROWS, {"products": ROWS}, {**META, "Items": ROWS}, {"data": {**META, "products": ROWS}}],
)
def test_a_document_with_a_list_is_read(
    document: Any, indent: int | None, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_rows, "CHUNK", chunk)
    items = parsed(json.dumps(document, indent=indent, ensure_ascii=False), "catalog.jsonl")
    assert skus(items) == [row["sku"] for row in ROWS]
    assert items[0].title == 'Größe {] \\ "' and len(items) == len(ROWS)


@pytest.mark.parametrize(
    "text",
    [
        '{"sku": "a"},\n{"sku": "b"},\n',
        '[{"sku": "a"},\n{"sku": "b"},]\n',
        '{\n "sku": "a",\n "variants": [{"size": "S"}]\n}\n{\n "sku": "b"\n}\n',
        '\ufeff[\n{"sku": "a"}, {"sku": "b"}\n]',
    ],
)
def test_objects_with_commas_or_over_several_lines_are_read(text: str) -> None:
    assert skus(parsed(text, "catalog.jsonl")) == ["a", "b"]


def test_what_is_in_a_file_counts_and_not_its_name() -> None:
    assert skus(parsed('{"sku": "a"}\n', "catalog.csv")) == ["a"]
    assert skus(parsed('[{"sku": "a"}]\n', "catalog.csv")) == ["a"]
    assert skus(parsed("sku;title\na;One, two\n", "catalog.jsonl")) == ["a"]


def test_a_broken_document_is_told_once_with_its_line() -> None:
    *good, problem = parsed('[\n{"sku": "a"},\n{"sku": "b", "title": }\n]', "catalog.jsonl")
    assert skus(good) == ["a"]
    assert isinstance(problem, Problem) and problem.line == 3 and problem.product_lost
    assert "cannot be read from here on" in problem.reason
    *good, problem = parsed('[{"sku": "a"}, {"sku": "b"', "catalog.jsonl")
    assert skus(good) == ["a"] and problem.product_lost


@pytest.mark.parametrize("text", ['{\n "shop": "x"\n}\n', '{\n "goods": [{"sku": "a"}]\n}\n'])
def test_a_document_without_a_list_of_products_says_what_is_missing(text: str) -> None:
    [problem] = [each for each in parsed(text, "catalog.jsonl") if isinstance(each, Problem)]
    assert "called products, items" in problem.reason or "sku is missing" in problem.reason


def test_items_that_are_no_objects_cost_themselves_only() -> None:
    items = parsed('[1, {"sku": "a"}, null, {"title": "x"}, {"sku": "b"}]', "catalog.jsonl")
    assert skus(items) == ["a", "b"]
    assert len([each for each in items if isinstance(each, Problem)]) == 3
    assert records("[]", "catalog.jsonl") == []


@pytest.mark.parametrize(
    "noise",
    [b"{", b"[", b'{"a": [', b"(\xb5/\xfd", b"\xff\xfe", b"BZh", b"\0" * 60, b"<html>", b"%PDF",
     b"PK\x03\x04", b'{"products": [', b"\xff\xfe\0\0", bytes(range(32))],
)  # fmt: skip
def test_an_odd_first_line_costs_itself_only(noise: bytes) -> None:
    good = b'{"sku": "a", "title": "T"}\n{"sku": "b", "title": "T"}\n'
    assert skus(parsed(noise + b"\n" + good, "catalog.jsonl")) == ["a", "b"]


@pytest.mark.parametrize(
    "text",
    [
        '{"product": {"sku": "a"}}\n{"product": {"sku": "b"}}\n',
        '{"id": 1, "attributes": {"sku": "a"}}\n{"id": 2, "attributes": {"sku": "b"}}\n',
        '{"data":{"products":{"edges":[{"node":{"sku":"a"}},{"node":{"sku":"b"}}]}}}',
        '{"hits": {"hits": [{"_source": {"sku": "a"}}, {"_source": {"sku": "b"}}]}}',
        '{"items": [{"fields": {"sku": "a"}}, {"fields": {"sku": "b"}}]}',
        '{"hydra:member": [{"sku": "a"}, {"sku": "b"}]}',
        '{"entries": [{"item": {"data": {"sku": "a"}}}, {"sku": "b", "item": {"sku": "c"}}]}',
    ],
)
def test_products_in_a_part_of_their_items_are_found(text: str) -> None:
    assert [record.sku for record in records(text, "catalog.jsonl")] == ["a", "b"]


def test_the_table_in_a_dump_by_phpmyadmin_is_read() -> None:
    dump = [
        {"type": "header", "version": "5.2", "comment": "Export"},
        {"type": "database", "name": "shop"},
        {
            "type": "table",
            "name": "goods",
            "database": "shop",
            "data": [{"sku": "a"}, {"sku": "b"}],
        },
    ]
    assert skus(parsed(json.dumps(dump), "catalog.jsonl")) == ["a", "b"]


A, B = '{"sku": "a", "title": "One\\t"}', '{"sku": "b", "title": "Two", "tags": [{"x": 1}]}'


@pytest.mark.parametrize(
    "text",
    [
        *(
            A + B,
            f"{A} {B}\n",
            f"{A},{B}",
            f"{A};\n{B};\n",
            f"{A}\r{B}\r",
            f"\ufeff{A}\n\ufeff{B}\n",
        ),
        *(f"// all goods\n{A}\n# more\n{B}\n", f"{A}\n{B}// the end\n", A.replace("\\t", "\t") + B),
    ],
)
def test_objects_may_be_divided_in_any_way(text: str) -> None:
    items = parsed(text, "catalog.jsonl")
    assert [(each.sku, each.title) for each in items] == [("a", "One"), ("b", "Two")]


def test_objects_of_many_bytes_may_stand_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "LONGEST_LINE", 100)
    rows = "".join(f'{{"id": "{n}", "title": "T", "image_link": "x.jpg"}}' for n in range(9))
    assert skus(parsed(rows, "catalog.jsonl")) == list("012345678")


def test_what_is_broken_costs_no_object_before_it() -> None:
    found = parsed(f'{A}{{"sku":\n{B}\n', "catalog.jsonl")
    assert skus(found) == ["a", "b"]
    assert [each.line for each in found if isinstance(each, Problem)] == [1]
