"""Cells, names of columns and keys that repeat a sign as often as fits: none takes long."""

import pytest

from catalog_search.sync.cells.categories.paths import UncertainPath, read_path
from catalog_search.sync.cells.categories.styles import style_of
from catalog_search.sync.cells.color_names import colors
from catalog_search.sync.cells.fields import path_in
from catalog_search.sync.copies import is_copy, originals
from catalog_search.sync.exports.merging import is_value
from catalog_search.sync.exports.naming import is_color_field
from catalog_search.sync.tables.repeated_columns import by_name, named_twice
from tests.support.cpu import limited

SECONDS = 1
"""The slowest takes a tenth of it; without a limit they take from four seconds to days."""
MANY = 40_000


def path_of(cell: object) -> object:
    style = style_of([str(cell)])
    try:
        return path_in(cell, style)
    except UncertainPath as uncertain:
        return uncertain.path


@pytest.mark.parametrize("space", [" ", "\t", "\u00a0", "\n", " \t", "&nbsp;", "\u3000"])
@pytest.mark.parametrize("middle", ["", ">", "|", ";", "/", "a"])
def test_spaces_in_a_category(space: str, middle: str) -> None:
    spaces = space * (20_000 // len(space))
    with limited(SECONDS):
        assert path_of(f"Hats{spaces}{middle}{spaces}Caps")
        assert path_of([f"Hats{spaces}{middle}{spaces}Caps", "Hats"])


def test_spaces_count_once_in_a_category() -> None:
    assert read_path("Hats   >\t\t  Sun    hats  ;  Caps") == ("Hats", "Sun hats")
    assert read_path("Hats  \n \n  Caps") == ("Hats",)


@pytest.mark.parametrize("space", [" ", "\t", "\u00a0", "\n", " \t", "&nbsp;"])
@pytest.mark.parametrize("start", ["Color:", "Black", "Black,", "Black (", "Size: M; Color: "])
def test_spaces_in_colors(space: str, start: str) -> None:
    with limited(SECONDS):
        colors(f"{start}{space * (20_000 // len(space))}b")


@pytest.mark.parametrize("name", ["tag", "color", "images", "title"])
@pytest.mark.parametrize("value", ["x", "x{}"])
def test_many_columns_with_one_name(name: str, value: str) -> None:
    header = ["sku", *[name] * MANY]
    with limited(SECONDS):
        row = by_name(header, ["a", *[value.format(number) for number in range(MANY)]])
    assert set(row) == {"sku", name}


@pytest.mark.parametrize("name", ["column {}", "title"])
def test_many_columns_in_a_header(name: str) -> None:
    header = [name.format(number) for number in range(MANY)]
    with limited(2 * SECONDS):
        assert bool(named_twice(header)) == (name == "title")


@pytest.mark.parametrize("title", ["_" * 100_000, "color" + "_" * 100_000, "(" * 100_000])
def test_a_long_name_of_a_field(title: str) -> None:
    with limited(SECONDS):
        is_color_field(f"{title}(product.metafields.custom")
        is_color_field(f"{title}x")


@pytest.mark.parametrize("unit", ["1", "1,", "12 ", "a1", "1" * 32, "a" * 32 + ","])
def test_numbers_of_categories(unit: str) -> None:
    with limited(SECONDS):
        assert is_value("category", unit * 1000 + "x")


@pytest.mark.parametrize(
    "unit",
    [
        "(conflict1",
        "(conflict1)",
        "((conflict1)",
        "(",
        "()",
        "( ",
        "(conflict",
        "a (b",
        "衝突",
        " ",
    ],
)
def test_keys_like_copies(unit: str) -> None:
    key = (unit * 1000)[:1000]
    with limited(SECONDS):
        for name in (f"{key}.jpg", f"{key}).jpg", f"{key}1)x"):
            for _time in range(10):
                is_copy(name)
            assert len(list(originals(name))) < 1000
