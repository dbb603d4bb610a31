"""The colors of products, measured from the pixels of their first photos and kept.

A photo is read once for each version of it, by `suggest` alone: indexing and pages cost nothing.
"""

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from django.db.models import F
from PIL.Image import Image

from catalog_search.categories.confidence import Floats
from catalog_search.exceptions import SourceUnavailable
from catalog_search.indexing.stages import reading
from catalog_search.models import ObjectColors, Photo, Product, Store, databases
from catalog_search.photos.object_colors import object_colors, shares_of_names

logger = logging.getLogger(__name__)

MOST = 2000
"""Photos that are read in one run, so that the first runs of a large store end in time."""
PIECE = 256
"""Photos that are looked up, read and written down together."""
MIN_SHARE = 0.02
"""Share of a color that no pixel has, so that none is impossible."""


def measure(store: Store, keys: Sequence[int]) -> int:
    """Measure the first photos of these products that were not measured yet; return how many.

    Up to MOST in one run, in the order of the keys. If the source is away, the next run goes on.
    """
    measured = 0
    for start in range(0, len(keys), PIECE):
        photos = unmeasured(store, keys[start : start + PIECE])
        try:
            measured += keep(photos[: MOST - measured])
        except SourceUnavailable as error:
            logger.warning("%s: colors are not measured: %s", store.slug, error)
            break
        if measured >= MOST:
            break
    return measured


def unmeasured(store: Store, keys: Sequence[int]) -> list[Photo]:
    photos = first_photos(store, keys).values()
    measured = ObjectColors.objects.filter(photo__in=[photo.pk for photo in photos])
    measured_pks = set(measured.filter(version=F("photo__etag")).values_list("photo_id", flat=True))
    return [photo for photo in photos if photo.pk not in measured_pks]


def first_photos(store: Store, keys: Iterable[int]) -> dict[int, Photo]:
    """Return the first photo of each product, by the product's key."""
    rows = store.photos.filter(product__in=list(keys), state=Photo.State.LIVE)
    ordered = rows.select_related("store").order_by("-position", "-pk")
    return {photo.product_id: photo for photo in ordered}


def keep(photos: Sequence[Photo]) -> int:
    """Read and measure the photos; one that cannot be read has no colors. Return how many.

    What the source does not hand out today is left for the next run. Raises SourceUnavailable if
    that is all of them.
    """
    with ThreadPoolExecutor(reading.READERS) as readers:
        outcomes = list(readers.map(colors_of, photos))
    away = [each for each in outcomes if isinstance(each, SourceUnavailable)]
    if away and len(away) == len(outcomes):
        raise away[0]
    rows = [
        ObjectColors(photo=photo, version=photo.etag, shares=shares)
        for photo, shares in zip(photos, outcomes, strict=True)
        if not isinstance(shares, SourceUnavailable)
    ]
    with databases.transaction():
        # A photo that was deleted meanwhile has no row to refer to.
        there = set(
            Photo.objects.select_for_update()
            .filter(pk__in=[photo.pk for photo in photos])
            .values_list("pk", flat=True)
        )
        rows = [row for row in rows if row.photo_id in there]
        ObjectColors.objects.filter(photo__in=there).delete()
        ObjectColors.objects.bulk_create(rows)
    return len(photos)


def colors_of(photo: Photo) -> dict[str, float] | SourceUnavailable:
    """Read the photo, in a thread that may not use the database."""
    try:
        outcome = reading.read(photo)
    except SourceUnavailable as error:
        return error
    return object_colors(outcome) if isinstance(outcome, Image) else {}


def shares_of(products: Sequence[Product]) -> dict[int, dict[str, float]]:
    """Return the shares by color of the measured ones among the products, by key."""
    if not products:
        return {}
    first = first_photos(products[0].store, [product.pk for product in products])
    rows = ObjectColors.objects.filter(photo__in=[photo.pk for photo in first.values()])
    measured = {row.photo_id: row for row in rows}
    return {
        key: dict(row.shares)
        for key, photo in first.items()
        if (row := measured.get(photo.pk)) and row.version == photo.etag and row.shares
    }


def evidence(shares: Sequence[dict[str, float]], swatches: Sequence[str]) -> Floats:
    """Return [n, k]: the logarithm of how much of each object has the colors of k values.

    A value whose name is no known color is neither favored nor ruled out: it gets the mean.
    """
    matrix = np.stack([shares_of_names(each, swatches) for each in shares])
    logs: Floats = np.log(matrix + MIN_SHARE)
    unknown = np.array([not swatch for swatch in swatches])
    if unknown.any() and not unknown.all():
        logs[:, unknown] = logs[:, ~unknown].mean(axis=1, keepdims=True)
    return logs
