"""The photos and views that teach how the parts of a photo's details are joined (joining.py).

None of them is measured by lookups.py: of the same sources, other rows are taken.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from catalog_search.workshop.pictures import varied
from catalog_search.workshop.starter.datasets import Collection, Row, for_training, load
from catalog_search.workshop.starter.grounds import laid
from catalog_search.workshop.starter.lookup_sources import (
    CONSUMER,
    GROCERIES,
    MEASURED,
    OFFICE,
    SHOPS,
    Entry,
    by_label,
    of_source,
)
from catalog_search.workshop.starter.views import SEEDS, Viewer

CALTECH, TOOLS = "MachineLearning2020/", "microsoft/ignite"
SHOPS_LEARNED_FROM = ("fashion", "users")
"""Where the model before joining knows more than the network that was never tuned."""
OPEN = ("caltech", "tools", "electronics", *SHOPS_LEARNED_FROM)
"""Sources of openly licensed photos, and those that the starter is trained on anyway."""


@dataclass(frozen=True)
class Taught:
    """Some photos of one source, and the views they are taught in; the first is plain."""

    name: str
    photos: Collection
    rows: Sequence[int]
    views: tuple[str, ...]
    kinds: bool = False
    """Whether labels name kinds, so that two photos of a label should be near each other."""

    @property
    def labels(self) -> list[str]:
        """What each photo shows; "" where that is unknown."""
        if not self.kinds:
            return [""] * len(self.rows)
        shared = self.name.split("_", 1)[0]
        return [f"{shared}/{self.photos.rows[i]['label']}" for i in self.rows]


def taught(data: Path) -> Iterator[Taught]:
    """Yield the sources that may teach. The README of `goods` says under which licences."""
    goods = load(data, "goods")
    caltech, tools = of_source(goods, CALTECH), of_source(goods, TOOLS)
    yield Taught("caltech", caltech, by_label(caltech, 10), ("plain", "laid"), kinds=True)
    yield Taught("tools", tools, by_label(tools, 15), ("plain", "laid"), kinds=True)
    for name, sources in (("consumer", (CONSUMER,)), ("shops", SHOPS)):
        photos = of_source(goods, *sources)
        odd = range(1, len(photos.rows), 2)
        yield Taught(name, photos, spread(odd, 300), ("plain", "laid", "varied"))
    shelves = of_source(goods, GROCERIES)
    rows = unmeasured_rows(shelves, MEASURED["groceries"], 12)
    yield Taught("groceries", shelves, rows, ("plain", "varied"), kinds=True)
    office = of_source(goods, OFFICE)
    for domain, limit in (("real", 7), ("studio", 8)):
        rows = unmeasured_rows(office, MEASURED[domain], limit, partial(is_of, domain))
        yield Taught(f"office_{domain}", office, rows, ("plain",), kinds=True)
    electronics = load(data, "electronics")
    rows = spread(range(3, len(electronics.rows), 6), 250)
    yield Taught("electronics", electronics, rows, ("plain", "laid", "varied"))
    fashion, users = for_training(data, "fashion"), for_training(data, "user-photos")
    rows = spread(range(len(fashion.rows)), 500)
    yield Taught("fashion", fashion, rows, ("plain", "laid", "varied"))
    yield Taught("users", users, spread(range(len(users.rows)), 300), ("plain", "varied"))


def is_of(domain: str, row: Row) -> bool:
    return bool(row["domain"] == domain)


def spread(rows: Sequence[int], limit: int) -> list[int]:
    """Return at most `limit` of the rows, evenly from their order."""
    places = np.unique(np.linspace(0, len(rows) - 1, min(limit, len(rows))).astype(int))
    return [rows[place] for place in places.tolist()]


def unmeasured_rows(
    photos: Collection, measured: int, limit: int, keep: Callable[[Row], bool] = lambda _: True
) -> list[int]:
    """Return at most `limit` rows of every label that are not among its `measured` rows."""
    taken = set(by_label(photos, measured, keep))
    rows: dict[str, list[int]] = {}
    for number, row in enumerate(photos.rows):
        if keep(row) and number not in taken:
            rows.setdefault(row["label"], []).append(number)
    # Not min(most, ...) places of a label: labels with fewer rows give each of them once.
    return [
        numbers[place]
        for numbers in rows.values()
        for place in np.unique(np.linspace(0, len(numbers) - 1, limit).astype(int)).tolist()
    ]


def entries(source: Taught, view: str, viewer: Viewer) -> list[Entry]:
    """Return the source's photos in one view; the same view always has the same pixels."""
    return [
        Entry(partial(viewed, source, i, view, viewer), "", f"{source.photos.numbers[i]}", "")
        for i in source.rows
    ]


def viewed(source: Taught, i: int, view: str, viewer: Viewer) -> Image.Image:
    photo = source.photos.photo(i)
    if view == "plain":
        return photo
    random = np.random.default_rng([SEEDS[view], source.photos.numbers[i]])
    if view == "laid":
        return laid(photo, random, viewer.backgrounds)[0]
    # Users' photos are cluttered already.
    return varied(photo, random, [] if source.name == "users" else viewer.scenes)
