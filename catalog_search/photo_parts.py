"""The things on a shopper's photo: computed once, when first asked for, and kept beside it."""

from dataclasses import dataclass

from catalog_search import conf, looks, query_photos, regions
from catalog_search.models import Store
from catalog_search.query_photos import QueryPhoto
from catalog_search.types import Box

MOST = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the photo that shows goods of the store, and what they are called there."""

    box: Box
    label: str


def parts(store: Store, photo: QueryPhoto) -> tuple[Part, ...]:
    """Return the things on the photo, surest first. Raises EncoderUnavailable."""
    name = f"parts.{store.pk}.{query_photos.model_digest()}"
    return query_photos.beside(photo, name, lambda: find(store, photo))


def find(store: Store, photo: QueryPhoto) -> tuple[Part, ...]:
    image = photo.image()
    boxes = regions.windows(*image.size)[1:]
    vectors = conf.get_encoder().encode_images([regions.crop(image, box) for box in boxes])
    labels, scores = looks.label(store, vectors)
    chosen = looks.choose(boxes, labels, scores)[:MOST]
    return tuple(Part(boxes[number], labels[number].leaf) for number in chosen)
