"""The photo lookups that lookups.py measures: whole sources, each with its queries and answers."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from catalog_search.workshop.pictures import QUERIES
from catalog_search.workshop.starter.datasets import (
    Collection,
    for_measuring,
    load,
    read,
)
from catalog_search.workshop.starter.measure import groups, scenes

Photo = Callable[[], Image.Image]
DISTORTED = ("cluttered", "crop, turn, light, q30")
"""The distortions in which a photo is searched for where a source has one view of each thing."""
OFFICE, GROCERIES, FRUIT = "syorami/", "aleksandar-aleksandrov/", "abhinav9444/"
CONSUMER = "charlottemllt/"
SHOPS = (
    *("spree/", "dotnet/", "Azure-Samples/", "microsoft/TailwindTraders", "oroinc/", "vendure-"),
    *("microsoft/ContosoTraders", "SuperSimpleDev/", "thegricean/", "KhoiTienNguyen/"),
)
"""Sources of `goods` with single products, as their repositories' names begin."""

MEASURED = {"real": 12, "studio": 20, "groceries": 24, "fruit": 12}
"""The most photos of a label that are measured."""


@dataclass(frozen=True)
class Entry:
    """A photo of a lookup."""

    photo: Photo
    thing: str
    """What it shows; an answer is right if it shows the same."""
    apart: str
    """Never an answer to a query with an equal name: the photo itself, or its sender."""
    group: str
    """Photos that are drawn together for the interval."""


@dataclass(frozen=True)
class Lookup:
    """Queries to be found in an index of other photos."""

    name: str
    queries: Sequence[Entry]
    index: Sequence[Entry]


def lookups(data: Path, folder: Path | None = None) -> Iterator[Lookup]:
    """Yield the lookups of every source; `folder` may hold photos of one more shop."""
    goods = load(data, "goods")
    yield office(goods)
    yield among_themselves("groceries, shelf -> shelf", of_source(goods, GROCERIES), "groceries")
    yield among_themselves("fruit and vegetables", of_source(goods, FRUIT), "fruit")
    scene = scenes(for_measuring(data, "user-photos"))
    for name, photos in shops(data, goods, folder):
        shared = groups(data, photos).tolist() if name == "fashion" else prints(photos)
        twins = [str(twin) for twin in shared]
        for distortion in DISTORTED:
            yield own_photo(name, photos, twins, distortion, scene)
    yield other_senders(for_measuring(data, "user-photos"))


def shops(data: Path, goods: Collection, folder: Path | None) -> Iterator[tuple[str, Collection]]:
    yield "electronics", load(data, "electronics").every(6)
    yield "consumer goods", of_source(goods, CONSUMER).every(2)
    yield "small shops", of_source(goods, *SHOPS).every(2)
    yield "fashion", for_measuring(data, "fashion")
    if folder:
        files = sorted(path for path in folder.iterdir() if path.is_file())
        rows = [{"file": path.name} for path in files]
        numbers = list(range(len(files)))
        yield folder.name, Collection(folder.name, rows, numbers, lambda i: read(files[i]))


def of_source(goods: Collection, *sources: str) -> Collection:
    """Return the goods from repositories whose names begin with one of `sources`."""
    return goods.where(lambda row: str(row["source"]).startswith(sources))


def office(goods: Collection) -> Lookup:
    """Photos of things in an office, to be found by kind among studio photos of other such."""
    photos = of_source(goods, OFFICE)
    real = by_label(photos, MEASURED["real"], lambda row: row["domain"] == "real")
    studio = by_label(photos, MEASURED["studio"], lambda row: row["domain"] == "studio")
    return Lookup("office, real -> studio", labelled(photos, real), labelled(photos, studio))


def among_themselves(name: str, photos: Collection, measured: str) -> Lookup:
    """Some photos of every label, each to be found by label among the others."""
    entries = labelled(photos, by_label(photos, MEASURED[measured]))
    counts = Counter(entry.thing for entry in entries)
    entries = [entry for entry in entries if counts[entry.thing] > 1]
    return Lookup(name, entries, entries)


def other_senders(photos: Collection) -> Lookup:
    """Users' photos of clothes, to be found by label among those of other senders."""
    numbers = range(0, len(photos.rows), 2)
    entries = [
        Entry(partial(photos.photo, i), row["label"], row["sender"], row["sender"])
        for i, row in ((i, photos.rows[i]) for i in numbers)
    ]
    return Lookup("users' photos, other senders", entries, entries)


def own_photo(
    name: str,
    photos: Collection,
    twins: Sequence[str],
    distortion: str,
    backgrounds: Sequence[Image.Image],
) -> Lookup:
    """Every second photo, distorted, to be found among all; equal `twins` are equally right."""

    def distorted(i: int) -> Image.Image:
        random = np.random.default_rng([7, photos.numbers[i]])
        return QUERIES[distortion](photos.photo(i), random, backgrounds)

    queries = [
        Entry(partial(distorted, i), twins[i], f"query {i}", twins[i])
        for i in range(0, len(photos.rows), 2)
    ]
    index = [
        Entry(partial(photos.photo, i), twins[i], str(i), twins[i]) for i in range(len(photos.rows))
    ]
    return Lookup(f"{name}, {distortion}", queries, index)


def by_label(
    photos: Collection, limit: int, keep: Callable[[dict[str, object]], bool] = lambda _: True
) -> list[int]:
    """Return at most `limit` rows of every label, evenly from its rows."""
    rows: dict[str, list[int]] = {}
    for number, row in enumerate(photos.rows):
        if keep(row):
            rows.setdefault(row["label"], []).append(number)
    return [
        numbers[place]
        for numbers in rows.values()
        for place in np.unique(np.linspace(0, len(numbers) - 1, limit).astype(int)).tolist()
    ]


def labelled(photos: Collection, numbers: Sequence[int]) -> list[Entry]:
    return [
        Entry(partial(photos.photo, i), label, str(i), label)
        for i, label in ((i, photos.rows[i]["label"]) for i in numbers)
    ]


def prints(photos: Collection) -> list[str]:
    """Return a digest of every picture, equal for identical ones."""
    everything = range(len(photos.rows))
    return [hashlib.sha256(photos.photo(i).tobytes()).hexdigest() for i in everything]
