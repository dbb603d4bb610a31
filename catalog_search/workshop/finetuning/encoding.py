"""The examples as an encoder sees them: photos, photos as shoppers might take them, texts."""

import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing import photos as indexing
from catalog_search.models import Photo
from catalog_search.protocols import Encoder
from catalog_search.types import Vector, Vectors
from catalog_search.workshop.evaluation import augment
from catalog_search.workshop.finetuning.examples import Examples
from catalog_search.workshop.finetuning.order import Order, Progress
from catalog_search.workshop.finetuning.work import Work
from catalog_search.workshop.pictures import varied

CHUNK = 64
SIDE = 400
"""Pixels of a photo's longer side before it is spoiled."""
OTHER_SCENES = 1000
"""Added to the seed of drawn backgrounds: catalog_evaluate lays photos on others."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Vectors of the examples' photos and texts, by their numbers."""

    photos: Vectors
    """float32 [photos, d]"""
    spoiled: Vectors
    """float32 [views, photos, d]: the same photos cropped, turned, re-lit, laid on clutter."""
    texts: Vectors
    """float32 [texts, d]"""


def encode(
    examples: Examples, encoder: Encoder, order: Order, work: Work, progress: Progress
) -> tuple[Examples, Encoded]:
    """Return the examples whose photos could be read, and their vectors.

    Photo vectors come from the index where it holds those of this model. Raises CannotTrain
    where too few photos can be read, EncoderUnavailable, SourceUnavailable.
    """
    stacked = photo_vectors(examples, encoder, order, work, progress)
    lost = np.isnan(stacked).any(axis=(0, 2))
    usable = examples.without(frozenset(np.flatnonzero(lost).tolist()))
    texts = text_vectors(usable, encoder, work, progress)
    return usable, Encoded(stacked[0, ~lost], stacked[1:, ~lost], texts)


def photo_vectors(
    examples: Examples, encoder: Encoder, order: Order, work: Work, progress: Progress
) -> Vectors:
    """Return float32 [1 + views, photos, d]; NaN for photos that cannot be read."""
    chunks = []
    for start in range(0, len(examples.photos), CHUNK):
        progress("photos", start, len(examples.photos))
        batch = examples.photos[start : start + CHUNK]
        name = f"photos-{encoder.model_id}-{start}"
        known = in_index(batch, encoder.model_id)
        chunks.append(work.array(name, lambda: chunk(batch, encoder, order, known)))  # noqa: B023 - at once
    progress("photos", len(examples.photos), len(examples.photos))
    return np.concatenate(chunks, axis=1)


def encode_again(
    examples: Examples, encoder: Encoder, order: Order, work: Work, progress: Progress
) -> Encoded:
    """Return the vectors another model has for examples whose photos could be read before."""
    stacked = filled(photo_vectors(examples, encoder, order, work, progress))
    return Encoded(stacked[0], stacked[1:], text_vectors(examples, encoder, work, progress))


def encoded_now(examples: Examples, encoder: Encoder, order: Order) -> Encoded:
    """Return the same of a model in training; nothing is kept."""
    photos = examples.photos
    starts = range(0, len(photos), CHUNK)
    chunks = [chunk(photos[at : at + CHUNK], encoder, order, {}) for at in starts]
    stacked = filled(np.concatenate(chunks, axis=1))
    return Encoded(stacked[0], stacked[1:], encoder.encode_texts(examples.texts))


def filled(stacked: Vectors) -> Vectors:
    """Return the rows [views, n, d], the mean in place of photos that are gone since."""
    whole: Vectors = np.where(
        np.isnan(stacked), np.nanmean(stacked, axis=1, keepdims=True), stacked
    )
    return whole


def chunk(
    batch: Sequence[Photo], encoder: Encoder, order: Order, known: Mapping[str, Vector]
) -> Vectors:
    """Return float32 [1 + views, len(batch), d]; NaN for photos that cannot be read.

    `known` vectors of photos as they are, by point, are not made again.
    """
    with ThreadPoolExecutor(indexing.READERS) as pool:
        pictures = list(pool.map(indexing.read, batch))
    found = np.full((1 + order.views, len(batch), encoder.dimension), np.nan, np.float32)
    readable = [i for i, one in enumerate(pictures) if isinstance(one, Image)]
    fresh = [i for i in readable if batch[i].point_id not in known]
    found[0, fresh] = encoder.encode_images([pictures[i] for i in fresh])  # type: ignore[misc]
    for i in set(readable) - set(fresh):
        found[0, i] = known[batch[i].point_id]
    for view in range(order.views):
        spoils = [spoiled(pictures[i], batch[i].key, view, order.seed) for i in readable]  # type: ignore[arg-type]
        found[1 + view, readable] = encoder.encode_images(spoils)
    return found


def in_index(batch: Sequence[Photo], model_id: str) -> dict[str, Vector]:
    """Return the vectors that the running model's index holds of these very photos, by point."""
    if conf.get_encoder().model_id != model_id:
        return {}
    same = [one for one in batch if one.indexed_model == model_id and one.indexed_etag == one.etag]
    try:
        points = conf.get_index().fetch([photo.point_id for photo in same]) if same else {}
    except IndexUnavailable:
        # A local folder belongs to the process that serves: the photos are encoded again.
        return {}
    return {key: point.photo for key, point in points.items()}


def spoiled(image: Image, key: str, view: int, seed: int) -> Image:
    """Return the photo as a shopper might have taken it; the same seed, the same pixels."""
    image = image.copy()
    image.thumbnail((SIDE, SIDE))
    random = np.random.default_rng([seed, view, zlib.crc32(key.encode("utf-8", "replace"))])
    return varied(image, random, augment.scenes(seed + OTHER_SCENES))


def text_vectors(
    examples: Examples, encoder: Encoder, work: Work, progress: Progress
) -> NDArray[np.float32]:
    texts, chunks = examples.texts, []
    for start in range(0, len(texts), CHUNK * 4):
        progress("texts", start, len(texts))
        batch = texts[start : start + CHUNK * 4]
        name = f"texts-{encoder.model_id}-{len(examples.photos)}-{start}"
        chunks.append(work.array(name, lambda: encoder.encode_texts(batch)))  # noqa: B023 - at once
    progress("texts", len(texts), len(texts))
    return np.concatenate(chunks)
