"""Rows and photos for tests. Photos have one color, so that results can be computed by hand."""

import hashlib
import io
import itertools

from PIL import Image

from catalog_search import conf
from catalog_search.backends.color_words import COLORS
from catalog_search.backends.memory_source import MemorySource
from catalog_search.indexing import documents
from catalog_search.models import Category, Photo, Product, Store
from catalog_search.text import analysis
from catalog_search.text.store import words_cache
from catalog_search.types import Point

numbers = itertools.count(1)


def color_image(color: str = "red", size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Return an image that the color encoder recognises as `color`."""
    return Image.new("RGB", size, COLORS[color])


def color_bytes(
    color: str = "red", size: tuple[int, int] = (64, 48), image_format: str = "PNG"
) -> bytes:
    """Return color_image() as the bytes of a file."""
    buffer = io.BytesIO()
    color_image(color, size).save(buffer, image_format)
    return buffer.getvalue()


def make_store(slug: str = "demo", name: str = "Demo shop") -> Store:
    return Store.objects.get_or_create(slug=slug, defaults={"name": name})[0]


def make_category(path: str, store: Store | None = None, prompt: str = "") -> Category:
    return Category.objects.create(store=store or make_store(), path=path, prompt=prompt)


def make_product(store: Store | None = None, **fields: object) -> Product:
    number = next(numbers)
    fields = {"sku": f"sku-{number}", "title": f"Product {number}", **fields}
    return Product.objects.create(store=store or make_store(), **fields)


def make_photo(product: Product | None = None, color: str = "red", **fields: object) -> Photo:
    """Create a live, stale photo of one color, with its bytes in the store's memory source."""
    product = product or make_product()
    data = color_bytes(color)
    fields = {"key": f"photos/{color}-{next(numbers)}.png", **fields}
    put_photo(product.store, str(fields["key"]), data)
    return Photo.objects.create(
        store=product.store,
        product=product,
        **{
            "etag": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "product_digest": documents.digest(product),
            **fields,
        },
    )


def put_photo(store: Store, key: str, data: bytes) -> None:
    """Store a photo's bytes in the store's source, if that is a MemorySource."""
    source = conf.get_source(store.slug) if store.slug in conf.settings().stores else None
    if isinstance(source, MemorySource):
        source.stored_photos[key] = data


def make_indexed_photo(
    product: Product | None = None, color: str = "red", **fields: object
) -> Photo:
    """Create a photo with a point in the index, encoded from its color and its product's title."""
    photo = make_photo(product, color, **fields)
    encoder = conf.get_encoder()
    point = Point(
        id=photo.point_id,
        photo=encoder.encode_images([color_image(color)])[0],
        title=encoder.encode_texts([photo.product.title])[0],
        payload=documents.photo_payload(photo),
        words=analysis.bm25_vector(photo.product),
    )
    conf.get_index().upsert([point])
    words_cache.forget(photo.store)
    photo.indexed_etag, photo.indexed_model = photo.etag, encoder.model_id
    photo.indexed_in, photo.indexed_digest = conf.get_index().create(), photo.product_digest
    photo.save()
    return photo
