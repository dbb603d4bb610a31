"""Keys and contents of files that repeat a sign as often as fits: none takes minutes to read."""

import io

import pytest

from catalog_search.backends.as_sent import file_in_form
from catalog_search.exceptions import UnreadableObject
from catalog_search.sync.left_behind import left_behind
from catalog_search.sync.tables import manifests
from tests.support.cpu import limited


@pytest.mark.parametrize("unit", ["1", "1x", "-1", "dark", "(conflict1", "(", "_1x1", "-150x150"])
@pytest.mark.parametrize("start", ["favicon", "shoe", "uploads/2024/05/shoe", "image/cache/"])
def test_no_key_takes_long(start: str, unit: str) -> None:
    with limited():
        left_behind(f"{start}{unit * (900 // len(unit))}!.jpg")


@pytest.mark.parametrize("unit", [b"\r\n--b", b"\r\n--b\r\nA: 1", b"\r\n"])
def test_no_form_takes_long(unit: bytes) -> None:
    start = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
    with limited(), pytest.raises(UnreadableObject):
        file_in_form(start + unit * (10**6 // len(unit)))


@pytest.mark.parametrize("behind", [" " * 4000, "' " * 2000, "'" + " " * 200_000])
def test_no_declaration_takes_long(behind: str) -> None:
    feed = f"<?xml version='1.0' encoding ={behind}"
    with limited():
        list(manifests.parse(io.BytesIO(feed.encode()), "catalog.xml"))


def test_a_word_that_ends_a_block_makes_no_archive() -> None:
    table = "sku,title\n1,".ljust(256, "x") + "Mustard\n"
    assert table[257:262] == "ustar"
    [record] = manifests.parse(io.BytesIO(table.encode()), "catalog.csv")
    assert record.sku == "1"
