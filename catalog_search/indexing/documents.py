"""The payload of a product's points, and the digest that shows when the points are out of date."""

import hashlib
import json
from collections.abc import Sequence

from catalog_search.catalogue.rows import declared_facets
from catalog_search.models import Photo, Product, category_prefixes
from catalog_search.protocols import MADE_FROM, VERSION
from catalog_search.text import analysis
from catalog_search.types import Payload

PART = 16
"""Hex digits of each half of MADE_FROM."""


def payload(product: Product) -> Payload:
    """Return the fields that searches filter by; the keys are the filters' names."""
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


def photo_payload(photo: Photo) -> Payload:
    """Return the payload of the photo's point: its product's fields, its own pk and origin."""
    return {
        **payload(photo.product),
        "photo": photo.pk,
        MADE_FROM: made_from(photo.etag, photo.product_digest),
        VERSION: photo.claim_number,
    }


def made_from(etag: str, product_digest: str) -> str:
    """Return what a point with this photo and this data of its product stores as MADE_FROM."""
    return f"{photo_part(etag)}.{product_digest[:PART]}"


def photo_part(etag: str) -> str:
    """Return the part of MADE_FROM that stands for the photo."""
    return hashlib.sha256(etag.encode("utf-8", "surrogatepass")).hexdigest()[:PART]


def is_vector_of(stored: Payload, etag: str) -> bool:
    """Return whether the photo's vector of this stored point was made from this version of it."""
    return str(stored.get(MADE_FROM, "")).partition(".")[0] == photo_part(etag)


def digest(product: Product) -> str:
    """Return a digest of everything the index stores about a product except its photos."""
    words = analysis.bm25_vector(product)
    stored = {"title": product.title, "words": [words.ids, words.weights], **payload(product)}
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()


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
    Photo.objects.bulk_update(outdated, ["product_digest"], batch_size=200)
    return len(outdated)
