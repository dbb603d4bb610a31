"""Cells of JSON with lists and objects within each other are left out, and their product stays."""

import json

import pytest

from catalog_search.backends.given_records import cleaned
from catalog_search.sync.cells.cleaning import DEEPEST, is_too_deep, written
from catalog_search.sync.records.deep_cells import without_deep_cells
from catalog_search.types import Problem, Record
from tests.support.manifests import parsed

COLUMNS = ("title", "category", "colors", "images", "price", "in_stock", "variants", "other")
GOOD = '{"sku": "good", "title": "Mug"}'


def lists(depth: int) -> str:
    return "[" * depth + "1" + "]" * depth


def objects(depth: int) -> str:
    return '{"a": ' * depth + "1" + "}" * depth


@pytest.mark.parametrize("depth", [150, 400, 600, 900])
@pytest.mark.parametrize("cell", [lists, objects])
@pytest.mark.parametrize("form", ["{deep}\n{good}\n", "[{deep},\n{good}]"])
def test_a_deep_cell_is_told_and_its_product_stays(cell: object, depth: int, form: str) -> None:
    for column in COLUMNS:
        deep = f'{{"sku": "deep", "{column}": {cell(depth)}}}'
        problem, record, good = parsed(form.format(deep=deep, good=GOOD), "catalog.jsonl")
        assert isinstance(problem, Problem) and not problem.product_lost and problem.line == 1
        assert f"{column!r} is nested too deeply" in problem.reason
        assert problem.where == "catalog.jsonl"
        assert (record.sku, good.sku) == ("deep", "good")


def test_a_line_with_a_deep_sku_is_skipped() -> None:
    told = parsed(f'{{"sku": {lists(150)}, "title": "A"}}\n{GOOD}', "catalog.jsonl")
    assert [each.product_lost for each in told[:-1]] == [False, True]
    assert told[-1].sku == "good"


@pytest.mark.parametrize("depth", [600, 900])
def test_a_deep_cell_of_an_export_is_told(depth: int) -> None:
    row = f'{{"handle": "a", "title": "A", "variant_price": 5, "tags": {lists(depth)}}}'
    problem = next(each for each in parsed(row, "catalog.jsonl") if isinstance(each, Problem))
    assert "nested too deeply" in problem.reason


@pytest.mark.parametrize("depth", [150, 600, 900])
@pytest.mark.parametrize("column", ["category", "colors", "images", "title", "other"])
def test_a_deep_list_in_a_text_is_text(column: str, depth: int) -> None:
    items = parsed(f'sku,title,price,{column}\na,A,5,"{lists(depth)}"\nb,B,5,\n')
    assert [each.sku for each in items if isinstance(each, Record)] == ["a", "b"]


def test_how_deep_a_cell_may_be() -> None:
    assert written(lists(DEEPEST)) is not None
    assert written(lists(DEEPEST + 1)) is None
    assert is_too_deep({"a": (written(lists(DEEPEST)),)})
    assert not is_too_deep({"a": [1, {"b": [2]}]})


def test_a_row_from_elsewhere_loses_the_deep_cell_alone() -> None:
    deep: object = []
    for _level in range(600):
        deep = {"a": [deep]}
    row, [problem] = without_deep_cells({"sku": "a", "category": deep, "tags": [["b"]]}, "api", 3)
    assert row == {"sku": "a", "tags": [["b"]]}
    assert (problem.where, problem.line, problem.product_lost) == ("api", 3, False)


def test_a_record_of_a_source_loses_the_deep_field_alone() -> None:
    deep = json.loads(lists(600))
    problem, record = cleaned(Record(sku="a", category=deep, attributes={"x": deep}), "api")
    assert isinstance(problem, Problem) and "'category' is nested too deeply" in problem.reason
    assert isinstance(record, Record) and record.sku == "a"
