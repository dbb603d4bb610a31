"""Nobody can push the photos of others, or the counts of uploads, out of the cache."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from catalog_search.exceptions import QueryPhotoExpired, QueryPhotoUnknown
from catalog_search.models import Photo, Product
from catalog_search.photos.shoppers import uploads
from catalog_search.views import rate_limits
from tests.support.shops.factories import (
    color_bytes,
    color_image,
    make_indexed_photo,
    make_product,
    make_store,
)
from tests.support.uploads import uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty cache, in a minute that does not end."""
    cache.clear()
    clock = SimpleNamespace(time=lambda: 1_000_000.0)
    monkeypatch.setattr("catalog_search.views.rate_limits.time", clock)


@pytest.fixture
def shop(settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 1, "UPLOADS_PER_MINUTE": 2}
    for number in range(3):
        make_indexed_photo(make_product(title=f"red mug {number}", price=number), "red")


def send(client: Client) -> Any:
    return client.post("/photo/", {"photo": uploaded(color_bytes("red"))})


def test_searches_throw_no_photo_out_and_reset_no_limit(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache of 40 entries, where Django makes one of 300, and 50 lists of several pages."""
    monkeypatch.setattr(caches["default"], "_max_entries", 40)
    # All within one minute, however long they take.
    monkeypatch.setattr(rate_limits, "time", SimpleNamespace(time=lambda: 1_700_000_000.0))
    shopper, other = Client(REMOTE_ADDR="1.1.1.1"), Client(REMOTE_ADDR="2.2.2.2")
    address = send(shopper).url
    assert [send(other).status_code for _ in range(3)] == [302, 302, 429]
    for number in range(50):
        answer = other.get("/", {"q": "mug", "price_max": 5 + number})
        assert answer.context["results"].snapshot
    assert shopper.get(address).status_code == 200
    assert send(other).status_code == 429


def test_snapshots_share_places_and_later_pages_search_again(shop: None, settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LISTINGS_KEPT": 1}
    client = Client()
    first = client.get("/", {"q": "mug"}).context["results"]
    client.get("/", {"q": "mug", "price_max": 7})
    second = client.get("/", {"q": "mug", "page": 2, "listing": first.snapshot})
    assert second.context["results"].page == 2
    assert second.context["results"].total == 3


def test_uploads_of_one_client_throw_none_of_another_out(settings: Any) -> None:
    make_store()
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "UPLOADS_PER_MINUTE": 1000}
    shopper, other = Client(REMOTE_ADDR="1.1.1.1"), Client(REMOTE_ADDR="2.2.2.2")
    address = send(shopper).url
    addresses = [send(other).url for _ in range(60)]
    for each in addresses[-uploads.max_photos() :]:
        for edge in range(5, 10):
            other.get(f"{each}?crop=0,0,0.5,0.{edge:02}")
    assert shopper.get(address).status_code == 200
    assert other.get(addresses[0]).status_code == 410
    assert other.get(addresses[-1]).status_code == 200


def test_the_oldest_photo_of_a_client_goes_with_everything_beside_it(settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "QUERY_PHOTOS_KEPT": 2}
    first = uploads.recall(uploads.keep(color_image(), client="me"))
    uploads.vectors(first)
    for _ in range(2):
        last = uploads.keep(color_image(), client="me")
    with pytest.raises(QueryPhotoExpired):
        uploads.recall(first.token)
    assert not [key for key in cache._cache if first.key in key]
    assert uploads.recall(last)


def test_a_photos_results_have_a_few_places() -> None:
    photo = uploads.recall(uploads.keep(color_image()))
    for number in range(100):
        assert uploads.beside(photo, f"made.{number}", lambda n=number: n) == number  # type: ignore[misc]
    assert len([key for key in cache._cache if photo.key in key]) == 2


class TestStores:
    @pytest.fixture(autouse=True)
    def two_stores(self, settings: Any) -> None:
        source = settings.CATALOG_SEARCH["STORES"]["demo"]
        stores = {"demo": source, "other": {**source, "NAME": "Other"}}
        settings.CATALOG_SEARCH = {
            **settings.CATALOG_SEARCH,
            "STORES": stores,
            "STORE_OF_REQUEST": "tests.photos.test_places.store_of_host",
        }

    def test_a_token_opens_in_its_own_store_only(self) -> None:
        token = send(Client()).url.split("/")[-2]
        for page in ("photo_results", "look_results", "query_photo", "photo_parts"):
            address = reverse(f"catalog_search:{page}", args=[token])
            assert Client().get(address).status_code == 200, page
            assert Client().get(address, headers={"X-Store": "other"}).status_code == 404, page

    def test_a_token_says_its_store(self) -> None:
        token = uploads.keep(color_image(), "other")
        assert uploads.recall(token, "other").token == token
        with pytest.raises(QueryPhotoUnknown):
            uploads.recall(token, "demo")
        with pytest.raises(QueryPhotoUnknown):
            uploads.recall(token)


def store_of_host(request: Any) -> str:
    return str(request.headers.get("X-Store", "demo"))


class TestStaff:
    """Hidden photos are for those whom the admin shows them as well."""

    @pytest.mark.parametrize(
        ("permissions", "staff", "status"),
        [
            ([], True, 404),
            (["view_look"], True, 404),
            (["view_photo"], False, 404),
            (["view_photo"], True, 200),
        ],
    )
    @pytest.mark.parametrize("how", ["blocked", "hidden"])
    def test_a_hidden_photo(
        self, permissions: list[str], staff: bool, status: int, how: str
    ) -> None:
        photo = make_indexed_photo(make_product(title="red mug"))
        if how == "blocked":
            Photo.objects.update(state=Photo.State.BLOCKED)
        else:
            Product.objects.update(visible=False)
        user = User.objects.create_user("someone", is_staff=staff)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client = Client()
        client.force_login(user)
        answer = client.get(reverse("catalog_search:thumbnail", args=[photo.pk, 96, "webp"]))
        assert answer.status_code == status
        assert "no-store" in answer["Cache-Control"]
