"""Candidates from the database: products of a certain name, or that contain given words."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.db.models import Q

from catalog_search import conf
from catalog_search.catalogue.columns import columns_of
from catalog_search.catalogue.rows import names_of_facets, payload_of, rows_of
from catalog_search.indexing import documents
from catalog_search.models import Product, ProductQuerySet, Store
from catalog_search.retrieval.candidate_sets import CandidateSets, filtered_sets
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates, no_candidates
from catalog_search.telemetry import stage

MAX_WORDS = 8


@stage("database")
def all_products(store: Store, filters: Filters) -> CandidateSets:
    """Return every searchable product, by title. Only for stores of a few products."""
    return filtered_sets(store, selected(store, searchable(store)), filters)


@stage("database")
def exact_matches(store: Store, text: str, filters: Filters) -> CandidateSets:
    """Return the products whose SKU, barcode or whole title is the text, in any case."""
    called = list(store.products.called(text).values_list("pk", flat=True))
    if not called:
        return filtered_sets(store, no_candidates(), filters)
    products = searchable(store).filter(pk__in=called)
    return filtered_sets(store, selected(store, products), filters)


@stage("database")
def containing_words(store: Store, text: str, filters: Filters) -> CandidateSets:
    """Return products that contain each word in title, brand, category or description.

    A word may also be the SKU. At most CANDIDATES products are found.
    """
    products = searchable(store)
    for word in text.split()[:MAX_WORDS]:
        products = products.filter(
            Q(title__icontains=word)
            | Q(brand__icontains=word)
            | Q(category__icontains=word)
            | Q(description__icontains=word)
            | Q(sku__iexact=word)
        )
    found = selected(store, products, limit=conf.settings().candidates)
    return filtered_sets(store, found, filters)


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
