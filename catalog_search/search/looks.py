"""Looks a merchant put together: their pictures, what is seen on them, and places proposed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from PIL.Image import Image, Resampling

from catalog_search.models import Hotspot, Look, Photo, Product, Store
from catalog_search.photos import decoding
from catalog_search.photos.formats import WEBP, encode
from catalog_search.search import scene
from catalog_search.search.regions import find

FOLDER = "catalog_search/looks"
LONGEST_SIDE = 1600
"""Pixels of a kept picture."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a look and the product seen there, with its first photo.

    `x` and `y` are shares of the picture's width and height, 0 to 1.
    """

    number: int
    """From 1, without gaps, as the marker on the picture says."""
    x: float
    y: float
    label: str
    product: Product
    photo: Photo


def published(store: Store) -> QuerySet[Look]:
    """Return the looks that shoppers may see, in the merchant's order."""
    return store.looks.filter(published=True).exclude(picture="")


def spots(look: Look) -> tuple[Spot, ...]:
    """Return the places whose product can be shown now, in the merchant's order."""
    return spots_of([look])[look.pk]


def spots_of(looks: Sequence[Look]) -> dict[int, tuple[Spot, ...]]:
    """Return spots() of each look by its key; two queries for all of them."""
    hotspots: dict[int, list[Hotspot]] = {look.pk: [] for look in looks}
    for hotspot in Hotspot.objects.filter(look__in=looks) if looks else ():
        hotspots[hotspot.look_id].append(hotspot)
    skus = {hotspot.sku for own in hotspots.values() for hotspot in own}
    shown = showable(looks[0].store, skus) if skus else {}
    return {key: numbered(own, shown) for key, own in hotspots.items()}


def numbered(hotspots: Sequence[Hotspot], shown: Mapping[str, Photo]) -> tuple[Spot, ...]:
    found = [(hotspot, shown[hotspot.sku]) for hotspot in hotspots if hotspot.sku in shown]
    return tuple(
        Spot(number, spot.x, spot.y, spot.label or photo.product.title, photo.product, photo)
        for number, (spot, photo) in enumerate(found, 1)
    )


def showable(store: Store, skus: Iterable[str]) -> Mapping[str, Photo]:
    """Return the first live photo, with its product, of each visible product, by SKU."""
    products = store.products.filter(visible=True).with_skus(skus)
    live = Photo.objects.filter(state=Photo.State.LIVE, product__in=products)
    first: dict[str, Photo] = {}
    for photo in live.select_related("product__store"):
        first.setdefault(photo.product.sku, photo)
    return first


def keep_picture(look: Look, image: Image) -> None:
    """Give the look, not yet saved, this picture: re-encoded, without metadata, named by its bytes.

    An older picture stays in the storage: another look may show the same one.
    """
    image = image.copy()
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Resampling.LANCZOS)
    data = encode(image, WEBP)
    name = f"{FOLDER}/{hashlib.sha256(data).hexdigest()[:32]}.webp"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(data))
    look.picture, look.width, look.height = name, image.width, image.height


def picture(look: Look) -> bytes:
    """Return the picture as WebP. Raises FileNotFoundError when the storage lost it."""
    with default_storage.open(look.picture) as file:
        data: bytes = file.read()
    return data


def suggest(look: Look) -> int:
    """Add a hotspot for each thing found on the picture, and return how many there are.

    A product that the look has already is not added again. Raises EncoderUnavailable,
    IndexUnavailable and FileNotFoundError.
    """
    regions = find(look.store, decoding.decode(picture(look)))
    known = set(look.hotspots.values_list("sku", flat=True))
    parts = scene.with_products(look.store, regions, 1)
    new = [
        Hotspot(
            look=look,
            product=part.items[0].product,
            x=(part.region.box.left + part.region.box.right) / 2,
            y=(part.region.box.top + part.region.box.bottom) / 2,
            position=len(known) + number,
        )
        for number, part in enumerate(parts)
        if part.items[0].product.sku not in known
    ]
    with transaction.atomic():
        for hotspot in new:
            hotspot.save()
    return len(new)
