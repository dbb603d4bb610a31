"""What a product's points carry in the index, and the digest that tells when it has changed."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from catalog_search import conf
from catalog_search.models import Photo, Product, category_prefixes
from catalog_search.text import analysis
from catalog_search.text.values import as_words
from catalog_search.types import Payload


def payload(product: Product) -> Payload:
    """Return the fields that searches filter by. Names here are the filter's names."""
    return {
        "store": product.store.slug,
        "product": product.pk,
        "visible": product.visible,
        "in_stock": product.in_stock,
        "price": product.price_value,
        "brand": product.brand,
        "color": [str(color) for color in product.colors],
        "category": category_prefixes(product.category),
        **declared_facets(product.attributes),
    }


def photo_payload(photo: Photo) -> Payload:
    """Return what the photo's point carries: its product's fields and which photo it is."""
    return {**payload(photo.product), "photo": photo.pk}


def declared_facets(attributes: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the attributes that FACETS declares, each as a list of words."""
    found = {name: attributes.get(name) for name in conf.get("FACETS")}
    return {name: as_words(value) for name, value in found.items() if value not in (None, "")}


def digest(product: Product) -> str:
    """Return a digest of all that the index knows of a product besides its photos."""
    words = analysis.bm25_vector(product)
    told = {"title": product.title, "words": [words.ids, words.weights], **payload(product)}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def refresh_digests(products: Sequence[Product]) -> int:
    """Tell the products' photos what the index should know; return how many are stale for it."""
    digests = {product.pk: digest(product) for product in products}
    behind = [
        photo
        for photo in Photo.objects.filter(product__in=digests).only("product_id", "product_digest")
        if photo.product_digest != digests[photo.product_id]
    ]
    for photo in behind:
        photo.product_digest = digests[photo.product_id]
    Photo.objects.bulk_update(behind, ["product_digest"], batch_size=200)
    return len(behind)
