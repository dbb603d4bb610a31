"""Encodes training examples: photos, distorted photos and texts."""

import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing.stages import reading
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
"""Longer side of a photo before it is distorted, in pixels."""
OTHER_SCENES = 1000
"""Seed offset of drawn backgrounds, so that catalog_evaluate uses different ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Vectors of the examples' photos and texts, in their order."""

    photos: Vectors
    """float32 [photos, d]"""
    distorted: Vectors
    """float32 [views, photos, d]: the photos cropped, rotated, re-lit, or on clutter."""
    texts: Vectors
    """float32 [texts, d]"""


def encode(
    examples: Examples, encoder: Encoder, order: Order, work: Work, progress: Progress
) -> tuple[Examples, Encoded]:
    """Return the examples with readable photos, and their vectors.

    Photo vectors are taken from the index if it holds them for this model. Raises CannotTrain
    if too few photos can be read, EncoderUnavailable, SourceUnavailable.
    """
    stacked = photo_vectors(examples, encoder, order, work, progress)
    lost = np.isnan(stacked).any(axis=(0, 2))
    usable = examples.without(frozenset(np.flatnonzero(lost).tolist()))
    texts = text_vectors(usable, encoder, work, progress)
    return usable, Encoded(stacked[0, ~lost], stacked[1:, ~lost], texts)


def photo_vectors(
    examples: Examples, encoder: Encoder, order: Order, work: Work, progress: Progress
) -> Vectors:
    """Return float32 [1 + views, photos, d]; NaN for unreadable photos."""
    chunks = []
    for start in range(0, len(examples.photos), CHUNK):
        progress("photos", start, len(examples.photos))
        batch = examples.photos[start : start + CHUNK]
        name = f"photos-{encoder.model_id}-{start}"
        indexed = in_index(batch, encoder.model_id)
        chunks.append(work.array(name, lambda: chunk(batch, encoder, order, indexed)))  # noqa: B023 - at once
    progress("photos", len(examples.photos), len(examples.photos))
    return np.concatenate(chunks, axis=1)


def encode_again(
    examples: Examples, encoder: Encoder, order: Order, work: Work, progress: Progress
) -> Encoded:
    """Return another model's vectors for examples whose photos were readable before."""
    stacked = filled(photo_vectors(examples, encoder, order, work, progress))
    return Encoded(stacked[0], stacked[1:], text_vectors(examples, encoder, work, progress))


def encoded_now(examples: Examples, encoder: Encoder, order: Order) -> Encoded:
    """Return the vectors of a model in training, without caching them."""
    photos = examples.photos
    starts = range(0, len(photos), CHUNK)
    chunks = [chunk(photos[at : at + CHUNK], encoder, order, {}) for at in starts]
    stacked = filled(np.concatenate(chunks, axis=1))
    return Encoded(stacked[0], stacked[1:], encoder.encode_texts(examples.texts))


def filled(stacked: Vectors) -> Vectors:
    """Return the rows [views, n, d] with the mean in place of photos that disappeared."""
    means = np.nanmean(stacked, axis=1, keepdims=True)
    complete: Vectors = np.where(np.isnan(stacked), means, stacked)
    return complete


def chunk(
    batch: Sequence[Photo], encoder: Encoder, order: Order, indexed: Mapping[str, Vector]
) -> Vectors:
    """Return float32 [1 + views, len(batch), d]; NaN for unreadable photos.

    Vectors of undistorted photos in `indexed`, by point id, are not computed again.
    """
    with ThreadPoolExecutor(reading.READERS) as pool:
        pictures = list(pool.map(reading.read, batch))
    vectors = np.full((1 + order.views, len(batch), encoder.dimension), np.nan, np.float32)
    readable = [i for i, picture in enumerate(pictures) if isinstance(picture, Image)]
    fresh = [i for i in readable if batch[i].point_id not in indexed]
    vectors[0, fresh] = encoder.encode_images([pictures[i] for i in fresh])  # type: ignore[misc]
    for i in set(readable) - set(fresh):
        vectors[0, i] = indexed[batch[i].point_id]
    for view in range(order.views):
        images = [distorted(pictures[i], batch[i].key, view, order.seed) for i in readable]  # type: ignore[arg-type]
        vectors[1 + view, readable] = encoder.encode_images(images)
    return vectors


def in_index(batch: Sequence[Photo], model_id: str) -> dict[str, Vector]:
    """Return the current vectors of these photos in the running model's index, by point id."""
    if conf.get_encoder().model_id != model_id:
        return {}
    current = [
        photo
        for photo in batch
        if photo.indexed_model == model_id and photo.indexed_etag == photo.etag
    ]
    try:
        points = conf.get_index().fetch([photo.point_id for photo in current]) if current else {}
    except IndexUnavailable:
        # The serving process owns a local index folder; encode the photos again.
        return {}
    return {key: point.photo for key, point in points.items()}


def distorted(image: Image, key: str, view: int, seed: int) -> Image:
    """Return the photo as a shopper might have taken it; equal seeds give equal pixels."""
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
