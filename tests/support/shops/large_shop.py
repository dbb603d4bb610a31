"""A shop of many products, made in seconds: rows at once, one picture per color."""

import hashlib

from catalog_search import conf
from catalog_search.indexing import documents
from catalog_search.models import Photo, Product, Store
from catalog_search.text import analysis
from catalog_search.text.store import words_cache
from catalog_search.types import Point
from tests.support.shops.factories import color_bytes, color_image, make_store, put_photo

COLORS = ("red", "green", "blue")
BRANDS = tuple(f"Brand {number:02}" for number in range(12))


def fill_large_shop(products: int) -> Store:
    """Create products of three colors, twelve brands and four categories, all of them indexed."""
    store = make_store()
    rows = [
        Product(
            store=store,
            sku=f"large-{number}",
            title=f"{COLORS[number % 3].capitalize()} thing {number:05}",
            brand=BRANDS[number % len(BRANDS)],
            category=("Toys > Cars", "Toys > Dolls", "Garden", "Kitchen")[number % 4],
            colors=[COLORS[number % 3]],
            price=5 + number % 90,
            currency="EUR",
            in_stock=number % 5 != 0,
            attributes={"size": "SML"[number % 3]},
        )
        for number in range(products)
    ]
    Product.objects.bulk_create(rows, batch_size=500)
    fill_index(store, rows)
    words_cache.forget(store)
    return store


def fill_index(store: Store, products: list[Product]) -> None:
    """Create a photo row and a point for each product, from three pictures and three texts."""
    encoder = conf.get_encoder()
    images = encoder.encode_images([color_image(color) for color in COLORS])
    texts = encoder.encode_texts([f"{color} thing" for color in COLORS])
    data = {color: color_bytes(color) for color in COLORS}
    photos = []
    for product in products:
        color, digest = product.colors[0], documents.digest(product)
        etag = hashlib.sha256(data[color]).hexdigest()
        put_photo(store, f"{product.sku}.png", data[color])
        photos.append(
            Photo(
                **{"store": store, "product": product, "key": f"{product.sku}.png"},
                **{"etag": etag, "size": len(data[color]), "width": 64, "height": 48},
                **{"product_digest": digest, "indexed_digest": digest, "indexed_etag": etag},
                indexed_model=encoder.model_id,
                indexed_in=conf.get_index().create(),
            )
        )
    Photo.objects.bulk_create(photos, batch_size=500)
    conf.get_index().upsert(
        [
            Point(
                photo.point_id,
                images[COLORS.index(photo.product.colors[0])],
                texts[COLORS.index(photo.product.colors[0])],
                documents.photo_payload(photo),
                analysis.bm25_vector(photo.product),
            )
            for photo in photos
        ]
    )
