"""The catalogue without a vector: all of it, or what contains given words, from the database."""

from collections.abc import Mapping

from django.db.models import Min, Q, QuerySet

from catalog_search import conf
from catalog_search.indexing import documents
from catalog_search.models import Photo, Product, Store
from catalog_search.retrieval.candidates import Candidate, CandidateSets, openings
from catalog_search.retrieval.filters import Filters
from catalog_search.types import satisfies

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


def shown(store: Store) -> QuerySet[Product]:
    live = Q(photos__state=Photo.State.LIVE) & ~Q(photos__indexed_etag="")
    return (
        store.products.filter(visible=True)
        .annotate(first_photo=Min("photos__pk", filter=live))
        .filter(first_photo__isnull=False)
        .select_related("store")
        .order_by("title", "pk")
    )


def narrow(store: Store, products: QuerySet[Product], filters: Filters) -> CandidateSets:
    everyone = [candidate(product) for product in products]
    opened = {name: keep(store, everyone, one) for name, one in openings(filters).items()}
    return CandidateSets(keep(store, everyone, filters), opened)


def candidate(product: Product) -> Candidate:
    payload: Mapping[str, object] = documents.payload(product)
    return Candidate(product.pk, product.first_photo, 0.0, payload)  # type: ignore[attr-defined]


def keep(store: Store, everyone: list[Candidate], filters: Filters) -> tuple[Candidate, ...]:
    where = filters.where(store)
    return tuple(one for one in everyone if satisfies(one.payload, where))
