"""How often a shop says that nothing in it looks much like a photo, by where the photo is from.

python -m tests.quality.unlike SHOP DATA HALF sends each shop of tests.quality.goods but `rooms` 40
photos of the half: the shop's own as shoppers take them and without the product itself, and those
of other shops; users' photos to `fashion`, real photos of office things, and photos of animals,
vehicles, flowers and instruments. A shop may sell what another sells: of the others' photos not
all show what it has not.
"""

import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from PIL import Image

from tests.quality.goods import SHOPS
from tests.quality.photos.kinds import sent
from tests.quality.photos.sources import (
    Picture,
    half_of,
    in_tars,
    lines,
    office,
    shuffled,
    users,
)
from tests.quality.shop import open_shop

MOST, CHANGED = 40, 8
"""Photos of each source, and of each kind of change."""
OF_LABEL = 5
KINDS = ("screenshot", "on a table", "ninth, shaded", "off a screen", "print", "quarter on grey")
SOLD = frozenset(
    re.split(
        r",\s*",
        "wrist watch, chair, laptop computer, mobile phone, stapler, headphones, scissors, sofa, "
        "umbrella, cup, camera, lamp, soccer ball, chandelier, ewer jug, candelabrum, "
        "wooden Windsor chair, ceiling fan, pizza, pliers, screwdriver, wrench, hammer, "
        "binoculars, metronome, inline skate, gramophone",
    )
)
"""Labels of the source of no_products() that a shop may sell."""
NOT_SOLD = "rooms"
"""A shop whose photos are for evaluation only."""


def main() -> None:
    name, folder, half = sys.argv[1:]
    data = Path(folder)
    says = sayer(open_shop(name, data))
    for source, photos in sources(name, data, half):
        told = [says(photo.image, photo.labels[0]) for photo in photos]
        print(f"| {name} | {source} | {sum(told)} of {len(told)} |", flush=True)  # noqa: T201


def sources(name: str, data: Path, half: str) -> Iterator[tuple[str, list[Picture]]]:
    """Yield photos by source. The label of one names the SKU of a product to leave out, or none."""
    own = of_shop(name, data, half, name)
    yield "its own, without the product", own
    changed = [
        Picture(photo.name, sent(photo.image, kind, photo.name, [photo.image]), ("",))
        for kind in KINDS
        for photo in own[:CHANGED]
    ]
    yield "its own, as shoppers take them", changed
    for other in SHOPS.keys() - {name, NOT_SOLD}:
        yield f"of {other}", of_shop(other, data, half, "")
    if name == "fashion":
        yield "users' photos of clothes", of_half(users(data, 60)[1], half)
    yield "real photos of office things", of_half(office(data, 60)[1], half)
    yield "animals, vehicles, flowers, instruments", of_half(no_products(data), half)


def no_products(data: Path) -> list[Picture]:
    """Return photos of what none of the shops sells, five of each label."""
    rows = shuffled(lines(data / "goods/goods.jsonl"), "file")
    chosen, seen = [], Counter[str]()
    for row in (row for row in rows if "Caltech101" in row["source"]):
        label = row["label"]
        if label not in SOLD and seen[label] < OF_LABEL:
            seen[label] += 1
            chosen.append(row)
    return in_tars(data / "goods", chosen)


def of_shop(shop: str, data: Path, half: str, left_out: str) -> list[Picture]:
    rows = shuffled(
        ({"sku": each.sku, "record": each} for each in SHOPS[shop].records(data)), "sku"
    )
    records = (row["record"] for row in rows if half_of(row["sku"]) == half)
    return [
        Picture(
            each.sku,
            Image.open(io.BytesIO(SHOPS[shop].read_photo(data, each.images[0]))).convert("RGB"),
            (each.sku if left_out else "",),
        )
        for each in islice((each for each in records if each.images), MOST)
    ]


def of_half(photos: list[Picture], half: str) -> list[Picture]:
    return [Picture(each.name, each.image, ("",)) for each in photos if half_of(each.name) == half]


def sayer(store: Any) -> Callable[[Image.Image, str], bool]:
    """Return a function from a photo, and the SKU of a product to leave out, to what is said."""
    from catalog_search import conf
    from catalog_search.photos import boxes
    from catalog_search.photos.shoppers import ground
    from catalog_search.search.photos.photo import by_photo

    def says(image: Image.Image, sku: str) -> bool:
        crops = [boxes.crop(image, part) for part in ground.parts_to_search(image)]
        keys = store.products.filter(sku=sku).values_list("pk", flat=True)
        vectors = conf.get_encoder().encode_images(crops)
        return by_photo(store, vectors, exclude=frozenset(keys)).is_unlike

    return says


if __name__ == "__main__":
    main()
