"""Candidates from the database: products of a certain name, or that contain given words."""

import functools
import operator
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from catalog_search import conf
from catalog_search.catalogue.columns import columns_of
from catalog_search.catalogue.rows import names_of_facets, payload_of, rows_of
from catalog_search.indexing import documents
from catalog_search.models import CATEGORY_SEPARATOR, Product, ProductQuerySet, Store, clock
from catalog_search.models.any_case import in_any_case
from catalog_search.models.catalogue.offers import price_at
from catalog_search.retrieval.candidate_sets import (
    CandidateSets,
    filtered,
    filtered_sets,
    variants_of,
)
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates, no_candidates
from catalog_search.telemetry import stage

MAX_WORDS = 8
PLAIN = re.compile(r"[A-Za-z0-9 -]+")
"""Colors that stand in a list's JSON as they are."""


@stage("database")
def all_products(store: Store, filters: Filters) -> CandidateSets:
    """Return every searchable product, by title. Only for stores of a few products."""
    return filtered_sets(store, selected(store, searchable(store)), filters)


@stage("database")
def exact_matches(store: Store, text: str, filters: Filters) -> CandidateSets:
    """Return the products whose SKU, barcode or whole title is the text, in any case."""
    keys = store.products.called(text).values_list("pk", flat=True)
    return these_products(store, list(keys), filters)


def these_products(store: Store, keys: Sequence[int], filters: Filters) -> CandidateSets:
    """Return those of the products with these keys that can be found."""
    if not keys:
        return filtered_sets(store, no_candidates(), filters)
    products = searchable(store).filter(pk__in=keys)
    return filtered_sets(store, selected(store, products), filters)


@stage("database")
def containing_words(store: Store, text: str, filters: Filters) -> CandidateSets:
    """Return products that contain each word in title, brand, category or description.

    A word may also be the SKU. At most CANDIDATES products are found, the first by title; where
    there are more, the database is asked once more for each set, of those that may pass its
    filters.
    """
    products, limit = having_words(store, text), conf.settings().candidates
    candidates = selected(store, products, limit=limit)
    if len(candidates) < limit:
        return filtered_sets(store, candidates, filters)
    by_name = {
        name: filtered(store, selected(store, narrowed(products, variant), limit=limit), variant)
        for name, variant in variants_of(filters).items()
    }
    return CandidateSets(by_name.pop(""), by_name, are_all=False)


def having_words(store: Store, text: str) -> ProductQuerySet:
    products = searchable(store)
    for word in text.split()[:MAX_WORDS]:
        products = products.filter(
            in_any_case("title__icontains", word)
            | in_any_case("brand__icontains", word)
            | in_any_case("category__icontains", word)
            | in_any_case("description__icontains", word)
            | in_any_case("sku__iexact", word)
        )
    return products


def narrowed(products: ProductQuerySet, filters: Filters) -> ProductQuerySet:
    """Return the products without those that surely fail the filters.

    What no database tells alike, attributes and exclusions, is left to `filtered`.
    """
    within = Q(paid__gte=filters.price_min) if filters.price_min is not None else Q()
    if filters.price_max is not None:
        within &= Q(paid__lte=filters.price_max)
    if filters.in_stock:
        within &= Q(in_stock=True)
    if filters.brand:
        within &= Q(brand__in=filters.brand)
    within &= any_of(
        Q(category=path) | Q(category__startswith=f"{path}{CATEGORY_SEPARATOR}")
        for path in filters.category
    )
    if all(map(PLAIN.fullmatch, filters.color)):
        within &= any_of(Q(colors_text__icontains=color) for color in filters.color)
        products = products.annotate(colors_text=Cast("colors", TextField()))
    return products.annotate(paid=price_at(clock.now())).filter(within)


def any_of(conditions: Iterable[Q]) -> Q:
    """Return the condition that one of these holds; none if there are none."""
    return functools.reduce(operator.or_, conditions, Q())


def searchable(store: Store) -> ProductQuerySet:
    """Return the visible products of the store that have a photo in the index, by title."""
    return store.products.searchable().order_by("title", "pk")


def selected(store: Store, products: ProductQuerySet, limit: int | None = None) -> Candidates:
    """Return products that `searchable` selected as candidates with score 0."""
    rows = list(rows_of(products, "first_photo", limit=limit))
    return Candidates(
        np.array([row[1] for row in rows], np.int64),
        np.array([row[0] for row in rows], np.int64),
        np.zeros(len(rows)),
        np.zeros(len(rows)),
        columns_of((payload_of(store.slug, row[1:]) for row in rows), names_of_facets()),
    )


def candidates_of(products: Iterable[Product]) -> Candidates:
    """Return products with their first photo as candidates with score 0."""
    rows = list(products)
    photos: Any = [product.first_photo for product in rows]  # type: ignore[attr-defined]
    return Candidates(
        np.array([product.pk for product in rows], np.int64),
        np.array(photos, np.int64),
        np.zeros(len(rows)),
        np.zeros(len(rows)),
        columns_of(map(documents.payload, rows), names_of_facets()),
    )
