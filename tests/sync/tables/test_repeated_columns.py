"""Tables in which several columns have one name, or names for the same."""

import pytest

from catalog_search.types import Problem
from tests.support.manifests import parsed, records


@pytest.mark.parametrize(
    ("header", "cells", "colors"),
    [
        ("color,color", "red,blue", ("red", "blue")),
        ("Color,Color,Color", "red,,blue", ("red", "blue")),
        ("color,colours", "red,blue", ("red", "blue")),
        ("Colour,Colors", "Navy,Blue", ("Navy", "Blue")),
        ("color,color", "red,Red", ("red",)),
        ("color,color", ",blue", ("blue",)),
        ("farbe,color", "Rot,Red", ("Rot",)),
        ("farbe,farbe", "Rot,Blau", ("Rot", "Blau")),
        ("color,colore", "Red,Rosso", ("Red",)),
        ("colore,colori", "Rosso,Blu", ("Rosso",)),
    ],
)
def test_the_colors_of_several_columns_are_joined(
    header: str, cells: str, colors: tuple[str, ...]
) -> None:
    [record] = parsed(f"sku,title,{header}\na,A,{cells}\n")
    assert record.colors == colors


@pytest.mark.parametrize("name", ["category", "brand", "Price", "Title", "Subcategory"])
def test_columns_that_hold_one_value_are_told(name: str) -> None:
    problem, record = parsed(f"sku,{name},{name}\na,5,6\nb,,6\n", "catalog.csv")[:2]
    assert isinstance(problem, Problem) and problem.warning and problem.where == "catalog.csv"
    assert f"{name.lower()!r}: the first that is filled counts" in problem.reason
    assert record.sku == "a"


def test_the_first_that_is_filled_counts() -> None:
    first, second = records("sku,title,title\na,A,B\nb,,B\n")
    assert (first.title, second.title) == ("A", "B")


def test_further_columns_with_one_name_hold_a_list() -> None:
    cells = "a,new,,warm\nb,new,new,new\nc,,,\nd,new,warm,new"
    first, second, third, fourth = parsed(f"sku,tag,tag,tag\n{cells}\n")
    assert first.attributes == fourth.attributes == {"tag": ["new", "warm"]}
    assert second.attributes == {"tag": "new"}
    assert third.attributes == {}


def test_a_file_without_rows_is_still_told_to_be_empty() -> None:
    reasons = [each.reason for each in parsed("sku,title,title\n")]
    assert "The file holds no products." in reasons


def test_columns_without_a_name_are_not_told() -> None:
    assert [type(each) for each in records("sku,title,,\na,A,,\n")] == [
        type(each) for each in parsed("sku,title,,\na,A,,\n")
    ]
