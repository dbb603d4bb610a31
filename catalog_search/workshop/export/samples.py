"""Sample photos of a store for measuring a model, each with its product's title."""

from dataclasses import dataclass

import numpy as np
from PIL.Image import Image

from catalog_search.indexing.stages import reading
from catalog_search.models import Photo, Store

SEED = 0
CROP = 0.1
"""Share cut off each side of a photo for a query."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Photos and the titles of their products, in the same order; no product occurs twice."""

    photos: tuple[Image, ...]
    titles: tuple[str, ...]

    @property
    def crops(self) -> tuple[Image, ...]:
        """The middle of each photo, used as a query for the photo."""
        return tuple(middle(photo) for photo in self.photos)


def gather(store: Store, limit: int) -> Samples:
    """Return up to `limit` readable photos, drawn with a fixed seed.

    Raises SourceUnavailable.
    """
    first: dict[int, int] = {}
    live = store.photos.filter(state=Photo.State.LIVE).order_by("product_id", "position", "pk")
    for key, product in live.values_list("pk", "product_id"):
        first.setdefault(product, key)
    keys = np.random.default_rng(SEED).permutation(list(first.values()))[:limit].tolist()
    photos = Photo.objects.filter(pk__in=keys).select_related("product", "store").order_by("pk")
    samples = [(reading.read(photo), photo.product.title) for photo in photos]
    usable = [(image, title) for image, title in samples if isinstance(image, Image)]
    return Samples(tuple(image for image, _ in usable), tuple(title for _, title in usable))


def middle(photo: Image) -> Image:
    """Return the photo without its outer CROP on each side."""
    width, height = photo.size
    left, top = int(width * CROP), int(height * CROP)
    return photo.crop((left, top, width - left, height - top))
