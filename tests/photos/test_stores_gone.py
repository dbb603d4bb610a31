"""Pictures of a store that was renamed in STORES, or taken out, while its rows are there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.exceptions import PhotoGone
from catalog_search.photos import thumbnails
from tests.support.shops.factories import make_photo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "admin:catalog_search_photo_thumbnail",
        "catalog_search:desk_photo",
        "catalog_search:desk_queue_photo",
    ],
)
def test_its_pictures_are_drawings(
    admin_client: Client, settings: Any, tmp_path: Any, name: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    photo = make_photo()
    [entry] = settings.CATALOG_SEARCH["STORES"].values()
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORES": {"renamed": entry}}
    conf.forget_backends()
    place = [photo.store.slug] if "desk" in name else []
    answer = admin_client.get(reverse(name, args=[*place, photo.pk, 320]))
    assert (answer.status_code, answer["Location"][-4:]) == (302, ".svg")
    with pytest.raises(PhotoGone, match="no store 'demo'"):
        thumbnails.webp(photo, 320)
