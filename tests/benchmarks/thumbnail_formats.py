"""What thumbnails cost in bytes, time and likeness: python -m tests.benchmarks.thumbnail_formats

The demo's photos as the shop's squares, each way of writing them. Likeness is the mean SSIM of the
grey pictures in windows of 8 x 8, without weights: Wang, Bovik, Sheikh, Simoncelli 2004. Times are
of the processor and of this machine: read the ratios.
"""

import io
import os
import statistics
import sys
import time
from pathlib import Path

import django
import numpy as np
from numpy.typing import NDArray
from PIL import Image

EVERY = 6
WIDTHS = (320, 640)
WINDOW = 8


def main(cache: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from catalog_search.photos.formats import AVIF, WEBP, encode

    ways = [(WEBP, {}), (WEBP, {"quality": 75})]
    ways += [(AVIF, {"speed": s, "quality": q}) for s in (6, 8, 9) for q in (60, 68)]
    for width in WIDTHS:
        pictures = squares_of(cache, width)
        for form, options in ways:
            measured = [one(encode, picture, form, options) for picture in pictures]
            size, spent, like = (statistics.mean(each) for each in zip(*measured, strict=True))
            told = f"{size / 1024:5.1f} kB  {1000 * spent:4.0f} ms  SSIM {like:.4f}"
            print(f"{width}  {told}  {form.suffix} {options or ''}", flush=True)  # noqa: T201


def one(encode, picture, form, options) -> tuple[int, float, float]:
    """Return bytes, seconds and SSIM."""
    started = time.process_time()
    data = encode(picture, form, **options)
    spent = time.process_time() - started
    return len(data), spent, likeness(grey(picture), grey(Image.open(io.BytesIO(data))))


def squares_of(cache: Path, width: int) -> list[Image.Image]:
    from catalog_search.photos import decoding, squares, thumbnails
    from shop import demo_catalogue

    objects = demo_catalogue.load(cache).objects
    keys = [key for key in objects if key.endswith(decoding.SUFFIXES)][::EVERY]
    decoded = [decoding.decode(objects[key], min_side=width) for key in keys]
    framed = [squares.square(thumbnails.covering(image, width)) for image in decoded]
    return [thumbnails.shrunk(image, width) for image in framed]


def grey(image: Image.Image) -> NDArray[np.float64]:
    return np.asarray(image.convert("L"), dtype=np.float64)


def likeness(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    first, second = means(one), means(other)
    spread = means(one**2) - first**2 + means(other**2) - second**2
    common = means(one * other) - first * second
    small, smaller = (0.03 * 255) ** 2, (0.01 * 255) ** 2
    above = (2 * first * second + smaller) * (2 * common + small)
    return float((above / ((first**2 + second**2 + smaller) * (spread + small))).mean())


def means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the means of all windows."""
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    w = WINDOW
    return (sums[w:, w:] - sums[:-w, w:] - sums[w:, :-w] + sums[:-w, :-w]) / w**2


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path("var/demo"))
