"""A bucket with a shop system's export and its photos, synced as it is."""

import pytest

from catalog_search.models import Photo
from catalog_search.models.stores import open_store
from catalog_search.sync.store import sync_store
from tests.support.exports import ALL
from tests.support.servers.faulty_s3 import faulty_s3

PHOTOS = ("hat-1.jpg", "hat-2.jpg", "hat-3.jpg", "mug.jpg")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ALL)
def test_an_export_and_a_folder_of_photos_are_a_shop(name, settings):
    with faulty_s3() as server:
        # Vendure's assets are paths from the file; all others name addresses.
        folder = "" if name == "vendure" else "photos/"
        server.objects = {folder + photo: photo.encode() for photo in PHOTOS}
        server.objects["catalog.xml" if name == "google xml" else "catalog.csv"] = ALL[
            name
        ].encode()
        source = {"BACKEND": "catalog_search.backends.s3.S3Source", "OPTIONS": server.options}
        stores = {"demo": {"SOURCE": source}}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORES": stores}
        store = open_store("demo")
        first, second = sync_store(store), sync_store(store)
    assert set(store.products.values_list("sku", flat=True)) == {"sun-hat", "mug"}
    photos = Photo.objects.filter(store=store).order_by("product__sku", "position")
    assert [(photo.product.sku, photo.key.rpartition("/")[2]) for photo in photos] == [
        ("mug", "mug.jpg"),
        ("sun-hat", "hat-1.jpg"),
        ("sun-hat", "hat-2.jpg"),
        ("sun-hat", "hat-3.jpg"),
    ]
    assert (first.photos_new, second.photos_new, second.products_changed) == (4, 0, 0)
    assert all("left out" in problem["reason"] for problem in first.problems)
