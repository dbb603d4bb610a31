"""Names of photos with invisible marks, and with the signs that separate photos within them."""

from collections.abc import Iterable

import pytest

from catalog_search.sync.photo_names.photo_names import PhotoNames, with_keys
from catalog_search.types import Record, StoredPhoto
from tests.support.manifests import jsonl, parsed

MARKS = [
    "\u200e", "\u200b", "\u2060", "\u00ad", "\ufeff", "\u061c", "\u180e", "\ufe0f", "\u200f\u200e",
]  # fmt: skip
ADDRESS = "https://cdn.example/shoe.jpg"


def names_of(keys: Iterable[str]) -> PhotoNames:
    names = PhotoNames()
    names.photos.add(StoredPhoto(key, "etag", 1) for key in keys)
    return names


def linked(cell: object, *keys: str) -> tuple[str, ...]:
    """Return the keys that the images of one row mean in a bucket with these, without problems."""
    *problems, record = parsed(jsonl({"sku": "s", "images": cell}), "f/catalog.jsonl", "")
    assert problems == [] and isinstance(record, Record)
    found, problems = with_keys(names_of(keys), record)
    assert problems == []
    return found.images


@pytest.mark.parametrize("mark", MARKS)
def test_invisible_marks_are_no_part_of_a_name(mark: str) -> None:
    assert linked(f"shoe.jpg{mark}", "f/shoe.jpg") == ("f/shoe.jpg",)
    assert linked(f"shoe.jpg{mark}?v=1", "f/shoe.jpg") == ("f/shoe.jpg",)
    assert linked(f"shoe.j{mark}pg", "f/shoe.jpg") == ("f/shoe.jpg",)
    assert linked(f"{ADDRESS}{mark}", "f/shoe.jpg") == ("f/shoe.jpg",)
    assert linked(f"shoe.jpg{mark} (1)", "f/shoe.jpg") == ("f/shoe.jpg",)
    assert linked([f"shoe.jpg{mark}"], "f/shoe.jpg") == ("f/shoe.jpg",)
    assert linked([{"src": f"shoe.jpg{mark}"}], "f/shoe.jpg") == ("f/shoe.jpg",)
    both = ("f/shoe.jpg", "f/hat.png")
    for separator in (";", ",", "|", " ", "\n"):
        assert linked(f"shoe.jpg{mark}{separator}hat.png{mark}", *both) == both


def test_marks_around_a_name_are_none_of_it_either() -> None:
    for name in ("\u202ashoe.jpg\u202c", "\u2066shoe.jpg\u2069", "shoe\u200e.jpg\u200f"):
        assert linked(name, "f/shoe.jpg") == ("f/shoe.jpg",)


def test_a_mark_that_a_key_has_stays() -> None:
    name = "f/نعل\u200f.jpg"
    assert linked("نعل\u200f.jpg", name, "f/نعل.jpg") == (name,)
    assert linked("نعل\u200f.jpg\u200e", name) == (name,)


@pytest.mark.parametrize("key", ["a;b.jpg", "c|d.jpg", "red; blue | green.png", "a;B.jpg"])
def test_a_separator_may_be_part_of_the_one_name(key: str) -> None:
    assert linked(key, f"f/{key}") == (f"f/{key}",)
    assert linked(key.replace("B", "b"), f"f/{key}", "f/b.jpg") == (f"f/{key}",)


@pytest.mark.parametrize("cell", ["a;b.jpg", "Main | b.jpg", "1|Blue;b.jpg"])
def test_what_stands_before_a_photo_is_no_part_of_its_name_otherwise(cell: str) -> None:
    assert linked(cell, "f/b.jpg") == ("f/b.jpg",)


def test_several_photos_are_never_one_name() -> None:
    both = ("f/a.jpg", "f/b.jpg")
    for cell in ("a.jpg;b.jpg", "a.jpg | b.jpg", "a.jpg;b.jpg;"):
        assert linked(cell, *both) == both
