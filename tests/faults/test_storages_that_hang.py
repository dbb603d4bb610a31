"""A storage of pictures that keeps callers waiting is left alone for a while."""

from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.exceptions import PhotoNotKept
from catalog_search.models import Look, Photo
from catalog_search.protocols.breaker import FIRST_PAUSE, CircuitBreaker
from tests.support.shops.factories import make_indexed_photo, make_product

pytestmark = pytest.mark.django_db

SECONDS = 30.0
"""After which the storage gives up a question."""


class Hanging:
    """What replaces methods of a storage, and a clock that goes on while one of them waits."""

    def __init__(self) -> None:
        self.now, self.asked = 0.0, 0

    def __call__(self, *args: object, **kwargs: object) -> Any:
        self.asked += 1
        self.now += SECONDS
        raise TimeoutError("timed out")


@pytest.fixture
def photo() -> Photo:
    return make_indexed_photo(make_product(title="red mug"))


@pytest.fixture
def hanging(photo: Photo) -> Hanging:
    hanging = Hanging()
    conf.BUILT["storage default"] = CircuitBreaker("storage", PhotoNotKept, lambda: hanging.now)
    return hanging


def thumbnails(photo: Photo) -> list[str]:
    widths = (96, 320, 640)
    return [reverse("catalog_search:thumbnail", args=[photo.pk, each, "webp"]) for each in widths]


@pytest.mark.parametrize("method", ["open", "exists", "save", "_save", "get_available_name"])
def test_thumbnails_wait_for_it_once(
    photo: Photo, hanging: Hanging, monkeypatch: pytest.MonkeyPatch, client: Client, method: str
) -> None:
    monkeypatch.setattr(storages["default"], method, hanging)
    answers = [client.get(address) for address in thumbnails(photo)]
    assert [(each.status_code, each.content[:4]) for each in answers] == [(200, b"RIFF")] * 3
    assert hanging.asked == 1
    assert [(each.name, each.state) for each in conf.engines()][-1] == ("storage", "open")


def test_it_is_asked_again(
    photo: Photo, hanging: Hanging, monkeypatch: pytest.MonkeyPatch, client: Client, settings: Any
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(storages["default"], "open", hanging)
        client.get(thumbnails(photo)[0])
    assert not list(settings.MEDIA_ROOT.rglob("*.webp"))
    hanging.now += FIRST_PAUSE + 1
    client.get(thumbnails(photo)[0])
    assert len(list(settings.MEDIA_ROOT.rglob("*.webp"))) == 1


def test_pictures_of_looks_are_drawings_meanwhile(
    photo: Photo, hanging: Hanging, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setattr(storages["default"], "open", hanging)
    picture = {"picture": "looks/x.webp", "width": 4, "height": 3, "published": True}
    Look.objects.create(store=photo.store, title="Hall", slug="hall", **picture)
    for _ in range(3):
        answer = client.get("/looks/hall/picture.webp")
        assert (answer.status_code, answer["Content-Type"]) == (503, "image/svg+xml")
    assert hanging.asked == 1


def test_what_it_refuses_at_once_is_about_one_file(
    photo: Photo, monkeypatch: pytest.MonkeyPatch, client: Client, settings: Any
) -> None:
    def refused(*args: object) -> Any:
        raise PermissionError(403)

    with monkeypatch.context() as patch:
        patch.setattr(storages["default"], "open", refused)
        for address in thumbnails(photo) * 3:
            assert client.get(address).status_code == 200
    assert [each.state for each in conf.engines()][-1] == "closed"
