"""The catalogue without a vector: all of it, or what contains given words, from the database."""

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

MOST_WORDS = 8
GTIN = (8, 12, 13, 14)


def everything(store: Store, filters: Filters) -> CandidateSets:
    """Return every visible product that has a photo in the index, by title."""
    return narrow(store, shown(store), filters)


def called(store: Store, text: str, filters: Filters) -> CandidateSets:
    """Return the products whose SKU, barcode or whole title this is, whatever its case."""
    named = Q(sku__iexact=text) | Q(title__iexact=text)
    for attribute in conf.get("BARCODES") if (codes := barcodes(text)) else ():
        for code in codes:
            named |= Q(**{f"attributes__{attribute}": code})
    return narrow(store, shown(store).filter(named), filters)


def barcodes(text: str) -> list[str | int]:
    """Return the forms in which a source may tell the trade item number that the text is.

    A GTIN has 8, 12, 13 or 14 digits; the shorter are the longer with zeros before them, and a
    manifest in JSON may hold a number.
    """
    digits = text.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in GTIN):
        return []
    bare = digits.lstrip("0")
    return [int(digits), *sorted({bare, *(bare.zfill(length) for length in GTIN)})]


def containing(store: Store, text: str, filters: Filters) -> CandidateSets:
    """Return the products that have each of the words in title, brand, category or description."""
    products = shown(store)
    for word in text.split()[:MOST_WORDS]:
        products = products.filter(
            Q(title__icontains=word)
            | Q(brand__icontains=word)
            | Q(category__icontains=word)
            | Q(description__icontains=word)
            | Q(sku__iexact=word)
        )
    return narrow(store, products, filters)


def shown(store: Store) -> ProductQuerySet:
    """Return the store's products that a search may find, by title."""
    return store.products.searchable().select_related("store").order_by("title", "pk")


def narrow(store: Store, products: Iterable[Product], filters: Filters) -> CandidateSets:
    everyone = candidates_of(products)
    variants = {name: keep(store, everyone, each) for name, each in facet_variants(filters).items()}
    return CandidateSets(keep(store, everyone, filters), variants)


def candidates_of(products: Iterable[Product]) -> Candidates:
    """Return the products, as `shown` gives them, as candidates without scores."""
    rows = list(products)
    photos: Any = [product.first_photo for product in rows]  # type: ignore[attr-defined]
    return Candidates(
        np.array([product.pk for product in rows], np.int64),
        np.array(photos, np.int64),
        np.zeros(len(rows)),
        np.zeros(len(rows)),
        {photo: documents.payload(product) for photo, product in zip(photos, rows, strict=True)},
    )


def keep(store: Store, everyone: Candidates, filters: Filters) -> Candidates:
    test, payloads = satisfying(filters.where(store)), everyone.payloads
    rows = [row for row, photo in enumerate(everyone.photos.tolist()) if test(payloads[photo])]
    return everyone.take(np.array(rows, np.intp))
