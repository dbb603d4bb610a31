"""Measure photo lookup source by source, beside the network that was never tuned.

python -m catalog_search.workshop.starter.lookups --data DIR [--model DIR ...] [--photos DIR]

Prints R@1 and R@5 of every source in lookup_sources.py with 95 % intervals: by the untuned
network's own features (the mean over its last layer, read from the first model's image.onnx), then
by each model's vectors; and how much less or more than by those features the model finds. Vectors
that --keep DIR already holds are not computed again.
"""

import argparse
import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime import InferenceSession

from catalog_search.backends.onnx.directory import STARTER, ModelDirectory
from catalog_search.workshop.starter.joined_graph import own_features, session
from catalog_search.workshop.starter.lookup_sources import Entry, Lookup, lookups

DEPTHS = (1, 5)
RESAMPLES, BOUNDS = 1000, (2.5, 97.5)
BATCH = 4
OWN = "the network's own"
Vectors = NDArray[np.float32]
Hits = NDArray[np.float64]
"""[queries]: 1 where a right photo is among the first, else 0."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, action="append", default=[])
    parser.add_argument("--photos", type=Path, help="a folder with photos of one more shop")
    parser.add_argument("--keep", type=Path, default=Path("var/lookups"))
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.keep.mkdir(parents=True, exist_ok=True)
    models = [Reader(model, options.keep, options.threads) for model in options.model or [STARTER]]
    for lookup in lookups(options.data, options.photos):
        for line in lines(lookup, models):
            print(line, flush=True)  # noqa: T201


class Reader:
    """Reads photos with one model: its vectors, and the untuned network's own features."""

    def __init__(self, model: Path, keep: Path, threads: int = 2) -> None:
        self.directory, self.keep, self.threads = ModelDirectory(model), keep, threads
        self._session: InferenceSession | None = None
        self._outputs: list[str] = []

    def read(self, entries: Sequence[Entry], name: str) -> tuple[Vectors, Vectors]:
        """Return the model's vectors [n, d] and the network's own features [n, 1280], unit rows.

        Both are kept in half precision under the model's and the photos' names.
        """
        things = hashlib.sha256(repr([name, *(entry.apart for entry in entries)]).encode())
        path = self.keep / f"{self.directory.model_id}.{things.hexdigest()[:12]}.npz"
        if not path.exists():
            vectors, own = (part.astype(np.float16) for part in self._run(entries))
            np.savez(path, vectors=vectors, own=own)
        with np.load(path) as arrays:
            return unit(arrays["vectors"]), unit(arrays["own"])

    def _run(self, entries: Sequence[Entry]) -> list[Vectors]:
        self._session = self._session or self._load()
        blocks = []
        for start in range(0, len(entries), BATCH):
            some = [entry.photo() for entry in entries[start : start + BATCH]]
            pixels = np.stack([self.directory.recipe.apply(photo) for photo in some])
            blocks.append(self._session.run(self._outputs, {"pixel_values": pixels}))
        return [np.concatenate(parts) for parts in zip(*blocks, strict=True)]

    def _load(self) -> InferenceSession:
        network = onnx.load(self.directory.verified("image.onnx"))
        self._outputs = ["image_embeds", own_features(network)]
        return session(network, self._outputs, self.threads)


def lines(lookup: Lookup, models: Sequence[Reader]) -> Iterator[str]:
    """Yield the lookup's figures, one line for the network's own features and one per model."""
    yield f"{lookup.name} ({len(lookup.queries)} among {len(lookup.index)})"
    own: dict[int, Hits] = {}
    for place, model in enumerate(models):
        # The index is shared by the distortions of a source, which differ after the comma.
        index = model.read(lookup.index, lookup.name.rsplit(",", 1)[0])
        queries = model.read(lookup.queries, lookup.name)
        if not place:
            ranks = wrong_before(lookup, queries[1], index[1])
            own = {depth: hits_within(ranks, depth) for depth in DEPTHS}
            yield f"  {OWN:28}" + "  ".join(figure(lookup, own[depth]) for depth in DEPTHS)
        ranks = wrong_before(lookup, queries[0], index[0])
        hits = {depth: hits_within(ranks, depth) for depth in DEPTHS}
        figures = [figure(lookup, hits[depth]) for depth in DEPTHS]
        figures += [figure(lookup, hits[depth] - own[depth], "+.3f") for depth in DEPTHS]
        yield f"  {model.directory.model_id:28}" + "  ".join(figures)


def wrong_before(lookup: Lookup, queries: Vectors, index: Vectors) -> NDArray[np.int64]:
    """Return how many wrong photos come before the first right one, for each query.

    A query without a right photo has all of the index before it.
    """
    scores = queries @ index.T
    right, apart = (
        equal(lookup, lambda entry: entry.thing),
        equal(lookup, lambda entry: entry.apart),
    )
    best = np.where(right & ~apart, scores, -2).max(axis=1, initial=-2)
    before = (scores > best[:, None] + 1e-6) & ~right & ~apart
    return np.where(best > -2, before.sum(axis=1), len(lookup.index)).astype(np.int64)


def equal(lookup: Lookup, name: Callable[[Entry], str]) -> NDArray[np.bool_]:
    """Return bool [queries, index]: whether the names of both are equal."""
    query_names, there = (
        np.array([name(e) for e in part]) for part in (lookup.queries, lookup.index)
    )
    same: NDArray[np.bool_] = query_names[:, None] == there[None]
    return same


def hits_within(before: NDArray[np.int64], depth: int) -> Hits:
    return (before < depth).astype(np.float64)


def figure(lookup: Lookup, values: Hits, form: str = ".3f") -> str:
    """Return the mean over the queries and its 95 % interval."""
    low, high = interval(values, [entry.group for entry in lookup.queries])
    return f"{values.mean():{form}} [{low:{form}}, {high:{form}}]"


def interval(values: Hits, groups: Sequence[str]) -> tuple[float, float]:
    """Return the bounds of the mean's 95 % interval, by drawing whole groups with replacement.

    Queries of one label, or one sender, are not independent of each other; queries that are a
    group each give the ordinary bootstrap (Efron and Tibshirani 1993, chapter 13).
    """
    _, members = np.unique(np.array(groups), return_inverse=True)
    sums, counts = np.bincount(members, values), np.bincount(members)
    drawn = np.random.default_rng(0).integers(0, len(sums), (RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, BOUNDS)
    return float(low), float(high)


def unit(rows: NDArray[np.floating]) -> Vectors:
    """Return float32 rows of length 1."""
    rows = rows.astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)


if __name__ == "__main__":
    main()
