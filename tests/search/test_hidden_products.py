"""Products that were hidden since the last indexing are in no number that shoppers see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.indexing import index_stale
from catalog_search.indexing.documents import refresh_digests
from catalog_search.models import Photo, PointToDelete, Product, Store
from catalog_search.photos.shoppers.uploads import encode_photo
from catalog_search.retrieval import withdrawn
from catalog_search.retrieval.filters import Filters
from catalog_search.search.results import Results
from catalog_search.search.while_typing.autocomplete import suggest
from catalog_search.sync.rows.deletions import delete_products
from catalog_search.text.store import words_cache
from tests.support.searching import by_examples, by_photo, by_text, like_photo
from tests.support.shops.factories import color_image, make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Any, tmp_path: Any) -> Store:
    """Eight red toys, prices 10 to 17, and one costly secret."""
    settings.MEDIA_ROOT = tmp_path
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 4, "FACETS": ["line"]}
    cache.clear()
    for number in range(8):
        add(f"red toy {number}", brand="Acme", price=10 + number)
    add(
        "red toy prototype",
        **{"sku": "secret", "brand": "Zenith", "category": "Toys > Secret", "price": 999},
        colors=["gold"],
        attributes={"line": "x1"},
    )
    words_cache.publish(make_store())
    return make_store()


def add(title: str, **fields: Any) -> Product:
    product = make_product(title=title, **{"category": "Toys > Cars", "colors": ["red"], **fields})
    make_indexed_photo(product, "red")
    return product


def secret() -> Product:
    return Product.objects.get(sku="secret")


def hide_in_admin(client: Client) -> None:
    address = reverse("admin:catalog_search_product_change", args=[secret().pk])
    photos = {f"photos-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    assert client.post(address, {"category": "Toys > Secret", **photos}).status_code == 302
    assert not secret().visible


def hide_by_update(client: Client) -> None:
    Product.objects.filter(sku="secret").update(visible=False)


def hide_and_index(client: Client) -> None:
    hide_by_update(client)
    index_stale()


def hide_and_lose_the_photo(client: Client) -> None:
    hide_by_update(client)
    Photo.objects.filter(product__sku="secret").update(state=Photo.State.QUARANTINED)


def delete_at_source(client: Client) -> None:
    delete_products([secret().pk])


def photo_gone(client: Client) -> None:
    Photo.objects.filter(product__sku="secret").update(state=Photo.State.QUARANTINED)
    index_stale()


HIDING = [
    *(hide_in_admin, hide_by_update, hide_and_index, hide_and_lose_the_photo),
    *(delete_at_source, photo_gone),
]


def every_search(store: Store) -> list[Results]:
    first = Photo.objects.filter(product__title="red toy 0").get()
    acme = Filters(brand=("Acme",))
    return [
        by_text(store, "red toy"),
        by_text(store, "red toy", acme),
        by_text(store, "red toy", Filters(price_max=2000)),
        by_text(store, "prototype red"),
        by_text(store, ""),
        by_text(store, "", acme),
        by_photo(store, encode_photo(color_image("red"))),
        by_photo(store, encode_photo(color_image("red")), acme),
        like_photo(first),
        by_examples(store, [first.product]),
    ]


def numbers(results: Results) -> str:
    """Return everything on the page that is counted or listed."""
    facets = [(each.name, [(v.value, v.count) for v in each.values]) for each in results.facets]
    prices = (results.price_low, results.price_high, results.price_counts)
    relaxed = results.relaxed
    return repr((results.total, facets, prices, relaxed and (relaxed.total, relaxed.category)))


@pytest.mark.parametrize("hide", HIDING)
def test_no_search_counts_it(
    admin_client: Client, shop: Store, hide: Callable[[Client], None]
) -> None:
    assert by_text(shop, "red toy").price_high == 999
    assert "Zenith" in numbers(by_text(shop, "red toy"))
    hide(admin_client)
    for results in every_search(make_store()):
        page = numbers(results)
        assert not [leak for leak in ("Zenith", "Secret", "gold", "999", "x1") if leak in page]
        assert results.total <= 8
        counts = [value.count for facet in results.facets for value in facet.values]
        assert max(counts, default=0) <= 8
    assert by_text(shop, "red toy").total == 8


@pytest.mark.parametrize("hide", [hide_in_admin, hide_by_update, hide_and_index])
def test_later_pages_of_a_list_do_not_count_it(
    admin_client: Client, shop: Store, hide: Callable[[Client], None]
) -> None:
    for words in ("red toy", ""):
        Product.objects.filter(sku="secret").update(visible=True)
        index_stale()
        first = by_text(shop, words)
        assert first.total == 9
        hide(admin_client)
        pages = [by_text(shop, words, page=page, snapshot=first.snapshot) for page in (1, 2, 3)]
        assert {results.total for results in pages} == {8}
        assert not any("Zenith" in numbers(results) for results in pages)
        products = [item.product.pk for results in pages for item in results.items]
        assert len(products) == len(set(products)) == 8


@pytest.mark.parametrize("hide", [hide_in_admin, hide_by_update, hide_and_index])
def test_no_suggestion_counts_or_tells_it(
    admin_client: Client, shop: Store, hide: Callable[[Client], None]
) -> None:
    assert suggest(shop, "prot").total
    hide(admin_client)
    store = make_store()
    for typed in ("prot", "zen", "secr", "secret", "red toy pro"):
        assert suggest(store, typed).total == 0, typed
    [toys] = suggest(store, "toys").categories
    assert toys.count == 8
    assert "red toy" in suggest(store, "red to").searches


def test_the_next_indexing_makes_the_list_of_exceptions_empty_again(
    shop: Store, settings: Any
) -> None:
    assert not withdrawn.recently_hidden(shop)
    hide_by_update(Client())
    assert withdrawn.recently_hidden(shop).get() == secret()
    index_stale()
    point = Photo.objects.get(product=secret()).point_id
    assert conf.get_index().payloads([point])[point]["visible"] is False
    assert secret().withdrawn_at
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LISTING_SECONDS": 0}
    assert not withdrawn.recently_hidden(shop)


def test_it_comes_back_when_it_is_shown_again(shop: Store) -> None:
    for _ in range(2):
        hide_by_update(Client())
        index_stale()
        Product.objects.filter(sku="secret").update(visible=True)
        assert index_stale().refreshed == 1
        assert secret().withdrawn_at is None
        assert by_text(make_store(), "red toy").total == 9
        assert suggest(make_store(), "zen").total


def test_more_than_are_listed_are_left_out_as_well(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withdrawn, "MAX_LISTED", 1)
    for title in ("red toy 1", "red toy 2"):
        Product.objects.filter(title=title).update(visible=False)
    delete_products(
        [secret().pk, *Product.objects.filter(title="red toy 3").values_list("pk", flat=True)]
    )
    assert PointToDelete.objects.count() == 2
    assert by_text(shop, "red toy").total == 5


def test_a_search_takes_as_many_queries_whatever_the_number_of_hidden_products(
    shop: Store, django_assert_num_queries: Any
) -> None:
    by_text(shop, "red toy")
    with django_assert_num_queries(2):
        withdrawn.without_withdrawn(shop, [])
    products = [make_product(visible=False) for _ in range(30)]
    refresh_digests(products)
    with django_assert_num_queries(2):
        withdrawn.without_withdrawn(shop, [])
