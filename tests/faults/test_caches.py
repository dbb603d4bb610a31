"""Fault 17: a cache that cannot be reached is a miss everywhere, and is not asked for long."""

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.exceptions import CacheUnavailable
from catalog_search.protocols.breaker import MAX_QUICK_OUTAGES, CircuitBreaker
from tests.support.failing_cache import ASKED
from tests.support.pages import text, titles
from tests.support.shops.factories import color_bytes, make_indexed_photo, make_product
from tests.support.uploads import uploaded

pytestmark = pytest.mark.django_db

LOCAL = "django.core.cache.backends.locmem.LocMemCache"
FAILING = "tests.support.failing_cache.FailingCache"


@pytest.fixture
def product(settings: Any) -> Any:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 1}
    make_indexed_photo(make_product(title="red kettle"))
    return make_indexed_photo(make_product(title="red mug")).product


@pytest.fixture
def failing(settings: Any) -> list[str]:
    settings.CACHES = {"default": {"BACKEND": FAILING}}
    ASKED.clear()
    return ASKED


def pages(product: Any) -> list[str]:
    return [
        *("/", "/?q=red", "/?q=red&page=2", "/suggestions/?q=re", "/api/search?q=red"),
        reverse("catalog_search:product", args=[product.pk]),
        reverse("catalog_search:camera"),
    ]


def test_pages_come_without_a_cache_and_stop_asking_it(
    client: Client, product: Any, failing: list[str]
) -> None:
    for address in pages(product):
        assert client.get(address).status_code == 200, address
    assert titles(client.get("/?q=red"))
    assert len(failing) == MAX_QUICK_OUTAGES
    assert [(each.name, each.state) for each in conf.engines()][-1] == ("cache default", "open")


def test_a_cache_that_hangs_is_waited_for_once(
    client: Client, product: Any, failing: list[str]
) -> None:
    def clock() -> float:
        """Return a time at which each question has taken a second."""
        return float(len(failing))

    conf.BUILT["cache default"] = CircuitBreaker("cache", CacheUnavailable, clock)
    for address in pages(product):
        assert client.get(address).status_code == 200, address
    assert len(failing) == 1


def test_an_upload_says_that_photos_cannot_be_kept(
    client: Client, product: Any, failing: list[str]
) -> None:
    answer = client.post(reverse("catalog_search:photo"), {"photo": uploaded(color_bytes("red"))})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "cannot keep photos at the moment" in text(answer)


def test_lists_have_a_cache_of_their_own(client: Client, product: Any, settings: Any) -> None:
    settings.CACHES = {
        name: {"BACKEND": LOCAL, "LOCATION": f"lists apart {name}"} for name in ("default", "lists")
    }
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LISTING_CACHE": "lists"}
    make_indexed_photo(make_product(title="red kettle"))
    make_indexed_photo(make_product(title="red mug"))
    client.get("/?q=red")

    def kept(alias: str) -> list[str]:
        return [key for key in caches[alias]._cache if "catalog_search.list." in key]  # type: ignore[attr-defined]

    assert (len(kept("lists")), kept("default")) == (1, [])


def test_lists_that_cannot_be_kept_cost_no_upload(
    client: Client, product: Any, settings: Any
) -> None:
    settings.CACHES = {"default": {"BACKEND": LOCAL}, "lists": {"BACKEND": FAILING}}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LISTING_CACHE": "lists"}
    make_indexed_photo(make_product(title="red kettle"))
    for _ in range(5):
        assert client.get("/?q=red&page=2").status_code == 200
    answer = client.post(reverse("catalog_search:photo"), {"photo": uploaded(color_bytes("red"))})
    assert answer.status_code == 302


def test_a_cache_that_takes_no_bytes_keeps_everything_else(
    client: Client, product: Any, settings: Any
) -> None:
    """Each refused value is one of its own: the cache goes on to be asked."""
    settings.CACHES = {"default": {"BACKEND": "tests.support.failing_cache.JsonCache"}}
    photo = {"photo": uploaded(color_bytes("red"))}
    for _ in range(MAX_QUICK_OUTAGES + 1):
        photo["photo"].seek(0)
        answer = client.post(reverse("catalog_search:photo"), photo)
        assert "cannot keep photos at the moment" in text(answer)
    assert [one.state for one in conf.engines() if one.name == "cache default"] == ["closed"]
    assert client.get("/?q=red").status_code == 200
    assert [key for key in caches["default"]._cache if "catalog_search.search." in key]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("method", "error"),
    [("get", AttributeError("Can't get attribute 'Snapshot'")), ("incr", NotImplementedError())],
)
def test_what_cannot_be_read_or_done_is_done_without(
    client: Client, product: Any, monkeypatch: pytest.MonkeyPatch, method: str, error: Exception
) -> None:
    """As after an upgrade, or by a cache that cannot count."""

    def refused(*args: object) -> Any:
        raise error

    monkeypatch.setattr(caches["default"], method, refused)
    for address in pages(product) * 2:
        assert client.get(address).status_code == 200, address
    assert [one.state for one in conf.engines() if one.name == "cache default"] == ["closed"]


def test_a_photo_that_another_version_has_kept_is_over(client: Client, product: Any) -> None:
    caches["default"].clear()
    answer = client.post(reverse("catalog_search:photo"), {"photo": uploaded(color_bytes("red"))})
    [key] = [each.partition(":1:")[2] for each in caches["default"]._cache if "query_photo" in each]  # type: ignore[attr-defined]
    fields = caches["default"].get(key)
    for other in ({**fields, "crop": None}, {"data": fields["data"]}, "text"):
        caches["default"].set(key, other)
        assert client.get(answer["Location"]).status_code == 410
    caches["default"].set(key, fields)
    assert client.get(answer["Location"]).status_code == 200
