"""Lists that PHP wrote as text, in the cells of a table."""

import csv
import io

import pytest

from catalog_search.sync.cells.php import unserialized
from tests.support.manifests import parsed


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('a:2:{i:0;s:3:"Men";i:1;s:4:"Tops";}', ["Men", "Tops"]),
        ('a:2:{i:13;s:3:"Men";i:15;s:4:"Tops";}', ["Men", "Tops"]),
        ('a:1:{s:4:"name";s:5:"Größe";}', {"name": "Größe"}),
        ('a:1:{s:4:"name";s:7:"Größe";}', {"name": "Größe"}),
        ('a:1:{s:4:"name";s:9:"Größe";}', {"name": "Größe"}),
        ('a:1:{i:0;s:10:"5" "x";" }";}', ['5" "x";" }']),
        ("a:4:{i:0;i:5;i:1;d:1.5;i:2;b:1;i:3;N;}", ["5", "1.5", "1", None]),
        ('a:1:{i:0;a:1:{s:4:"slug";s:1:"x";}}', [{"slug": "x"}]),
        ("a:0:{}", []),
        ("a:2:{i:0;i:5;}", None),
        ('a:1:{i:0;s:3:"Men";} more', None),
        ('a:1:{i:0;s:3:"Men', None),
        ("a:b", None),
        ("a:1:{i:0;" * 900, None),
    ],
)
def test_what_a_text_holds(text: str, value: object) -> None:
    assert unserialized(text) == value


def row_of(column: str, cell: str) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([["sku", "title", column], ["a", "A", cell]])
    return file.getvalue()


@pytest.mark.parametrize(
    ("column", "field", "items"),
    [
        ("category", "category", ("Men", "Tops")),
        ("colors", "colors", ("Black", "White")),
        ("images", "images", ("shop/a.jpg", "shop/b.jpg")),
    ],
)
def test_a_cell_with_a_list_is_read(column: str, field: str, items: tuple[str, ...]) -> None:
    names = [item.removeprefix("shop/") for item in items]
    parts = "".join(f'i:{n};s:{len(name)}:"{name}";' for n, name in enumerate(names))
    [record] = parsed(row_of(column, f"a:{len(items)}:{{{parts}}}"))
    assert getattr(record, field) == items


def test_a_further_column_with_a_list_is_read() -> None:
    [record] = parsed(row_of("size", 'a:2:{i:0;s:1:"S";i:1;s:1:"M";}'))
    assert record.attributes == {"size": ["S", "M"]}
