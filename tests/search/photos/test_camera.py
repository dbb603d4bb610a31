"""Camera search: a picture is named if certain, never stored, and one is processed at a time."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from catalog_search.exceptions import TooManyRequests
from catalog_search.models import Store
from catalog_search.photos.shoppers import uploads
from catalog_search.search.photos import camera
from catalog_search.views import rate_limits
from tests.support.pages import text, titles
from tests.support.shops.factories import (
    color_bytes,
    color_image,
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)
from tests.support.uploads import BAD, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(settings, tmp_path) -> Store:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    for number in range(20):
        make_indexed_photo(make_product(title=f"blue thing {number}"), "blue")
    make_category("Garden", prompt="blue")
    return make_store()


def frame(client: Client, data: bytes = b"", **extra: object):
    return client.post("/camera/", {"photo": uploaded(data or color_bytes("blue"))}, **extra)


def test_a_picture_is_named_and_finds_similar_products(client: Client) -> None:
    answer = frame(client)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "Garden" in text(answer)
    assert len(titles(answer)) == camera.PRODUCTS
    assert "no-store" in answer["Cache-Control"]


def test_a_product_of_an_empty_category_is_named_and_finds_nothing(
    client: Client, shop: Store
) -> None:
    make_category("Walls", prompt="red")
    recognition = camera.recognise(shop, color_image("red"))
    assert (recognition.label, recognition.items) == ("Walls", ())
    answer = frame(client, color_bytes("red"))
    assert "Walls" in text(answer)
    assert "Move closer" in text(answer)


def test_an_uncertain_picture_has_no_name(shop: Store) -> None:
    for path in ("Lawn", "Hedge"):
        make_category(path, prompt="blue")
    recognition = camera.recognise(shop, color_image("blue"))
    assert recognition.label == ""
    assert recognition.items


def test_a_shop_without_categories_shows_products_without_a_name(shop: Store) -> None:
    shop.categories.all().delete()
    recognition = camera.recognise(shop, color_image("blue"))
    assert recognition.label == ""
    assert recognition.items


def test_a_picture_is_not_stored(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def keep(*args: object) -> None:
        raise AssertionError("a picture was stored")

    frame(client)  # The first picture also caches the label vectors of the shop's categories.
    values: list[object] = []
    monkeypatch.setattr(uploads, "keep", keep)
    monkeypatch.setattr(cache, "set", lambda key, value, *rest: values.append(value))
    assert frame(client).status_code == 200
    assert all(isinstance(value, bool | int) for value in values), "only counters are cached"


def test_a_second_picture_waits_for_the_first() -> None:
    request = RequestFactory().post("/camera/")
    with rate_limits.one_frame(request):
        with pytest.raises(TooManyRequests, match="still being processed"):
            rate_limits.one_frame(request).__enter__()
        other = RequestFactory().post("/camera/", REMOTE_ADDR="10.0.0.9")
        with rate_limits.one_frame(other):
            pass
    with rate_limits.one_frame(request):
        pass


def test_a_cache_that_swallows_its_errors_limits_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as that of pymemcache with `ignore_exc` and a server that is down."""

    def unknown(*args: object) -> int:
        raise ValueError("Key not found")

    for name, answer in (("add", lambda *args: False), ("get", lambda *args: None)):
        monkeypatch.setattr(cache, name, answer)
    monkeypatch.setattr(cache, "incr", unknown)
    assert [frame(client).status_code for _ in range(2)] == [200, 200]


def test_a_failed_picture_does_not_block_the_next(client: Client) -> None:
    assert frame(client, b"just words").status_code == 400
    assert frame(client).status_code == 200


def test_a_client_with_too_many_pictures_is_told_to_wait(
    client: Client, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FRAMES_PER_MINUTE": 2}
    for _ in range(2):
        assert frame(client, b"just words").status_code == 400
    answer = frame(client)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


@pytest.mark.parametrize("kind", BAD)
def test_unreadable_pictures_are_refused_with_a_message(client: Client, kind: str) -> None:
    data, words = BAD[kind]
    answer = frame(client, data) if data else client.post("/camera/", {"photo": uploaded(data)})
    assert answer.status_code == 400
    assert words in text(answer)


def test_a_large_picture_is_not_decoded(client: Client) -> None:
    answer = frame(client, b"\xff\xd8" + bytes(600 * 1024))
    assert answer.status_code == 413
    assert "at most 512 KB" in text(answer)


def test_a_picture_from_another_site_is_refused() -> None:
    assert frame(Client(enforce_csrf_checks=True)).status_code == 403
