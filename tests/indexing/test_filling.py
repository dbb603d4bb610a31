"""While much of a store is missing in the index, words are looked up in the database."""

from typing import Any

import pytest
from django.test import Client

from catalog_search import conf
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.reconcile import reconcile
from catalog_search.models import Photo, Store
from tests.support.pages import text, titles
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = pytest.mark.django_db

PREPARED = "Search by meaning is being prepared for this shop"
UNAVAILABLE = "Search by meaning is temporarily unavailable"
NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")


@pytest.fixture
def shop(settings: Any) -> Store:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "BATCH_SIZE": 1}
    for name in NAMES:
        make_photo(make_product(title=f"{name} cup"), "red")
    return make_store()


def lose_the_index() -> None:
    conf.get_index().drop(conf.get_index().state().collection)


def asked(client: Client, words: str) -> tuple[str, list[str]]:
    """Return which notice the page has, and what it shows."""
    answer = client.get("/", {"q": words})
    notice = next((each for each in (PREPARED, UNAVAILABLE) if each in text(answer)), "")
    return notice, sorted(titles(answer))


def test_what_moderation_has_not_seen_is_not_found_by_words_either(
    client: Client, shop: Store
) -> None:
    assert asked(client, "zeta") == ("", [])
    index_stale(limit=1)
    assert asked(client, "cup") == ("", ["alpha cup"])


def test_all_products_are_found_while_half_of_them_is_missing(client: Client, shop: Store) -> None:
    index_stale()
    lose_the_index()
    index_stale(limit=1)
    assert asked(client, "cup") == (PREPARED, sorted(f"{name} cup" for name in NAMES))
    index_stale()
    assert asked(client, "zeta cup")[0] == ""
    assert "zeta cup" in asked(client, "zeta cup")[1]


def test_many_new_products_are_no_reason_to_search_by_words(client: Client, shop: Store) -> None:
    index_stale()
    for number in range(10):
        make_photo(make_product(title=f"cup {number}"), "red")
    index_stale(limit=1)
    assert asked(client, "zeta cup")[0] == ""
    assert not Store.objects.get(pk=shop.pk).filling


def test_a_lost_index_hides_nothing_from_the_first_run_to_the_last(
    client: Client, shop: Store
) -> None:
    index_stale()
    lose_the_index()
    assert asked(client, "zeta") == (UNAVAILABLE, ["zeta cup"])
    reconcile()
    assert asked(client, "zeta") == (UNAVAILABLE, ["zeta cup"])
    # Until nearly all are back, not only until half of them are.
    for _ in range(5):
        index_stale(limit=1)
        assert asked(client, "zeta") == (PREPARED, ["zeta cup"])
    index_stale()
    assert asked(client, "zeta cup")[0] == ""


def test_photos_that_cannot_be_indexed_do_not_hold_it_up(client: Client, shop: Store) -> None:
    Photo.objects.exclude(product__title="zeta cup").update(state=Photo.State.QUARANTINED)
    index_stale()
    assert asked(client, "zeta cup") == ("", ["zeta cup"])
