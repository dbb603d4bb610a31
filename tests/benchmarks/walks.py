"""What one request walks through: python -m tests.benchmarks.walks [--products 1000]

Fills a store of synthetic products in a scratch folder (starter model, index folder, SQLite) and
prints for each page: files of the package that are entered, calls within the package, queries, and
milliseconds of CPU. CPU is the median of warm requests; the first request of each kind is left out.
"""

import argparse
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.conf import settings

ROUNDS = 7
LOOKS = 30
KINDS = ("dress", "boot", "sofa", "lamp", "teapot", "jacket", "sandal", "chair", "rug", "mug")
COLORS = ("red", "green", "blue", "black", "white", "brown", "pink", "yellow")
BRANDS = ("Acme", "Bolt", "Corva", "Delmar", "Estrel", "Fennick")
STUFFS = ("leather", "cotton", "steel", "oak", "linen", "glass", "wool")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=1000)
    count = parser.parse_args().products
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        photo = fill(count)
        say(f"{count} products, {LOOKS} looks; {ROUNDS} warm requests each")
        say(f"{'page':28} {'files':>5} {'calls':>7} {'queries':>7} {'ms of CPU':>9}")
        for name, request in pages(photo).items():
            say(row(name, request))
        from catalog_search import conf

        conf.get_index().close()


def set_up(folder: Path) -> None:
    settings.DATABASES["default"]["NAME"] = folder / "shop.sqlite3"
    settings.MEDIA_ROOT = folder
    source = {"BACKEND": "catalog_search.backends.memory_source.MemorySource"}
    settings.CATALOG_SEARCH = {
        "STORES": {"demo": {"NAME": "Demo", "SOURCE": source}},
        "FACETS": ["material"],
        "INDEX": {
            "BACKEND": "catalog_search.backends.qdrant_edge.EdgeIndex",
            "OPTIONS": {"path": folder / "index"},
        },
    }
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def fill(count: int) -> bytes:
    """Sync and index so many products, publish looks, and return a photo to search with."""
    from django.core.management import call_command

    from catalog_search import conf
    from catalog_search.models import Hotspot, Look, Store
    from catalog_search.types import Record

    draw, source = random.Random(7), conf.get_source("demo")
    photos = [picture(draw) for _ in range(min(count, 200))]
    for number in range(count):
        kind, color, stuff = draw.choice(KINDS), draw.choice(COLORS), draw.choice(STUFFS)
        record = Record(
            sku=f"SKU-{number:05}",
            title=f"{color.capitalize()} {stuff} {kind} no {number % 97}",
            description=f"A {kind} of {stuff}. " + " ".join(draw.choices(KINDS + STUFFS, k=20)),
            category=("Goods", kind.capitalize()),
            brand=draw.choice(BRANDS),
            colors=(color,),
            price=Decimal(draw.randint(5, 300)),
            currency="EUR",
            images=(f"{number:05}.png",),
            attributes={"material": stuff},
        )
        source.stored_records.append(record)
        source.stored_photos[f"{number:05}.png"] = photos[number % len(photos)]
    quiet = io.StringIO()
    call_command("catalog_sync", store="demo", stdout=quiet, stderr=quiet)
    call_command("catalog_index", store="demo", stdout=quiet, stderr=quiet)
    store = Store.objects.get(slug="demo")
    products = list(store.products.order_by("sku")[:40])
    for number in range(LOOKS):
        look = Look.objects.create(
            store=store, title=f"Look {number}", slug=f"look-{number}", picture="x", published=True
        )
        for product in (products[0], *draw.sample(products[1:], 3)):
            Hotspot(look=look, product=product).save()
    return photos[3]


def picture(draw: random.Random) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (320, 320), "white")
    pen = ImageDraw.Draw(image)
    for _ in range(4):
        left, top = draw.randint(0, 200), draw.randint(0, 200)
        color = tuple(draw.randint(0, 255) for _ in range(3))
        pen.ellipse((left, top, left + draw.randint(30, 120), top + 100), fill=color)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def pages(photo: bytes) -> dict[str, Callable[[], Any]]:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    from catalog_search.models import Product

    client = Client(headers={"host": "localhost"})
    upload = SimpleUploadedFile("photo.png", photo, "image/png")
    results = client.post("/photo/", {"photo": upload}).headers["Location"]
    product = Product.objects.get(sku="SKU-00000")
    filters = {"q": "leather boot", "brand": ["Acme", "Bolt"], "color": "red"}
    return {
        "text search": lambda: client.get("/", {"q": "leather boot"}),
        "text search, two filters": lambda: client.get("/", filters),
        "text search, no results": lambda: client.get("/", {"q": "leather boot under 1 euro"}),
        "photo search": lambda: client.get(results),
        f"product page, {LOOKS} looks": lambda: client.get(f"/products/{product.pk}/"),
        "autocomplete": lambda: client.get("/suggestions/", {"q": "leather bo"}),
    }


def row(name: str, request: Callable[[], Any]) -> str:
    request()
    files, calls = walked(request)
    queries = queries_of(request)
    times = [cpu(request) for _ in range(ROUNDS)]
    return f"{name:28} {files:5} {calls:7,} {queries:7} {statistics.median(times) * 1e3:9.1f}"


def walked(request: Callable[[], Any]) -> tuple[int, int]:
    """Return how many files of the package one request enters, and its calls in them."""
    import catalog_search

    home, entered, calls = str(Path(catalog_search.__file__).parent), set(), 0

    def note(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        if event == "call" and frame.f_code.co_filename.startswith(home):
            entered.add(frame.f_code.co_filename)
            calls += 1

    sys.setprofile(note)
    try:
        request()
    finally:
        sys.setprofile(None)
    return len(entered), calls


def queries_of(request: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        request()
    return len(captured)


def cpu(request: Callable[[], Any]) -> float:
    before = time.process_time()
    answer = request()
    used = time.process_time() - before
    assert answer.status_code == 200, answer.status_code
    return used


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  what this program is for


if __name__ == "__main__":
    main()
