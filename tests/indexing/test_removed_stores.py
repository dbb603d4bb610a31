"""A store that was taken out of the settings: its photos wait, and nothing else waits for them."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from catalog_search.indexing.changing_model import next_model
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Photo, Product
from tests.support.shops.factories import make_indexed_photo, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def photos() -> list[Photo]:
    """A stale photo of a store that the settings do not have, and one of the demo's."""
    made = [make_photo(make_product(title="Red cup"), "red") for _ in range(2)]
    return [removed(made[0]), made[1]]


def removed(photo: Photo) -> Photo:
    """Move the photo to a store that the settings do not have, as if it had left them."""
    store = make_store(slug="removed")
    Product.objects.filter(pk=photo.product_id).update(store=store)
    Photo.objects.filter(pk=photo.pk).update(store=store)
    return photo


def indexed(photos: list[Photo]) -> list[bool]:
    return [bool(Photo.objects.get(pk=photo.pk).indexed_etag) for photo in photos]


def test_other_stores_are_indexed(photos: list[Photo]) -> None:
    assert index_stale().indexed == 1
    assert indexed(photos) == [False, True]


def test_the_command_ends_without_it(photos: list[Photo]) -> None:
    out = StringIO()
    call_command("catalog_index", json=True, stdout=out)
    assert json.loads(out.getvalue())["indexed"] == 1
    assert indexed(photos) == [False, True]


def test_a_change_of_model_does_not_wait_for_it() -> None:
    removed(make_indexed_photo())
    make_indexed_photo()
    assert [photo.store.slug for photo in next_model.shown_photos()] == ["demo"]
