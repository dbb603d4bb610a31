"""Where a first view of shop the look goes: python -m tests.benchmarks.look [photo]

Fills a scratch folder with synthetic products (starter model, index folder, SQLite), uploads a
scene of drawn objects, or the given photo, as a new photo each time, and prints the milliseconds of
CPU that each stage takes of the page's. `--items` measures the detected items of a photo search.
"""

import argparse
import io
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.benchmarks.catalogue import unit
from tests.benchmarks.walks import say, set_up

ROUNDS = 7
KINDS = ("lamp", "chair", "rug", "vase", "cushion", "table", "mirror", "basket")
COLORS = ("firebrick", "seagreen", "royalblue", "goldenrod", "orchid", "sienna", "teal", "coral")
NOISE = 0.7
"""Length of what is added to a drawn product's vector, so that no two products are equal."""
WALL, FLOOR = (214, 206, 190), (150, 116, 84)
BATCH = 500

Costs = dict[str, float]
"""Seconds of CPU by stage."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("photo", nargs="?", type=Path, help="a photo instead of the drawn scene")
    parser.add_argument("--products", type=int, default=3000)
    parser.add_argument("--items", action="store_true")
    options = parser.parse_args()
    photo = options.photo.read_bytes() if options.photo else png(scene())
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        fill(options.products)
        costs: Costs = defaultdict(float)
        counts = watch(costs)
        view(photo, items=options.items)  # loads the model
        rounds = [measured(costs, lambda: view(photo, items=options.items)) for _ in range(ROUNDS)]
        say(f"{options.products} products; {counts['boxes']} boxes, {counts['crops']} encoded")
        for name in (*rounds[0],):
            share = statistics.median(each[name] for each in rounds)
            say(f"{name:24} {share * 1e3:7.1f} ms of CPU")
        from catalog_search import conf

        conf.get_index().close()


def fill(count: int) -> None:
    """Create so many products of KINDS and COLORS with points in the index."""
    from catalog_search import conf
    from catalog_search.indexing import documents
    from catalog_search.indexing.baselines import calibration
    from catalog_search.models import Category, Photo, Product, Store
    from catalog_search.text import analysis
    from catalog_search.types import Point

    encoder, draw = conf.get_encoder(), np.random.default_rng(7)
    store = Store.objects.create(slug="demo", name="Demo")
    Category.objects.bulk_create(
        Category(store=store, path=f"Home > {kind}", prompt=f"a drawing of a {kind}")
        for kind in KINDS
    )
    kinds = [(kind, color) for kind in KINDS for color in COLORS]
    pictures = encoder.encode_images([product_photo(*each) for each in kinds])
    titles = encoder.encode_texts([f"{color} {kind}" for kind, color in kinds])
    for start in range(0, count, BATCH):
        numbers = range(start, min(count, start + BATCH))
        of_kind = [number % len(kinds) for number in numbers]
        products = Product.objects.bulk_create(
            Product(
                **{"store": store, "sku": f"SKU-{number}", "price": 5 + number % 90},
                **{"title": f"{kinds[row][1]} {kinds[row][0]} {number}", "currency": "EUR"},
                **{"category": f"Home > {kinds[row][0]}", "colors": [kinds[row][1]]},
            )
            for number, row in zip(numbers, of_kind, strict=True)
        )
        photos = Photo.objects.bulk_create(
            Photo(
                **{"store": store, "product": product, "key": f"{product.sku}.png", "size": 1},
                **{"etag": "1", "indexed_etag": "1", "indexed_model": encoder.model_id},
                **{
                    "indexed_in": conf.get_index().create(),
                    "product_digest": documents.digest(product),
                },
                indexed_digest=documents.digest(product),
            )
            for product in products
        )
        noise = unit(draw.normal(size=(len(photos), encoder.dimension))) * NOISE
        vectors = unit(pictures[of_kind] + noise).astype(np.float32)
        conf.get_index().upsert(
            [
                Point(
                    photo.point_id,
                    vectors[i],
                    titles[of_kind[i]],
                    documents.photo_payload(photo),
                    analysis.bm25_vector(photo.product),
                )
                for i, photo in enumerate(photos)
            ]
        )
    calibration.calibrate(store)


def draw_object(pen: ImageDraw.ImageDraw, kind: str, color: str, x: int, y: int, size: int) -> None:
    """Draw one object in a square of this size."""
    box, half = (x, y, x + size, y + size), size // 2
    if kind in ("rug", "mirror"):
        pen.ellipse((x, y + size // 4, x + size, y + 3 * size // 4), fill=color, outline="black")
    elif kind in ("vase", "basket"):
        pen.ellipse((x + size // 5, y, x + 4 * size // 5, y + size), fill=color, outline="black")
    elif kind == "lamp":
        pen.polygon([(x + half, y), (x + size, y + half), (x, y + half)], fill=color)
        pen.rectangle((x + half - 4, y + half, x + half + 4, y + size), fill="black")
    elif kind == "cushion":
        pen.rounded_rectangle(box, radius=size // 4, fill=color, outline="black")
    else:
        pen.rectangle((x, y + size // 3, x + size, y + half), fill=color, outline="black")
        for leg in (x, x + size - 10):
            pen.rectangle((leg, y + half, leg + 10, y + size), fill=color)


def product_photo(kind: str, color: str) -> Image.Image:
    image = Image.new("RGB", (300, 300), WALL)
    draw_object(ImageDraw.Draw(image), kind, color, 25, 25, 250)
    return grainy(image)


def scene() -> Image.Image:
    """Return a room with a wall, a floor, and one object of each kind."""
    image = Image.new("RGB", (1400, 1050), WALL)
    pen, draw = ImageDraw.Draw(image), random.Random(3)
    pen.rectangle((0, 620, 1400, 1050), fill=FLOOR)
    for number, kind in enumerate(KINDS):
        x, y = 40 + 340 * (number % 4), 120 + 530 * (number // 4) + draw.randint(0, 60)
        draw_object(pen, kind, COLORS[number], x, y, draw.randint(200, 280))
    return grainy(image)


def grainy(image: Image.Image) -> Image.Image:
    grain = np.random.default_rng(5).normal(0, 6, (*image.size[::-1], 3))
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(1))) + grain
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def view(photo: bytes, *, items: bool) -> None:
    """Upload the photo and open the page of its look, or the links to its detected items."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    upload = SimpleUploadedFile("photo", photo, "image/png")
    path = client.post("/photo/" if items else "/look/", {"photo": upload}).headers["Location"]
    VIEW["started"] = time.process_time()
    answer = client.get(f"{path}parts/" if items else path)
    VIEW["ended"] = time.process_time()
    assert answer.status_code == 200, answer.status_code


VIEW: Costs = {}
"""Process time at which the page was asked for and answered."""


def measured(costs: Costs, request: Callable[[], None]) -> Costs:
    """Return the stages' costs of one request, "the rest" and "in all"."""
    for name in costs:
        costs[name] = 0.0
    request()
    total = VIEW["ended"] - VIEW["started"]
    return {**costs, "the rest": total - sum(costs.values()), "in all": total}


def watch(costs: Costs) -> dict[str, int]:
    """Count the CPU of each stage in `costs` from now on; return the counts of the last request."""
    from django.template import engines

    from catalog_search import conf
    from catalog_search.catalogue import store as catalogue
    from catalog_search.photos.shoppers.uploads import QueryPhoto
    from catalog_search.search.scenes import scene as looks

    counts: dict[str, int] = {}
    encoder, index, detector = conf.get_encoder(), conf.get_index(), conf.get_detector()
    template = type(engines["django"].get_template("catalog_search/look_results.html"))

    def timed(name: str, owner: Any, method: str, counted: str = "") -> None:
        original = getattr(owner, method)

        def stage(*arguments: Any, **named: Any) -> Any:
            before = time.process_time()
            answer = original(*arguments, **named)
            costs[name] += time.process_time() - before
            if counted:
                counts[counted] = len(answer)
            return answer

        setattr(owner, method, stage)

    timed("decode", QueryPhoto, "image")
    timed("detector", detector, "propose", "boxes")
    timed("encoder", encoder, "encode_images", "crops")
    timed("index: queries", index, "search")
    timed("facts of candidates", catalogue, "facts_of")
    timed("products' rows", looks, "results_of")
    timed("template", template, "render")
    return counts


if __name__ == "__main__":
    main()
