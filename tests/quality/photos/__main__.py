"""Measures photo search with photos as shoppers take them; docs/quality.md says how to read it.

python -m tests.quality.photos --data FOLDER [--demo CACHE] [--sources demo fashion office]
    [--half report] [--queries 60] [--kinds screenshot print]

Each photo is searched with as a whole, without its ground, by its things, and by all of them. For
each way it prints the share of photos of which the very product is first, among the first five and
the first eight, with the 95 % interval of the first.
"""

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import django
import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from catalog_search.backends.onnx import OnnxEncoder  # noqa: E402
from catalog_search.photos import boxes  # noqa: E402
from catalog_search.photos.shoppers import ground  # noqa: E402
from catalog_search.types import Vectors  # noqa: E402
from tests.quality.photos.kinds import KINDS, sent  # noqa: E402
from tests.quality.photos.sources import CHANGED, HALVES, MESSY, Picture, half_of  # noqa: E402

WAYS = ("whole", "trimmed", "object", "fused")
FIRST = (1, 5, 8)


class Measure:
    """Asks one catalogue for photos and counts what comes first."""

    def __init__(self, encoder: OnnxEncoder, shop: Sequence[Picture]) -> None:
        self.encoder = encoder
        self.labels = np.array([each.labels[0] for each in shop])
        self.vectors = encoder.encode_images([each.image for each in shop])
        self.ranks: dict[str, list[int]] = defaultdict(list)
        self.parts = self.seconds = 0.0

    def ask(self, photo: Picture) -> None:
        started = time.process_time()
        parts = ground.parts_to_search(photo.image)
        self.seconds += time.process_time() - started
        self.parts += len(parts)
        frame = ground.look(photo.image).frame
        trimmed = boxes.crop(photo.image, frame)
        vectors = self.encoder.encode_images(
            [photo.image, trimmed, *(boxes.crop(photo.image, part) for part in parts)]
        )
        things = [row for row, part in enumerate(parts, 2) if part not in (boxes.WHOLE, frame)]
        by_way = (vectors[:1], vectors[1:2], vectors[things or [1]], vectors[2:])
        for way, some in zip(WAYS, by_way, strict=True):
            self.ranks[way].append(self.rank(some, photo.labels))

    def rank(self, vectors: Vectors, right: Sequence[str]) -> int:
        """Return how many photos come before the first right one."""
        scores = (vectors @ self.vectors.T).max(axis=0)
        is_right = np.isin(self.labels, list(right))
        return int((scores > scores[is_right].max(initial=-np.inf) + 1e-6).sum())

    def line(self, name: str) -> str:
        cells = [f"{name} | {len(self.ranks['fused'])}"]
        for way in WAYS:
            ranks = np.array(self.ranks[way])
            shares = " ".join(f"{(ranks < first).mean():.3f}" for first in FIRST)
            low, high = interval(ranks == 0)
            cells.append(f"{shares} [{low:.2f}, {high:.2f}]")
        count = len(self.ranks["fused"])
        cells.append(f"{self.parts / count:.1f} | {1000 * self.seconds / count:.0f}")
        return f"| {' | '.join(cells)} |"


def interval(hits: NDArray[np.bool_]) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share (Wilson 1927)."""
    z, n, share = 1.96, len(hits), float(hits.mean())
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * (share * (1 - share) / n + z**2 / (4 * n**2)) ** 0.5
    return middle - reach, middle + reach


def main() -> None:
    options = parsed()
    encoder = OnnxEncoder()
    say("| photos | number | " + " | ".join(f"{way}: R@1 R@5 R@8" for way in WAYS), end="")
    say(f" | parts | ms to find them |\n|{'---|' * (len(WAYS) + 4)}")
    for name in options.sources:
        if name in CHANGED:
            measure_changed(encoder, name, options)
        else:
            shop, photos = MESSY[name](options.data, 2 * options.queries)
            measure = Measure(encoder, shop)
            for photo in chosen(photos, options):
                measure.ask(photo)
            say(measure.line(name))


def measure_changed(encoder: OnnxEncoder, name: str, options: argparse.Namespace) -> None:
    shop = CHANGED[name](options.data, options.demo)
    measure = Measure(encoder, shop)
    places = {each.name: place for place, each in enumerate(shop)}
    for kind in options.kinds:
        measure.ranks.clear()
        measure.parts = measure.seconds = 0.0
        for photo in chosen(shop, options):
            others = [
                shop[(places[photo.name] + 1 + step * (len(shop) // 5)) % len(shop)].image
                for step in (1, 2, 3)
            ]
            image = sent(photo.image, kind, photo.name, others)
            measure.ask(Picture(photo.name, image, photo.labels))
        say(measure.line(f"{name}, {kind}"))


def chosen(photos: Sequence[Picture], options: argparse.Namespace) -> list[Picture]:
    return [each for each in photos if half_of(each.name) == options.half][: options.queries]


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.photos", description=__doc__)
    data, names = os.environ.get("QUALITY_DATA"), [*CHANGED, *MESSY]
    parser.add_argument("--data", type=Path, default=data, required=not data)
    parser.add_argument("--demo", type=Path, default=Path("var/demo"), help="the demo's cache")
    parser.add_argument("--sources", nargs="+", choices=names, default=names)
    parser.add_argument("--kinds", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--half", choices=HALVES, default="report")
    parser.add_argument("--queries", type=int, default=60, help="photos of each kind, at most")
    return parser.parse_args()


def say(text: str, end: str = "\n") -> None:
    print(text, end=end, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
