"""How busy indexing keeps the encoder: python -m tests.benchmarks.ingest [--photos 1000] [--s3]

Fills a scratch shop with JPEGs of 600 x 800 (a folder, or with --s3 an S3 in this process), and
prints photos a second and milliseconds of CPU a photo: of the encoder alone, given decoded photos,
before and after, and of indexing from the source to the marked row, which also encodes a title for
every second photo. Then all prices change.
With --elsewhere MS the encoder answers after so many milliseconds a photo and uses none of this
machine's CPU, as on an accelerator of its own: what is left is the CPU of everything else.
"""

import argparse
import io
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from tests.benchmarks.catalogue import unit
from tests.benchmarks.walks import COLORS, KINDS, STUFFS, say, settings

if TYPE_CHECKING:
    from catalog_search.types import Record, Vectors

SIZE = (600, 800)
PICTURES = 48
ALONE = 160
"""Photos that the encoder is measured with, each time."""

SHOP = {"photos": 0, "cents": 0}


class Elsewhere:
    """Answers with random unit vectors after a while, as an encoder on an accelerator does."""

    model_id, dimension, logit_scale = "elsewhere", 1152, 100.0
    seconds = 0.0
    """A photo; a title takes a tenth."""

    def encode_images(self, images: "Sequence[Image.Image]") -> "Vectors":
        time.sleep(self.seconds * len(images))
        return unit(np.random.default_rng(7).normal(size=(len(images), self.dimension)))

    def encode_texts(self, texts: "Sequence[str]") -> "Vectors":
        time.sleep(self.seconds / 10 * len(texts))
        return unit(np.random.default_rng(7).normal(size=(len(texts), self.dimension)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--s3", action="store_true", help="photos from an S3 in this process")
    parser.add_argument("--elsewhere", type=float, help="milliseconds a photo", metavar="MS")
    options = parser.parse_args()
    SHOP["photos"] = options.photos
    if options.elsewhere:
        Elsewhere.seconds = options.elsewhere / 1e3
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        pictures = [jpeg(random.Random(number)) for number in range(PICTURES)]
        set_up(Path(folder), in_bucket(stack, pictures) if options.s3 else {})
        in_folder(Path(folder), pictures)
        compare(pictures)
        from catalog_search import conf

        conf.get_index().close()


def set_up(folder: Path, bucket: dict[str, Any]) -> None:
    """Configure the scratch shop: starter model, index folder, SQLite."""
    import django

    source: dict[str, Any] = {
        "BACKEND": "catalog_search.backends.record_source.RecordSource",
        "OPTIONS": {"records": "tests.benchmarks.ingest.records"},
    }
    settings.DATABASES["default"]["NAME"] = folder / "shop.sqlite3"
    settings.MEDIA_ROOT = folder / "media"
    encoder = {"ENCODER": {"BACKEND": "tests.benchmarks.ingest.Elsewhere"}}
    settings.CATALOG_SEARCH = {
        **(encoder if Elsewhere.seconds else {}),
        "STORES": {"demo": {"NAME": "Demo", "SOURCE": bucket or source}},
        "INDEX": {
            "BACKEND": "catalog_search.backends.qdrant_edge.EdgeIndex",
            "OPTIONS": {"path": folder / "index"},
        },
    }
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def in_folder(folder: Path, pictures: list[bytes]) -> None:
    (folder / "media").mkdir()
    for number, data in enumerate(pictures):
        (folder / f"{number}.jpg").write_bytes(data)
    for number in range(SHOP["photos"]):
        shutil.copy(folder / f"{number % PICTURES}.jpg", folder / "media" / f"{number:06}.jpg")


def in_bucket(stack: ExitStack, pictures: list[bytes]) -> dict[str, Any]:
    """Fill a bucket of an S3 in this process and return the source that reads it."""
    from tests.support.servers.servers import moto

    server = stack.enter_context(moto())
    client = server.client()
    client.create_bucket(Bucket="ingest")
    for number in range(SHOP["photos"]):
        key = f"{number:06}.jpg"
        client.put_object(Bucket="ingest", Key=key, Body=pictures[number % PICTURES])
    options = {"bucket": "ingest", **server.options}
    return {"BACKEND": "catalog_search.backends.s3.S3Source", "OPTIONS": options}


def records() -> "Iterator[Record]":
    """Yield the shop's products, two photos each; RecordSource calls this."""
    from catalog_search.types import Record

    draw = random.Random(7)
    for number in range(0, SHOP["photos"], 2):
        kind, color, stuff = draw.choice(KINDS), draw.choice(COLORS), draw.choice(STUFFS)
        yield Record(
            sku=f"SKU-{number:06}",
            title=f"{color.capitalize()} {stuff} {kind} no {number}",
            description=" ".join(draw.choices(KINDS + STUFFS, k=40)),
            price=Decimal(10) + Decimal(SHOP["cents"]) / 100,
            currency="EUR",
            images=(f"{number:06}.jpg", f"{number + 1:06}.jpg"),
        )


def jpeg(draw: random.Random) -> bytes:
    """Return a JPEG with details at every scale, as photos have."""
    image = Image.new("RGB", SIZE)
    for cells in (3, 12, 60, 200):
        noise = Image.frombytes("RGB", (cells, cells), draw.randbytes(3 * cells * cells))
        layer = noise.resize(SIZE, Image.Resampling.BICUBIC)
        image = layer if cells == 3 else Image.blend(image, layer, 0.15)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def compare(pictures: list[bytes]) -> None:
    from catalog_search import conf
    from catalog_search.indexing.photos import index_stale
    from catalog_search.models.stores import open_store
    from catalog_search.photos.decoder import decoding
    from catalog_search.sync.store import sync_store

    decoded = [decoding.decode(data, min_side=512) for data in pictures]
    images = (decoded * (ALONE // PICTURES + 1))[:ALONE]
    size = conf.settings().batch_size

    def alone() -> None:
        for start in range(0, ALONE, size):
            conf.get_encoder().encode_images(images[start : start + size])

    def titles_alone() -> None:
        titles = [record.title for record in records()][: ALONE // 2]
        for start in range(0, len(titles), size // 2):
            conf.get_encoder().encode_texts(titles[start : start + size // 2])

    alone()
    titles_alone()
    sync_store(open_store("demo"))
    count = SHOP["photos"]
    before = rates("encoder alone, before", alone, ALONE)
    titles = rates("their titles alone", titles_alone, ALONE)
    reports = []
    whole = rates("from the source to the row", lambda: reports.append(index_stale()), count)
    after = rates("encoder alone, after", alone, ALONE)
    assert reports[0].indexed == count, reports[0]
    own = [statistics.mean(pair) for pair in zip(before, after, strict=True)]
    say(f"share of the encoder's rate {whole[0] / own[0]:.2f}, of CPU {own[1] / whole[1]:.2f}")
    say(f"photos and titles alone are {(own[1] + titles[1]) / whole[1]:.2f} of its CPU")
    encoding = sum(reports[0].seconds.get(f"encode {what}", 0) for what in ("photos", "titles"))
    say(f"the encoder was busy for {encoding / (count / whole[0]):.2f} of the run")
    say(", ".join(f"{name} {seconds:.1f}" for name, seconds in reports[0].seconds.items()))
    SHOP["cents"] = 50
    if not conf.settings().stores["demo"]["SOURCE"]["BACKEND"].endswith("S3Source"):
        sync_store(open_store("demo"))
        rates("all prices changed", lambda: reports.append(index_stale()), count)
        say(", ".join(f"{name} {seconds:.1f}" for name, seconds in reports[1].seconds.items()))


def rates(name: str, work: Callable[[], object], photos: int) -> tuple[float, float]:
    """Do the work on so many photos; print and return photos a second and ms of CPU a photo."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    rate = photos / (time.perf_counter() - start)
    each = 1e3 * (time.process_time() - cpu) / photos
    say(f"{name:30} {rate:6.1f} photos/s {each:6.1f} ms of CPU each")
    return rate, each


if __name__ == "__main__":
    # The module that settings name, not this copy of it: they share SHOP.
    from tests.benchmarks import ingest

    ingest.main()
