"""Candidates from the database: the whole catalogue, or products that contain given words."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.db.models import Q

from catalog_search import conf
from catalog_search.indexing import documents
from catalog_search.models import Product, ProductQuerySet, Store
from catalog_search.retrieval.candidates import CandidateSets, facet_variants
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates
from catalog_search.types import satisfying

MAX_WORDS = 8
GTIN_LENGTHS = (8, 12, 13, 14)


def all_products(store: Store, filters: Filters) -> CandidateSets:
    """Return every searchable product, by title."""
    return filtered_sets(store, searchable(store), filters)


def exact_matches(store: Store, text: str, filters: Filters) -> CandidateSets:
    """Return the products whose SKU, barcode or whole title is the text, in any case."""
    condition = Q(sku__iexact=text) | Q(title__iexact=text)
    for attribute in conf.settings().barcodes if (codes := barcodes(text)) else ():
        for code in codes:
            condition |= Q(**{f"attributes__{attribute}": code})
    return filtered_sets(store, searchable(store).filter(condition), filters)


def barcodes(text: str) -> list[str | int]:
    """Return the forms in which a source may write the text's trade item number; [] if it is none.

    A GTIN has 8, 12, 13 or 14 digits. A shorter one equals a longer one with leading zeros, and a
    JSON manifest may contain it as a number.
    """
    digits = text.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in GTIN_LENGTHS):
        return []
    stripped = digits.lstrip("0")
    padded = (stripped.zfill(length) for length in GTIN_LENGTHS)
    return [int(digits), *sorted({stripped, *padded})]


def containing_words(store: Store, text: str, filters: Filters) -> CandidateSets:
    """Return the products that contain each word in title, brand, category or description.

    A word may also be the SKU.
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
    return filtered_sets(store, products, filters)


def searchable(store: Store) -> ProductQuerySet:
    """Return the visible products of the store that have a photo in the index, by title."""
    return store.products.searchable().select_related("store").order_by("title", "pk")


def filtered_sets(store: Store, products: Iterable[Product], filters: Filters) -> CandidateSets:
    candidates = candidates_of(products)
    without_facet = {
        name: filtered(store, candidates, variant)
        for name, variant in facet_variants(filters).items()
    }
    return CandidateSets(filtered(store, candidates, filters), without_facet)


def candidates_of(products: Iterable[Product]) -> Candidates:
    """Return the products, which `searchable` selected, as candidates with score 0."""
    rows = list(products)
    photos: Any = [product.first_photo for product in rows]  # type: ignore[attr-defined]
    return Candidates(
        np.array([product.pk for product in rows], np.int64),
        np.array(photos, np.int64),
        np.zeros(len(rows)),
        np.zeros(len(rows)),
        {photo: documents.payload(product) for photo, product in zip(photos, rows, strict=True)},
    )


def filtered(store: Store, candidates: Candidates, filters: Filters) -> Candidates:
    test, payloads = satisfying(filters.where(store)), candidates.payloads
    rows = [row for row, photo in enumerate(candidates.photos.tolist()) if test(payloads[photo])]
    return candidates.take(np.array(rows, np.intp))
