"""Manifests with one row for each photo of a product."""

from decimal import Decimal

import pytest

from tests.support.manifests import jsonl, parsed

HEADER = "sku,title,price,images"


@pytest.mark.parametrize("row", ["hat,,,b.jpg", "hat,Hat,20,b.jpg", "hat,Hat,,b.jpg"])
def test_a_row_that_says_nothing_else_adds_its_photo(row: str) -> None:
    [hat, mug] = parsed(f"{HEADER}\nhat,Hat,20,a.jpg\n{row}\nmug,Mug,5,m.jpg\n", "catalog.csv")
    assert (hat.title, hat.price, hat.images) == ("Hat", Decimal(20), ("a.jpg", "b.jpg"))
    assert (mug.images, mug.line) == (("m.jpg",), 4)


def test_photos_may_stand_in_several_columns_and_rows() -> None:
    text = "sku,title,image 1,image 2\nhat,Hat,a.jpg,b.jpg\nhat,,c.jpg,\nhat,,,d.jpg\n"
    [hat] = parsed(text, "catalog.csv")
    assert sorted(hat.images) == ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]


def test_objects_of_json_add_theirs() -> None:
    rows = [{"sku": "hat", "title": "Hat", "images": ["a.jpg"]}, {"sku": "hat", "images": "b.jpg"}]
    [hat] = parsed(jsonl(*rows), "catalog.jsonl")
    assert hat.images == ("a.jpg", "b.jpg")


@pytest.mark.parametrize("row", ["hat,Cap,20,b.jpg", "hat,,21,b.jpg", "hat,Hat,20,a.jpg", "hat,,,"])
def test_a_row_that_says_something_else_is_a_row_of_its_own(row: str) -> None:
    assert len(parsed(f"{HEADER}\nhat,Hat,20,a.jpg\n{row}\n", "catalog.csv")) == 2
