"""Size, time and quality of thumbnail formats: python -m tests.benchmarks.thumbnail_formats

Encodes the demo's photos as the shop's squares in each format. Quality is the mean SSIM of the grey
pictures in unweighted windows of 8 x 8: Wang, Bovik, Sheikh, Simoncelli 2004. Times are processor
times on this machine: compare the ratios.
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
            rows = [measure(encode, picture, form, options) for picture in pictures]
            size, spent, ssim = (statistics.mean(column) for column in zip(*rows, strict=True))
            figures = f"{size / 1024:5.1f} kB  {1000 * spent:4.0f} ms  SSIM {ssim:.4f}"
            print(f"{width}  {figures}  {form.suffix} {options or ''}", flush=True)  # noqa: T201


def measure(encode, picture, form, options) -> tuple[int, float, float]:
    """Return bytes, seconds and SSIM."""
    started = time.process_time()
    data = encode(picture, form, **options)
    spent = time.process_time() - started
    return len(data), spent, similarity(grey(picture), grey(Image.open(io.BytesIO(data))))


def squares_of(cache: Path, width: int) -> list[Image.Image]:
    from catalog_search.photos import squares, thumbnails
    from catalog_search.photos.decoder import decoding
    from shop import demo_catalogue

    objects = demo_catalogue.load(cache).objects
    keys = [key for key in objects if key.endswith(decoding.SUFFIXES)][::EVERY]
    decoded = [decoding.decode(objects[key], min_side=width) for key in keys]
    framed = [squares.square(thumbnails.covering(image, width)) for image in decoded]
    return [thumbnails.shrunk(image, width) for image in framed]


def grey(image: Image.Image) -> NDArray[np.float64]:
    return np.asarray(image.convert("L"), dtype=np.float64)


def similarity(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return the mean SSIM of two grey pictures."""
    mean, other_mean = means(first), means(second)
    variances = means(first**2) - mean**2 + means(second**2) - other_mean**2
    covariance = means(first * second) - mean * other_mean
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    numerator = (2 * mean * other_mean + c1) * (2 * covariance + c2)
    denominator = (mean**2 + other_mean**2 + c1) * (variances + c2)
    return float((numerator / denominator).mean())


def means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each window."""
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    w = WINDOW
    return (sums[w:, w:] - sums[:-w, w:] - sums[w:, :-w] + sums[:-w, :-w]) / w**2


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path("var/demo"))
