"""Settings of projects that the pages have to live with."""

import copy
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import Storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import catalog_search
from tests.support.shops.factories import color_bytes, make_indexed_photo, make_product

pytestmark = pytest.mark.django_db

PAGES = ("/", "/?q=red", "/?q=red&page=1&sort=price", "/suggestions/?q=re", "/api/search?q=red")


class Unopened(Storage):
    """A storage whose credentials are not there."""

    def __init__(self) -> None:
        raise RuntimeError("no credentials")


def test_a_cache_that_cannot_even_be_made_costs_no_page(client: Client, settings: Any) -> None:
    photo = make_indexed_photo(make_product(title="red mug"))
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": "/dev/null/cache",
        }
    }
    for address in (*PAGES, reverse("catalog_search:product", args=[photo.product_id])):
        assert client.get(address).status_code == 200, address
    uploaded = SimpleUploadedFile("a.png", color_bytes("red"), "image/png")
    assert client.post(reverse("catalog_search:photo"), {"photo": uploaded}).status_code == 503


def test_a_storage_that_cannot_be_opened_costs_no_picture(client: Client, settings: Any) -> None:
    photo = make_indexed_photo(make_product(title="red mug"))
    broken = {"BACKEND": f"{__name__}.Unopened"}
    settings.STORAGES = {**settings.STORAGES, "default": broken}
    answer = client.get(reverse("catalog_search:thumbnail", args=[photo.pk, 320, "webp"]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")


@pytest.mark.parametrize(
    "address", ["/photo/", "/look/", "/camera/", "/api/search/photo", "/api/look"]
)
def test_an_upload_that_this_machine_cannot_take_is_told_in_words(
    client: Client, settings: Any, address: str
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = "/dev/null/uploads"
    settings.FILE_UPLOAD_HANDLERS = [
        "django.core.files.uploadhandler.TemporaryFileUploadHandler",
    ]
    uploaded = SimpleUploadedFile("a.png", color_bytes("red"), "image/png")
    answer = client.post(address, {"photo": uploaded})
    assert answer.status_code == 503
    assert "Search with words" in answer.content.decode()


def test_pages_need_no_context_processor(client: Client, settings: Any) -> None:
    photo = make_indexed_photo(make_product(title="red mug"))
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"] = []
    settings.TEMPLATES = templates
    for address in (*PAGES, reverse("catalog_search:product", args=[photo.product_id])):
        assert client.get(address).status_code == 200, address


def test_nothing_outside_the_admin_needs_its_tables() -> None:
    """A project may leave django.contrib.admin out: its models cannot be imported then."""
    package = Path(catalog_search.__file__).parent
    importing = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "\nfrom django.contrib.admin" in path.read_text() and path.parts[-2] != "admin"
    ]
    assert [path for path in importing if not path.startswith("admin/")] == []
