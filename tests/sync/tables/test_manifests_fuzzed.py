"""A manifest that was damaged anywhere yields records and problems, and never raises."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_search.types import Problem, Record
from tests.support.examples import many
from tests.support.manifests import parsed

ROWS = [
    {"sku": "1", "title": "Red <b>shoe</b>", "category": "A > B", "price": "1.299,00 €"},
    {"sku": "2", "title": 'A 32" screen', "colors": "Black/White", "price": "$ 19.90",
     "images": "a.jpg; b.jpg", "in_stock": "no", "url": "/p/2"},
    {"sku": "3", "title": "Écharpe", "images": "https://x.example/c.jpg?v=1", "size": "M"},
]  # fmt: skip
COLUMNS = ("sku", "title", "category", "price", "colors", "images", "in_stock", "url", "size")


def csv(delimiter: str, bom: bytes = b"", encoding: str = "utf-8") -> bytes:
    rows = [[str(row.get(name, "")) for name in COLUMNS] for row in ROWS]
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    lines = [delimiter.join(COLUMNS), *(delimiter.join(row) for row in quoted)]
    return bom + "\r\n".join(lines).encode(encoding)


FILES = {
    "catalog.jsonl": "\n".join(map(json.dumps, ROWS)).encode(),
    "catalog.csv": csv(","),
    "a/catalog.csv": csv(";", b"\xef\xbb\xbf"),
    "b/catalog.csv": csv("\t", b"\xff\xfe", "utf-16-le"),
    "c/catalog.csv": csv(",", encoding="cp1252"),
}
NOISE = st.binary(min_size=1, max_size=6) | st.sampled_from(
    [b'"', b'""', b"\n", b"\r", b",", b";", b"\t", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"}",
     b"[" * 2000]
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 30), NOISE), min_size=1, max_size=5
)


def read_damaged(name: str, changes: list[tuple[float, int, bytes]]) -> None:
    data = FILES[name]
    for share, removed, noise in changes:
        at = int(share * len(data))
        data = data[:at] + noise + data[at + removed :]
    for item in parsed(data, name):
        assert isinstance(item, Record | Problem)
        if isinstance(item, Record):
            assert item.sku
            assert "\0" not in item.title + item.brand + item.sku
            assert item.price is None or item.price >= 0
        else:
            assert item.reason


@pytest.mark.parametrize("name", FILES)
def test_sound_files_are_read(name: str) -> None:
    """Otherwise damage would find nothing out."""
    sound = name != "c/catalog.csv"  # which is not UTF-8, and told
    skus = [item.sku for item in parsed(FILES[name], name) if isinstance(item, Record)]
    assert len(skus) >= (3 if sound else 1)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FILES)), CHANGES)
def test_damaged_files_are_read_or_told(name: str, changes: list) -> None:
    read_damaged(name, changes)


@pytest.mark.slow
@settings(max_examples=many(800), deadline=None)
@given(st.sampled_from(sorted(FILES)), CHANGES)
def test_many_damaged_files_are_read_or_told(name: str, changes: list) -> None:
    read_damaged(name, changes)
