"""Pages without words, from the columns of a large catalogue."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from catalog_search.catalogue import store as catalogue
from catalog_search.catalogue.columns import columns_of
from catalog_search.models import Product, Store, category_prefixes
from catalog_search.retrieval.filters import Filters
from catalog_search.search.products.browsing import smallest
from catalog_search.types import Exclude, Match, Payload, Range, satisfies
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

NAMES = ("category", "brand", "color", "size")
PATHS = ("Home", "Home > Lamps", "Home > Lamps > Desk", "Garden > Lamps", "")
COLORS = ("red", "green", "blue")

payloads = st.builds(
    lambda path, brand, colors, sizes, price, stock: {
        "store": "demo",
        "visible": True,
        "category": category_prefixes(path),
        "brand": brand,
        "color": colors,
        "size": sizes,
        "price": price,
        "in_stock": stock,
    },
    st.sampled_from(PATHS),
    st.sampled_from(["Acme", "Bolt", ""]),
    st.lists(st.sampled_from(COLORS), max_size=3),
    st.lists(st.sampled_from(["S", "M"]), max_size=2, unique=True),
    st.none() | st.integers(0, 5).map(float),
    st.booleans(),
)
conditions = (
    st.builds(Match, st.just("category"), st.lists(st.sampled_from(PATHS[:4])).map(tuple))
    | st.builds(Match, st.just("brand"), st.lists(st.sampled_from(["Acme", "No"])).map(tuple))
    | st.builds(Match, st.just("color"), st.lists(st.sampled_from(COLORS)).map(tuple))
    | st.builds(Exclude, st.just("color"), st.lists(st.sampled_from(COLORS)).map(tuple))
    | st.builds(Exclude, st.just("product"), st.lists(st.integers(0, 60)).map(tuple))
    | st.builds(Match, st.just("in_stock"), st.just((True,)))
    | st.builds(Range, st.just("price"), st.none() | st.integers(0, 5), st.none() | st.just(4))
)


@examples(max_examples=200, deadline=None)
@given(rows=st.lists(payloads, max_size=20), where=st.lists(conditions, max_size=3).map(tuple))
def test_columns_filter_and_count_as_payloads_do(
    rows: Sequence[Payload], where: tuple[Match, ...]
) -> None:
    rows = [{**row, "product": 3 * place + 1} for place, row in enumerate(rows)]
    columns = columns_of(rows, NAMES)
    mask = columns.satisfying(where)
    assert mask.tolist() == [satisfies(row, where) for row in rows]
    chosen = [row for row, is_chosen in zip(rows, mask, strict=True) if is_chosen]
    for name in NAMES:
        values = columns.fields[name]
        counted = values.largest(values.counts(np.flatnonzero(mask)), 30, ["Acme"])
        values = {value for row in chosen for value in listed(row[name])}
        expected = {value: sum(value in listed(row[name]) for row in chosen) for value in values}
        assert {value: count for value, count in counted.items() if count} == expected


def listed(cell: Any) -> Sequence[Any]:
    return cell if isinstance(cell, list) else [cell] if cell else []


def test_only_the_most_frequent_values_are_counted_with_the_chosen_ones() -> None:
    brands = ["A"] * 3 + ["B"] * 2 + ["C"] * 2 + ["D"]
    base = {"price": None, "in_stock": True}
    columns = columns_of(
        [{**base, "product": place, "brand": brand} for place, brand in enumerate(brands)],
        ["brand"],
    )
    values = columns.fields["brand"]
    counted = values.largest(values.counts(np.arange(8)), 2, ["D", "unknown"])
    assert counted == {"A": 3, "B": 2, "C": 2, "D": 1}


@examples(max_examples=200, deadline=None)
@given(
    keys=st.lists(st.integers(0, 3).map(float) | st.just(np.nan), max_size=12),
    start=st.integers(0, 12),
    size=st.integers(1, 5),
)
def test_a_slice_of_an_order_is_that_of_the_whole_order(
    keys: list[float], start: int, size: int
) -> None:
    array, products = np.array(keys, np.float64), np.arange(len(keys))[::-1].copy()
    expected = np.lexsort((products, array))[start : start + size]
    assert smallest(array, products, start, start + size).tolist() == expected.tolist()


@pytest.fixture
def shop(db: None, settings: Any) -> Store:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 5}
    for number in range(12):
        product = make_product(
            title=f"toy {number:02}",
            price=Decimal(number % 5) if number else None,
            brand="Acme" if number % 3 else "Bolt",
            category="Toys > Cars" if number % 2 else "Toys",
            colors=["red", "blue"][: 1 + number % 2],
            in_stock=number != 7,
        )
        make_indexed_photo(product, "red")
    make_product(title="without a photo")
    return make_store()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "is_small", lambda store: False)


WAYS = [
    Filters(),
    Filters(brand=("Acme",)),
    Filters(brand=("Bolt",), category=("Toys > Cars",)),
    Filters(price_min=1, price_max=3, in_stock=True),
    Filters(color=("blue",), excluded=(Exclude("brand", ("Bolt",)),)),
    Filters(brand=("Nobody",)),
]


@pytest.mark.parametrize("sort", ["", "price", "-price", "newest"])
@pytest.mark.parametrize("filters", WAYS)
def test_a_large_store_is_browsed_like_a_small_one(
    shop: Store, monkeypatch: pytest.MonkeyPatch, filters: Filters, sort: str
) -> None:
    small = [by_text(shop, "", filters, page=page, sort=sort) for page in (1, 2, 3)]
    monkeypatch.setattr(catalogue, "is_small", lambda store: False)
    large = [by_text(shop, "", filters, page=page, sort=sort) for page in (1, 2, 3)]
    for one, other in zip(small, large, strict=True):
        for name in ("total", "page", "pages", "price_low", "price_high", "price_counts"):
            assert getattr(one, name) == getattr(other, name), name
        assert one.facets == other.facets
        assert one.items == other.items


@pytest.mark.usefixtures("large")
def test_a_product_hidden_meanwhile_keeps_its_place_and_is_not_counted(shop: Store) -> None:
    catalogue.publish(shop)
    first = by_text(shop, "")
    Product.objects.filter(title="toy 01").update(visible=False)
    again, second = by_text(shop, ""), by_text(shop, "", page=2)
    assert (first.total, again.total, second.total) == (12, 11, 11)
    assert [item.product.title for item in again.items] == ["toy 00", "toy 02", "toy 03", "toy 04"]
    assert second.items[0].product.title == "toy 05"
    [brand] = [facet for facet in again.facets if facet.name == "brand"]
    assert {value.value: value.count for value in brand.values} == {"Acme": 7, "Bolt": 4}
