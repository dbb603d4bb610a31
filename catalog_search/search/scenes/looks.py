"""The merchant's looks: the products on their pictures, and suggested hotspots."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from catalog_search.models import Hotspot, Look, Photo, Product, Store, databases
from catalog_search.models.desk.moderation import shown_looks
from catalog_search.photos.decoder import decoding
from catalog_search.photos.uploaded_pictures import picture
from catalog_search.retrieval.merchandising.store_rules import hidden_everywhere
from catalog_search.search.scenes import scene
from catalog_search.search.scenes.regions import find


@dataclass(frozen=True, slots=True)
class Spot:
    """A position on a look, the product there, and the product's first photo.

    `x` and `y` are shares of the picture's width and height, from 0 to 1.
    """

    number: int
    """Number of the marker on the picture, from 1 without gaps."""
    x: float
    y: float
    label: str
    product: Product
    photo: Photo


def published(store: Store) -> QuerySet[Look]:
    """Return the looks that shoppers may see, in the merchant's order."""
    return shown_looks(store)


def spots(look: Look) -> tuple[Spot, ...]:
    """Return the spots whose product can be shown now, in the merchant's order."""
    return spots_of([look])[look.pk]


def spots_of(looks: Sequence[Look]) -> dict[int, tuple[Spot, ...]]:
    """Return spots() of each look by the look's key. Takes two queries for all looks.

    All looks must be of the same store.
    """
    hotspots: dict[int, list[Hotspot]] = {look.pk: [] for look in looks}
    for hotspot in Hotspot.objects.filter(look__in=looks, draft=False) if looks else ():
        hotspots[hotspot.look_id].append(hotspot)
    skus = {hotspot.sku for of_look in hotspots.values() for hotspot in of_look}
    photos = first_photos(looks[0].store, skus) if skus else {}
    return {key: numbered(of_look, photos) for key, of_look in hotspots.items()}


def numbered(hotspots: Sequence[Hotspot], photos: Mapping[str, Photo]) -> tuple[Spot, ...]:
    """Return the spots of the hotspots whose SKU has a photo, numbered."""
    pairs = [(hotspot, photos[hotspot.sku]) for hotspot in hotspots if hotspot.sku in photos]
    return tuple(
        Spot(number, spot.x, spot.y, spot.label or photo.product.title, photo.product, photo)
        for number, (spot, photo) in enumerate(pairs, 1)
    )


def first_photos(store: Store, skus: Iterable[str]) -> Mapping[str, Photo]:
    """Return by SKU the first live photo of each visible product, with the product."""
    products = store.products.filter(visible=True).with_skus(skus)
    products = products.exclude(pk__in=hidden_everywhere(store))
    live = Photo.objects.filter(state=Photo.State.LIVE, product__in=products)
    photos: dict[str, Photo] = {}
    for photo in live.select_related("product__store"):
        photos.setdefault(photo.product.sku, photo)
    return photos


def suggest(look: Look) -> int:
    """Add a draft of a hotspot for each product recognised on the picture; return their number.

    Shoppers see no draft: a person checks it first. Products that the look already has are not
    added again. Raises EncoderUnavailable, IndexUnavailable, PhotoNotKept and FileNotFoundError.
    """
    regions = find(look.store, decoding.decode(picture(look.picture)))
    skus = set(look.hotspots.values_list("sku", flat=True))
    parts = scene.with_products(look.store, regions, 1)
    new = [
        Hotspot(
            look=look,
            product=part.items[0].product,
            x=(part.region.box.left + part.region.box.right) / 2,
            y=(part.region.box.top + part.region.box.bottom) / 2,
            position=len(skus) + number,
            draft=True,
        )
        for number, part in enumerate(parts)
        if part.items[0].product.sku not in skus
    ]
    with databases.transaction():
        for hotspot in new:
            hotspot.save()
    return len(new)
