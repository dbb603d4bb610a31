"""A bucket of photos that is the STORAGE of the package as well: what is made there is not sold."""

from collections.abc import Iterator
from typing import Any

import pytest

from catalog_search import conf
from catalog_search.models import Look, Photo, Rule
from catalog_search.photos import thumbnails
from catalog_search.photos.formats import AVIF, WEBP
from catalog_search.sync import sync_store
from tests.support.servers.faulty_s3 import FaultyS3, faulty_s3

pytestmark = pytest.mark.django_db
DIGEST = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def bucket() -> Iterator[FaultyS3]:
    with faulty_s3() as running:
        yield running


def use(settings: Any, bucket: FaultyS3, **options: object) -> None:
    backend = "catalog_search.backends.s3.S3Source"
    source = {"BACKEND": backend, "OPTIONS": {**bucket.options, **options}}
    stores = {"demo": {"SOURCE": source}}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORES": stores}
    conf.forget_backends()


def keys() -> set[str]:
    return set(Photo.objects.filter(state=Photo.State.LIVE).values_list("key", flat=True))


@pytest.mark.parametrize("location", ["", "media/", "shop/media/public/"])
def test_thumbnails_and_pictures_of_the_shop_are_no_photos_of_products(
    settings: Any, bucket: FaultyS3, location: str
) -> None:
    use(settings, bucket)
    bucket.objects["photos/shoe.jpg"] = b"shoe"
    sync_store("demo")
    photo = Photo.objects.get()
    thumbs = [thumbnails.name_of(photo, 96, True, form) for form in (WEBP, AVIF)]
    uploaded = [f"{each.folder}/{DIGEST}.webp" for each in (Look, Rule)]
    bucket.objects.update({f"{location}{name}": b"own" for name in (*thumbs, *uploaded)})
    run = sync_store("demo")
    assert keys() == {"photos/shoe.jpg"} and run.problem_count == 0


def test_a_storage_below_the_prefix_is_left_out_too(settings: Any, bucket: FaultyS3) -> None:
    use(settings, bucket, prefix="shop")
    own = f"shop/{thumbnails.FOLDER}/01/{DIGEST}-320.webp"
    bucket.objects.update({own: b"own", "shop/hat.jpg": b"hat"})
    sync_store("demo")
    assert keys() == {"shop/hat.jpg"}


def test_a_manifest_cannot_sell_them(settings: Any, bucket: FaultyS3) -> None:
    use(settings, bucket)
    own = f"{Look.folder}/{DIGEST}.webp"
    table = f"sku,title,images\na,Hat,hat.jpg|{own}\n".encode()
    bucket.objects.update({own: b"own", "hat.jpg": b"hat", "catalog.csv": table})
    sync_store("demo")
    assert keys() == {"hat.jpg"}


@pytest.mark.parametrize("key", ["looks/hat.jpg", "thumbs/hat.jpg", "catalog_search/hat.jpg"])
def test_folders_of_like_names_are_the_shops(settings: Any, bucket: FaultyS3, key: str) -> None:
    use(settings, bucket)
    bucket.objects[key] = b"hat"
    sync_store("demo")
    assert keys() == {key}
