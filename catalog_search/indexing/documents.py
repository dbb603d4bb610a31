"""The payload of a product's points, and the digest that shows when the points are out of date."""

import hashlib
import json
from collections.abc import Sequence

from catalog_search import conf
from catalog_search.catalogue.rows import declared_facets
from catalog_search.indexing import title_vectors
from catalog_search.models import Photo, Product, category_prefixes, databases
from catalog_search.protocols import MADE_FROM, VERSION
from catalog_search.text import analysis
from catalog_search.text.answers import answers
from catalog_search.types import Payload

PART = 16
"""Hex digits of each part of MADE_FROM: photo, product and title, with dots between them."""


def payload(product: Product) -> Payload:
    """Return the fields that searches filter by, as of now; the keys are the filters' names."""
    return {
        # First, so that a facet that is called "store" moves no product to another tenant.
        **declared_facets(product.attributes),
        "store": product.store.slug,
        "product": product.pk,
        "visible": product.visible,
        "in_stock": product.in_stock,
        "price": product.price_value,
        "brand": product.brand,
        "color": [str(color) for color in product.colors],
        "category": category_prefixes(product.category),
    }


def indexed(product: Product) -> Payload:
    """Return the product's fields in a point: its price may be several until a sale is over.

    So the index finds it under each of them, and a search leaves out what is not so now.
    """
    return {**payload(product), "price": product.prices_ahead}


def photo_payload(photo: Photo) -> Payload:
    """Return the payload of the photo's point: its product's fields, its own pk and origin."""
    made = made_from(photo.etag, photo.product_digest)
    return {
        **indexed(photo.product),
        "photo": photo.pk,
        MADE_FROM: f"{made}.{part(title_vectors.source_of(photo.product))}",
        VERSION: photo.claim_number,
    }


def made_from(etag: str, product_digest: str) -> str:
    """Return how MADE_FROM begins in a point with this photo and this data of its product."""
    return f"{part(etag)}.{product_digest[:PART]}"


def part(text: str) -> str:
    """Return the part of MADE_FROM that stands for an etag or a title."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:PART]


def is_made_from(stored: Payload, etag: str, product_digest: str) -> bool:
    """Return whether the point was made from this version of the photo and of its product."""
    parts = str(stored.get(MADE_FROM, "")).split(".")
    return parts[:2] == made_from(etag, product_digest).split(".")


def is_vector_of(stored: Payload, etag: str) -> bool:
    """Return whether the photo's vector of this stored point was made from this version of it."""
    return str(stored.get(MADE_FROM, "")).partition(".")[0] == part(etag)


def has_title_vector(stored: Payload, product: Product) -> bool:
    """Return whether the title's vector of this stored point is that of the product as it is."""
    return str(stored.get(MADE_FROM, "")).split(".")[2:] == [part(title_vectors.source_of(product))]


def digest(product: Product) -> str:
    """Return a digest of everything the index stores about a product except its photos.

    Of its words it takes the texts and how they are analyzed, which costs a sync much less than
    to analyze them.
    """
    texts = [*analysis.text_fields(product), *answers(product.shown_attributes)]
    words = [*texts, analysis.VERSION, conf.settings().language]
    title = title_vectors.source_of(product)
    stored = {"title": title, "words": words, **indexed(product), **dates_of(product)}
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()


def dates_of(product: Product) -> dict[str, list[str]]:
    """Return when a sale that is ahead begins and ends, which published columns have to know."""
    if product.offer.changes_at is None:
        return {}
    return {"sale": [str(product.sale_starts_at), str(product.sale_ends_at)]}


def refresh_digests(products: Sequence[Product]) -> int:
    """Store the products' current digests on their photos; return how many became stale."""
    digests = {product.pk: digest(product) for product in products}
    outdated = [
        photo
        for photo in Photo.objects.filter(product__in=digests).only("product_id", "product_digest")
        if photo.product_digest != digests[photo.product_id]
    ]
    for photo in outdated:
        photo.product_digest = digests[photo.product_id]
    databases.write_fields(outdated, ["product_digest"])
    return len(outdated)
