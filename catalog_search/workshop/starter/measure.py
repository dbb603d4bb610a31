"""Measure an ONNX model.

python -m catalog_search.workshop.starter.measure --data DIR [--model DIR]

Measures on rows held out from training (see datasets.for_measuring), with photos only: no title
is in the index. Prints one figure per line.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog_search.backends.onnx.encoder import OnnxEncoder
from catalog_search.protocols import Encoder
from catalog_search.types import Vectors
from catalog_search.workshop.pictures import QUERIES
from catalog_search.workshop.starter.datasets import Collection, for_measuring

BATCH = 32
Figure = tuple[str, float]
Numbers = NDArray[np.int64]


class Texts(Protocol):
    """The part of an encoder that text measures need."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors: ...


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=None)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    encoder = OnnxEncoder(options.model, threads=options.threads)
    print(encoder.model_id, f"dimension {encoder.dimension}")  # noqa: T201
    for name, figure in figures(encoder, options.data):
        print(f"{name:48} {figure:8.3f}", flush=True)  # noqa: T201


def figures(encoder: Encoder, data: Path) -> Iterator[Figure]:
    """Yield the name and value of every figure."""
    yield from of_fashion(encoder, data)
    rooms = for_measuring(data, "rooms")
    kinds, photos = [row["type"] for row in rooms.rows], vectors_of(encoder, rooms)
    yield "rooms: type name -> photo P@10", precision_by_kind(encoder, kinds, photos)
    yield "rooms: zero-shot, 30 most frequent types", zero_shot(encoder, kinds, photos)
    yield from lookups(encoder, data, rooms, photos, ("cluttered", "crop, turn, light, q30"))
    users = for_measuring(data, "user-photos")
    labels = [row["label"] for row in users.rows]
    yield (
        "user photos, unseen senders: zero-shot, 17 labels",
        zero_shot(encoder, labels, vectors_of(encoder, users)),
    )
    yield from speeds(encoder, users)


def of_fashion(encoder: Encoder, data: Path) -> Iterator[Figure]:
    fashion = for_measuring(data, "fashion")
    photos, twins = vectors_of(encoder, fashion), groups(data, fashion)
    titles = encoder.encode_texts([row["title"] for row in fashion.rows])
    yield "fashion: own title -> photo R@10", recall(titles, photos, twins, 10)
    yield "fashion: color + type -> photo P@10", precision_by_color(encoder, fashion, photos)
    kinds = [row["category"][-1] for row in fashion.rows]
    yield "fashion: zero-shot, 30 most frequent types", zero_shot(encoder, kinds, photos)
    yield from lookups(encoder, data, fashion, photos, QUERIES)


def lookups(
    encoder: Encoder, data: Path, shop: Collection, photos: Vectors, distortions: Iterable[str]
) -> Iterator[Figure]:
    """Yield the recall of the shop's photos, searched by distorted versions of themselves."""
    backgrounds, twins = scenes(for_measuring(data, "user-photos")), groups(data, shop)
    for name in distortions:
        randoms = [np.random.default_rng([7, number]) for number in shop.numbers]
        distorted = Collection(
            name,
            shop.rows,
            shop.numbers,
            lambda i: QUERIES[name](shop.photo(i), randoms[i], backgrounds),  # noqa: B023 - at once
        )
        queries = vectors_of(encoder, distorted)
        yield f"{shop.name}: photo lookup, {name} R@1", recall(queries, photos, twins, 1)
        yield f"{shop.name}: photo lookup, {name} R@5", recall(queries, photos, twins, 5)


def scenes(photos: Collection) -> list[Image.Image]:
    """Return photos of floors and beds, used as backgrounds."""
    return [photos.photo(i) for i in range(0, 400, 2)]


def vectors_of(encoder: Encoder, photos: Collection) -> Vectors:
    everything = range(len(photos.rows))
    return np.concatenate(
        [
            encoder.encode_images([photos.photo(i) for i in everything[start : start + BATCH]])
            for start in everything[::BATCH]
        ]
    )


def groups(data: Path, shop: Collection) -> Numbers:
    """Return a number per row, equal for identical pictures under several SKUs."""
    content = (data / shop.name / "image_duplicates.json").read_text(encoding="utf-8")
    identical = json.loads(content)["identical"]
    shared = {sku: number for number, skus in enumerate(identical) for sku in skus}
    return np.array([shared.get(row["sku"], len(identical) + i) for i, row in enumerate(shop.rows)])


def recall(queries: Vectors, photos: Vectors, twins: Numbers, depth: int) -> float:
    """Return the share of queries with their own photo, or its twin, among the first `depth`."""
    scores = queries @ photos.T
    own = np.where(twins[:, None] == twins[None], scores, -2).max(axis=1)
    better = (scores > own[:, None] + 1e-6).sum(axis=1)
    return float((better < depth).mean())


def precision_by_kind(encoder: Texts, kinds: Sequence[str], photos: Vectors) -> float:
    """Return mean P@10 over the kinds with ten photos or more."""
    queried = [kind for kind, count in Counter(kinds).items() if count >= 10]
    scores = encoder.encode_texts([kind.lower() for kind in queried]) @ photos.T
    best = np.argsort(-scores, axis=1)[:, :10]
    return float((np.array(kinds)[best] == np.array(queried)[:, None]).mean())


def precision_by_color(encoder: Encoder, fashion: Collection, photos: Vectors) -> float:
    """Return mean P@10 over pairs of color and type with three photos or more.

    A hit has the same first color and type. With fewer than ten right photos, hits are divided
    by their number, so that 1 is possible.
    """
    pairs = [((row["colors"] or [""])[0], row["category"][-1]) for row in fashion.rows]
    counts = {pair: count for pair, count in Counter(pairs).items() if count >= 3 and pair[0]}
    queries = encoder.encode_texts([f"{color} {kind}".lower() for color, kind in counts])
    best = np.argsort(-(queries @ photos.T), axis=1)[:, :10]
    shares = [
        sum(pairs[i] == pair for i in row) / min(10, count)
        for (pair, count), row in zip(counts.items(), best, strict=True)
    ]
    return float(np.mean(shares))


def zero_shot(encoder: Texts, labels: Sequence[str], photos: Vectors) -> float:
    """Return top-1 accuracy among the 30 most frequent labels, encoded without a template."""
    names = [name for name, _ in Counter(labels).most_common(30)]
    rows = [i for i, label in enumerate(labels) if label in names]
    guesses = (photos[rows] @ encoder.encode_texts([name.lower() for name in names]).T).argmax(1)
    return float(
        np.mean([names[guess] == labels[i] for guess, i in zip(guesses, rows, strict=True)])
    )


def speeds(encoder: Encoder, users: Collection) -> Iterator[Figure]:
    photos = [users.photo(i) for i in range(128)]
    encoder.encode_images(photos[:BATCH])
    started = time.perf_counter()
    encoder.encode_images(photos)
    yield "photos a second, decoded, in batches", len(photos) / (time.perf_counter() - started)
    texts = [f"{row['label']} number {i} for the summer" for i, row in enumerate(users.rows[:100])]
    started = time.perf_counter()
    for text in texts:
        encoder.encode_texts([text])
    yield "milliseconds a text, one by one", 1000 * (time.perf_counter() - started) / len(texts)


if __name__ == "__main__":
    main()
