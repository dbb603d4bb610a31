"""The columns that indexing publishes: when, what they hold, and what requests make of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from catalog_search import conf
from catalog_search.catalogue import store as catalogue
from catalog_search.catalogue.columns import columns_of
from catalog_search.catalogue.files import ColumnsFile, arrays_of
from catalog_search.indexing import photos
from catalog_search.indexing.moderation import reviews
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Policy, Product, Published, Review, Store
from catalog_search.published.container import Container
from catalog_search.sync.rows import deletions
from catalog_search.text.store import words_cache
from tests.support.shops.factories import make_indexed_photo, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(settings: Any) -> Store:
    """A store of more products than candidates, two of them indexed."""
    few = {"CANDIDATES": 1, "FACETS": ["size"], "BATCH_SIZE": 1}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **few}
    for title, sizes in (("b", ["S", "M"]), ("a", [])):
        product = make_product(
            title=title, category="Home > Lamps", brand="Acme", attributes={"size": sizes}, price=3
        )
        make_indexed_photo(product, "red")
    return make_store()


def like_another_process() -> None:
    """Forget what this process knows, but for the index and the source, which are in memory."""
    for name in set(conf.BUILT) - {"index", "source demo", "encoder"}:
        del conf.BUILT[name]


def titles(store: Store) -> list[str]:
    names = dict(Product.objects.values_list("pk", "title"))
    return [names[key] for key in catalogue.of_store(store).products.tolist()]


def test_a_file_holds_what_the_columns_hold(shop: Store) -> None:
    columns = catalogue.read(shop)
    again = ColumnsFile(Container.of(*arrays_of(columns))).columns
    rows = np.arange(2)
    assert again.products.tolist() == columns.products.tolist()
    assert (again.prices.tolist(), again.in_stock.tolist()) == ([3, 3], [True, True])
    for name in ("category", "brand", "color", "size"):
        assert again.values(name).cells(rows) == columns.values(name).cells(rows)
    assert again.values("size").cells(rows) == [[], ["S", "M"]]
    assert again.values("category").cells(rows) == [["Home", "Home > Lamps"]] * 2


def test_columns_are_published_by_indexing_and_read_until_the_next(shop: Store) -> None:
    make_photo(make_product(title="c"), "red")
    index_stale()
    like_another_process()
    assert titles(Store.objects.get()) == ["a", "b", "c"]
    Product.objects.filter(title="a").update(title="z")
    assert titles(Store.objects.get()) == ["z", "b", "c"]
    make_photo(make_product(title="d"), "red")
    index_stale()
    like_another_process()
    assert titles(Store.objects.get()) == ["b", "c", "d", "z"]


def test_a_product_that_is_newer_than_the_columns_has_facts_all_the_same(shop: Store) -> None:
    catalogue.publish(shop)
    new = make_product(title="new", brand="Bolt", category="Garden", attributes={"size": "XL"})
    old = Product.objects.get(title="a")
    hidden = make_product(title="hidden", visible=False)
    facts = catalogue.facts_of(shop, np.array([new.pk, hidden.pk, old.pk]))
    assert sorted(facts.products.tolist()) == sorted([new.pk, old.pk])
    rows = facts.find(np.array([old.pk, new.pk]))
    assert facts.values("brand").cells(rows) == [["Acme"], ["Bolt"]]
    assert facts.values("category").cells(rows) == [["Home", "Home > Lamps"], ["Garden"]]
    assert facts.values("size").cells(rows) == [[], ["XL"]]


def test_other_facets_than_the_published_are_read_from_the_database(
    shop: Store, settings: Any
) -> None:
    catalogue.publish(shop)
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["size", "season"]}
    columns = catalogue.of_store(Store.objects.get())
    assert columns.values("season").cells(np.arange(2)) == [[], []]
    assert columns.values("size").cells(np.arange(2)) == [[], ["S", "M"]]


def test_publishing_rests_twenty_times_as_long_as_it_took(shop: Store) -> None:
    assert catalogue.needs_publishing(shop)
    catalogue.publish(shop)
    assert not catalogue.needs_publishing(shop)
    shop.indexed_at = timezone.now()
    assert catalogue.needs_publishing(shop)
    Published.objects.filter(kind=catalogue.KIND).update(seconds=3.0)
    assert not catalogue.needs_publishing(shop)
    assert not catalogue.needs_publishing(shop, timezone.now() + timedelta(seconds=50))
    assert catalogue.needs_publishing(shop, timezone.now() + timedelta(seconds=61))


def delete_product(product: Product) -> None:
    deletions.delete_products([product.pk])


def delete_photo(product: Product) -> None:
    deletions.delete_photos([product.photos.get().pk])


def block_photo(product: Product) -> None:
    policy = Policy.objects.create(store=product.store, name="None", words="gun")
    reviews.teach(product.photos.get(), policy, Review.State.BLOCKED, by="ann")


@pytest.mark.parametrize("withdraw", [delete_product, delete_photo, block_photo])
@pytest.mark.parametrize("named", [False, True])
def test_what_left_the_shop_leaves_columns_and_words_of_its_store_alone(
    shop: Store, withdraw: Callable[[Product], None], named: bool
) -> None:
    other = make_store("other")
    make_indexed_photo(make_product(store=other))
    gone = make_product(title="c", brand="Gone")
    make_indexed_photo(gone, "red")
    index_stale()
    index_stale(store=other)
    before = Store.objects.get(pk=shop.pk)
    assert titles(before) == ["a", "b", "c"]
    withdraw(gone)
    index_stale(store=before if named else None)
    like_another_process()
    store = Store.objects.get(pk=shop.pk)
    assert titles(store) == ["a", "b"]
    assert "Gone" not in [brand.value for brand in words_cache.of_store(store).brands]
    assert not photos.is_publishing_due(store)
    assert not photos.is_publishing_due(Store.objects.get(pk=other.pk))


def test_a_small_store_needs_none(shop: Store, settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CANDIDATES": 2}
    assert not catalogue.needs_publishing(shop)


def test_joined_columns_keep_the_first_row_of_a_product() -> None:
    def one(key: int, brand: str) -> dict[str, object]:
        return {"product": key, "price": 1.0, "in_stock": True, "brand": brand}

    first = columns_of([one(1, "A"), one(2, "B")], ["brand"])
    both = first.joined(columns_of([one(2, "other"), one(3, "C"), one(4, "A")], ["brand"]))
    assert both.products.tolist() == [1, 2, 3, 4]
    assert both.values("brand").cells(np.arange(4)) == [["A"], ["B"], ["C"], ["A"]]
    assert both.find(np.array([4, 9, 1])).tolist() == [3, -1, 0]


def test_a_long_run_publishes_while_it_goes_on(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "PUBLISHED_EVERY", 2)
    for number in range(5):
        make_photo(make_product(title=f"new {number}"), "red")
    published: list[int] = []
    publish = catalogue.publish

    def noted(store: Store) -> None:
        publish(store)
        published.append(len(catalogue.load(store).columns))

    monkeypatch.setattr(catalogue, "publish", noted)
    assert index_stale().indexed == 5
    # First what there is after two photos, then all; in between it rests.
    assert published[0] < 7
    assert published[-1] == 7
