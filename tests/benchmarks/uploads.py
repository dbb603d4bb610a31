"""What decoding a shopper's photo costs, by format: python -m tests.benchmarks.uploads

Each picture is decoded in a fresh process, as the decoder's process does it. Figures: the process's
highest memory above what it had before, and processor time; beside each its multiple of an
ordinary photo, a JPEG of 12 megapixels. First the largest pictures that each format may have, then
attacks, which are refused or held by the limit.
"""

import io
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import numpy as np
from PIL import Image

ORDINARY = "JPEG, 12 megapixels"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    ordinary = None
    for name, make in pictures():
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.uploads", "-"],
            input=make(),
            capture_output=True,
            check=True,
        )
        memory, seconds, outcome = done.stdout.decode().strip().split(" ", 2)
        figures = float(memory), float(seconds)
        ordinary = ordinary or figures
        print(row(name, figures, ordinary, outcome), flush=True)  # noqa: T201
    print(f"and after decoding, for any photo {1000 * after_decoding():.0f} ms")  # noqa: T201


def after_decoding() -> float:
    """Return the seconds of what follows: the photo is kept, and encoded by the starter model."""
    from catalog_search.backends.onnx import OnnxEncoder
    from catalog_search.photos import formats
    from catalog_search.photos.decoder import decoding
    from catalog_search.photos.shoppers import uploads

    encoder, image, spent = OnnxEncoder(), photo(1024 * 768), []
    for _ in range(4):
        started = time.process_time()
        data = formats.encode(image, formats.WEBP, quality=uploads.QUALITY)
        encoder.encode_images([decoding.decode(data)])
        spent.append(time.process_time() - started)
    return min(spent)


def row(name: str, figures: tuple, ordinary: tuple, outcome: str) -> str:
    memory, seconds = figures
    shares = f"{memory / ordinary[0]:5.1f} x {seconds / ordinary[1]:5.1f} x"
    return f"{name:32} {memory:6.0f} MB {1000 * seconds:6.0f} ms {shares}  {outcome}"


def decode_one(data: bytes) -> str:
    """Return megabytes, seconds and size or refusal of the picture."""
    from catalog_search.exceptions import InvalidPhoto
    from catalog_search.photos.decoder import decoding, pixels

    limits = decoding.upload_limits()
    small = encoded(Image.new("RGB", (8, 8)), "JPEG")
    pixels.decode(small, limits, min_side=1024)
    Image.init()
    memory, started = highest(), time.process_time()
    try:
        image = pixels.decode(data, limits, min_side=1024)
        image.thumbnail((1024, 1024), Image.Resampling.LANCZOS)
        outcome = "{} x {}".format(*image.size)
    except InvalidPhoto as error:
        outcome = f"refused: {error}"
    seconds = time.process_time() - started
    return f"{highest() - memory:.1f} {seconds:.3f} {outcome}"


def highest() -> float:
    """Return the process's highest memory so far in megabytes, without its parent's."""
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def pictures() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield names and makers of files, an ordinary photo first."""
    from catalog_search.photos.decoder import decoding
    from catalog_search.photos.decoder.pixels import PROGRESSIVE

    yield ORDINARY, lambda: encoded(photo(12e6), "JPEG", quality=90)
    most = decoding.upload_limits().pixels
    for form, options in {
        "JPEG": {"quality": 85},
        "PNG": {"compress_level": 1},
        "WEBP": {"quality": 80, "method": 0},
        "AVIF": {"speed": 10},
        "GIF": {},
        "TIFF": {"compression": "tiff_lzw"},
    }.items():
        count = min(most[form], 50e6)
        name = f"{form}, {count / 1e6:.0f} megapixels"
        yield name, lambda f=form, c=count, o=options: encoded(photo(c, noise=1), f, **o)
    count = most[PROGRESSIVE]
    yield (
        f"progressive JPEG, {count / 1e6:.0f}",
        lambda: encoded(photo(count), "JPEG", progressive=True, subsampling=0, quality=80),
    )
    yield from flat(most)


def flat(most: dict) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield small files of many pixels: as many as are allowed, then 40 megapixels."""
    lossless = {"lossless": True, "method": 0}
    for form, mode, options in [
        ("PNG", "RGB", {}), ("PNG", "RGBA", {}), ("PNG", "P", {}), ("PNG", "LA", {}),
        ("PNG", "I;16", {}), ("WEBP", "RGB", lossless), ("WEBP", "RGBA", lossless),
        ("TIFF", "CMYK", {"compression": "tiff_lzw"}), ("GIF", "P", {}), ("AVIF", "RGBA", {}),
    ]:  # fmt: skip
        for count in (most[form], 40e6):
            side = int(count**0.5)
            name = f"{form} {mode}, flat, {count / 1e6:.0f} megapixels"
            yield (
                name,
                lambda m=mode, s=side, f=form, o=options: encoded(Image.new(m, (s, s)), f, **o),
            )


def photo(count: float, noise: int = 6) -> Image.Image:
    """Return a picture of smooth shapes with a little noise, in the proportions 4 : 3."""
    random = np.random.default_rng(1)
    height = int((count * 3 / 4) ** 0.5)
    width = int(count / height)
    coarse = random.integers(0, 255, (height // 40, width // 40, 3), dtype=np.uint8)
    image = np.array(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))
    image = np.clip(image, noise, 255 - noise)
    image += random.integers(0, noise + 1, image.shape, dtype=np.uint8)
    return Image.fromarray(image)


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


if __name__ == "__main__" and "-" in sys.argv:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    print(decode_one(sys.stdin.buffer.read()))  # noqa: T201
elif __name__ == "__main__":
    main()
