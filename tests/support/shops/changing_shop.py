"""A shop of a few hundred products in versions: what is new, gone and dearer in each is known.

Of 240 lamps a third changes its price in every version and a few their pictures. In version v the
product `arrival-v` is new and `arrival-(v - LIFE)` is gone; a lantern costs 10 + v.
"""

import json
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

from django.core.wsgi import get_wsgi_application
from PIL import Image

from catalog_search.backends.color_words import COLORS
from catalog_search.types import Record

LAMPS = 240
LIFE = 2
"""Versions in which an arrival is sold."""
PICTURES_CHANGED = 12
BATCH = 16
"""Photos that are indexed at a time."""
GOODS = "goods.json"


def name_of(version: int) -> str:
    """Return a word that no other product has."""
    letters = "bdfgklmnprstvz"
    return "".join(
        letters[(version * 5 + place * 3) % len(letters)] + "aeiou"[(version + place) % 5]
        for place in range(4)
    )


def goods_of(version: int) -> list[dict[str, str]]:
    """Return all products of a version, as a source's rows."""
    colors = list(COLORS)
    lamps = [
        {
            "sku": f"lamp-{number}",
            "title": f"{colors[number % len(colors)]} lamp {number}",
            # A third of them has another price than in the version before.
            "price": f"{20 + number % 60}.{(version - (version + number) % 3) % 100:02}",
        }
        for number in range(LAMPS)
    ]
    arrivals = [
        {"sku": f"arrival-{number}", "title": f"Arrival {name_of(number)}", "price": "15.00"}
        for number in range(max(0, version - LIFE + 1), version + 1)
    ]
    lantern = {"sku": "lantern", "title": "Storm lantern", "price": f"{10 + version}.00"}
    return [*lamps, *arrivals, lantern]


def stock(folder: Path, version: int) -> None:
    """Put a version's products and pictures where the shop's source reads them."""
    media = folder / "media"
    media.mkdir(exist_ok=True)
    goods = goods_of(version)
    for number, product in enumerate(goods):
        picture = media / picture_of(product["sku"])
        if not picture.exists() or (number - version) % (LAMPS // PICTURES_CHANGED) == 0:
            color = list(COLORS.values())[(number + version) % len(COLORS)]
            Image.new("RGB", (40 + version, 40), color).save(picture)
    temporary = folder / f"{GOODS}.new"
    temporary.write_text(json.dumps(goods))
    temporary.replace(folder / GOODS)


def picture_of(sku: str) -> str:
    return f"{sku}.png"


def records() -> Iterator[Record]:
    """Yield the products for RecordSource, in the processes of the shop."""
    for product in json.loads(Path(os.environ["SHOP_VAR_DIR"], GOODS).read_text()):
        sku, price = product["sku"], Decimal(product["price"])
        yield Record(sku, product["title"], price=price, currency="EUR", images=(picture_of(sku),))


@dataclass(frozen=True)
class Question:
    """A search, the product that it is about, and in which versions that is among the answers."""

    kind: str
    sku: str
    query: str
    true_in: Callable[[int], bool]


def question(version: int, chance: random.Random) -> Question:
    """Return a search about this version or one shortly before it."""
    about = max(0, version - chance.randrange(LIFE + 2))
    if chance.random() < 0.5:
        # Not the whole title, by which the database alone would find the product.
        return Question(
            "arrival",
            f"arrival-{about}",
            urlencode({"q": name_of(about)}),
            lambda now: about <= now < about + LIFE,
        )
    if chance.random() < 0.5:
        return Question(
            "price",
            "lantern",
            urlencode({"q": "lantern", "price_max": f"{10 + about}.50"}),
            lambda now: now <= about,
        )
    return Question(
        "price",
        "lantern",
        urlencode({"q": "lantern", "price_min": f"{10 + about}.00"}),
        lambda now: now >= about,
    )


def web() -> Callable[..., object]:
    """Return the shop's application; its answers say which process gave them."""
    serve: Callable[..., object] = get_wsgi_application()

    def application(environment: dict[str, object], start: Callable[..., object]) -> object:
        def started(status: str, headers: list[tuple[str, str]], *more: object) -> object:
            return start(status, [*headers, ("X-Process", str(os.getpid()))], *more)

        return serve(environment, started)

    return application
