"""A shop of any number of invented products, written straight into the database and the index.

python -m tests.benchmarks.large_shop 100000 makes one in the folder GROWTH_FOLDER.
"""

import os
import random
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
import numpy as np
from django.conf import settings

from tests.benchmarks.catalogue import unit
from tests.benchmarks.walks import COLORS, KINDS, STUFFS, picture, say
from tests.support.settings.database_url import database_settings

AT_ONCE = 1000
FIRST_VIEWS = 20
"""Looks to be viewed for the first time: a view of one costs much more than the next."""
VOWELS, CONSONANTS = "aeiou", "bdfgklmnprstvz"
ROOMS = ("Kitchen", "Garden", "Bedroom", "Office", "Travel", "Sport", "Party", "School")
"""Upper categories."""
WORDS = 14
"""Different texts for each page."""
PURPOSES = (
    *("somewhere to sit after work", "keep my feet dry in the rain", "drink tea with friends"),
    *("light to read in bed", "dance at a wedding all night", "keep warm on the way home"),
    *("walk on the beach in summer", "make the floor less cold", "a place to sleep for guests"),
    *("serve coffee to the whole office", "look smart at an interview", "hike through mud"),
    *("see the path at night", "hot chocolate by the fire"),
)


def main() -> None:
    folder, count = Path(os.environ["GROWTH_FOLDER"]), int(sys.argv[1])
    set_up(folder)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    fill(count)
    (folder / "made").touch()


def set_up(folder: Path, source: dict[str, Any] | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    settings.DATABASES["default"]["NAME"] = folder / "shop.sqlite3"
    if url := os.environ.get("GROWTH_DATABASE"):
        settings.DATABASES["default"] = database_settings(url)
    settings.MEDIA_ROOT = folder / "media"
    source = source or {"BACKEND": "catalog_search.backends.memory_source.MemorySource"}
    settings.CATALOG_SEARCH = {
        "STORES": {"demo": {"NAME": "Demo", "SOURCE": source}},
        "FACETS": ["material"],
        "SEARCHES_PER_MINUTE": 10**6,
        "UPLOADS_PER_MINUTE": 10**6,
        "INDEX": {
            "BACKEND": "catalog_search.backends.qdrant_edge.EdgeIndex",
            "OPTIONS": {"path": folder / "index"},
        },
    }
    django.setup()


def fill(count: int) -> None:
    """Write the rows and points of so many products, as a sync and an indexing run leave them."""
    from django.utils import timezone

    from catalog_search import conf
    from catalog_search.catalogue import complements
    from catalog_search.catalogue import store as catalogue
    from catalog_search.indexing.baselines import calibration
    from catalog_search.models import Category, Store
    from catalog_search.text.store import words_cache

    draw, noise = random.Random(7), np.random.default_rng(7)
    store = Store.objects.create(slug="demo", name="Demo")
    kinds = [f"{color} {stuff} {kind}" for color in COLORS for stuff in STUFFS for kind in KINDS]
    vectors = dict(zip(kinds, conf.get_encoder().encode_texts(kinds), strict=True))
    made, written = products(store, count, draw), 0
    while batch := list(islice(made, AT_ONCE)):
        write(store, batch, vectors, noise)
        written += len(batch)
        if written % (10 * AT_ONCE) == 0:
            say(f"{written:,} products written")
    Store.objects.filter(pk=store.pk).update(indexed_at=timezone.now())
    store.refresh_from_db()
    calibration.calibrate(store)
    words_cache.publish(store)
    paths = [path for room in ROOMS for path in (room, *(in_room(room, kind) for kind in KINDS))]
    Category.objects.bulk_create(Category(store=store, path=path) for path in paths)
    complements.publish(store)
    if catalogue.needs_publishing(store):
        catalogue.publish(store)
    conf.get_index().prepare()


def products(store: Any, count: int, draw: random.Random) -> Iterator[tuple[str, Any]]:
    """Yield what each product is, and its row."""
    from catalog_search.models import Product

    brands = [invented(draw) for _ in range(20 + count // 200)]
    series = [invented(draw) for _ in range(50 + count // 50)]
    for number in range(count):
        kind, color, stuff = draw.choice(KINDS), draw.choice(COLORS), draw.choice(STUFFS)
        words = " ".join(draw.choices((*KINDS, *STUFFS, *ROOMS), k=20))
        yield (
            f"{color} {stuff} {kind}",
            Product(
                store=store,
                sku=f"SKU-{number:07}",
                title=f"{color.capitalize()} {stuff} {kind} {draw.choice(series)} {number % 97}",
                description=f"A {kind} of {stuff}. {words}",
                category=in_room(draw.choice(ROOMS), kind),
                brand=draw.choice(brands),
                colors=[color],
                price=Decimal(draw.randint(500, 30_000)) / 100,
                currency="EUR",
                attributes={"material": stuff, "ean": f"{4_000_000_000_000 + number}"},
            ),
        )


def in_room(room: str, kind: str) -> str:
    return f"{room} > {kind.capitalize()}"


def invented(draw: random.Random) -> str:
    syllables = (draw.choice(CONSONANTS) + draw.choice(VOWELS) for _ in range(draw.randint(2, 4)))
    return "".join(syllables).capitalize()


def write(
    store: Any, made: list[tuple[str, Any]], vectors: dict[str, Any], noise: np.random.Generator
) -> None:
    """Write a batch of products, each with one photo and its point."""
    from django.utils import timezone

    from catalog_search import conf
    from catalog_search.indexing import documents
    from catalog_search.models import Photo, Product
    from catalog_search.text import analysis
    from catalog_search.types import Point

    rows = Product.objects.bulk_create([product for _, product in made])
    photos = []
    for product in rows:
        digest, key = documents.digest(product), f"{product.sku}.png"
        photos.append(
            Photo(
                **{"store": store, "product": product, "key": key, "etag": "1", "size": 1},
                **{"width": 320, "height": 320, "mean_color": "#aabbcc", "claim_number": 1},
                **{"product_digest": digest, "indexed_digest": digest, "indexed_etag": "1"},
                indexed_model=conf.get_encoder().model_id,
                indexed_in=conf.get_index().create(),
                indexed_at=timezone.now(),
            )
        )
    Photo.objects.bulk_create(photos)
    titles = np.stack([vectors[kind] for kind, _ in made])
    near = unit(titles + 0.5 * unit(noise.normal(size=titles.shape)))
    seen = unit(titles + 1.5 * unit(noise.normal(size=titles.shape)))
    conf.get_index().upsert(
        [
            Point(photo.point_id, *pair, documents.photo_payload(photo), words)
            for photo, pair, words in zip(
                photos, zip(seen, near, strict=True), map(analysis.bm25_vector, rows), strict=True
            )
        ]
    )


def requests(client: Any) -> dict[str, list[Callable[[], Any]]]:
    """Return for each page some requests with different words."""
    from catalog_search.models import Product
    from tests.benchmarks.look import png, scene

    draw = random.Random(11)
    phrases = [f"{stuff} {kind}" for stuff in STUFFS for kind in KINDS]
    draw.shuffle(phrases)
    # Vectors of texts are kept, so that no page is asked what another one was asked.
    texts = (phrases[start : start + WORDS] for start in range(0, len(phrases), WORDS))
    some = list(Product.objects.order_by("pk")[:2000:400])
    brand, category = some[0].brand, some[0].category
    two = {"brand": brand, "material": "oak"}
    uploads = [uploaded(client, "/photo/", picture(draw)) for _ in range(3)]

    looks = [uploaded(client, "/look/", png(scene())) for _ in range(FIRST_VIEWS)]
    new_looks = iter(looks)

    def get(path: str, **params: Any) -> Callable[[], Any]:
        return lambda: client.get(path, params)

    photos = [product.photos.get().pk for product in some]
    return {
        "text": [get("/", q=text) for text in next(texts)],
        "text, one filter": [get("/", q=text, brand=brand) for text in next(texts)],
        "text, two filters": [get("/", q=text, **two) for text in next(texts)],
        "text, nothing found": [get("/", q=f"{text} under 1 euro") for text in next(texts)],
        "text, a purpose": [get("/", q=text) for text in PURPOSES],
        "no words": [get("/")],
        "no words, one filter": [get("/", category=category), get("/", brand=brand)],
        "no words, by price": [get("/", sort="price"), get("/", sort="-price")],
        "no words, page 40": [get("/", page=40)],
        "product": [get(f"/products/{product.pk}/") for product in some],
        "similar photo": [get(f"/photos/{photo}/similar/") for photo in photos],
        "photo search": [get(location) for location in uploads],
        "look, first view": [lambda: client.get(next(new_looks))],
        "look, again": [get(looks[0])],
        "suggestions": [get("/suggestions/", q=text[:-1]) for text in next(texts)],
    }


def uploaded(client: Any, path: str, photo: bytes) -> str:
    """Return the address of the results of a photo."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("photo.png", photo, "image/png")
    location: str = client.post(path, {"photo": file}).headers["Location"]
    return location


if __name__ == "__main__":
    main()
