"""The eight shops: records and photos read from the data folder, nothing of which is kept here.

The words of four are invented: a grocer who also sells sports gear, pantry.jsonl, a hardware store
with stationery, kitchen appliances and music, hardware.jsonl, a department store for home, baby,
beauty and electronics, department.jsonl, and an outfitter at a lake who also sells food,
outfitter.jsonl.
"""

import json
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

from catalog_search.types import Record

FASHION_FACETS = ("gender", "season", "usage")
FASHION_ATTRIBUTES = (
    *("Fabric", "Material", "Pattern", "Sleeve Length", "Neck", "Occasion", "Sport", "Fit"),
    *("Type", "Fastening", "Strap Material"),
)
CONSUMER_GOODS = "charlottemllt"
"""Where the source of the shop `goods` begins; `corners` has every other captioned photo."""
NOISE = " resized"
"""What some captions of `corners` end with: a trace of their files' names."""


INVENTED = Path(__file__).parent
"""Invented products; the photo of each is one of those with its label, counted from 0."""


@dataclass(frozen=True)
class Shop:
    """A shop to measure: how its records are read and which attributes shoppers see."""

    records: Callable[[Path], Iterator[Record]]
    read_photo: Callable[[Path, str], bytes]
    facets: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open() as file:
        yield from map(json.loads, file)


def shared_record(row: Mapping[str, Any], folder: str) -> Record:
    """Return what `fashion` and `rooms` have in common."""
    return Record(
        sku=row["sku"],
        title=row["title"],
        description=row["description"] or "",
        category=tuple(row["category"]),
        brand=row["brand"] or "",
        colors=tuple(row["colors"]),
        images=tuple(f"{folder}/{path}" for path in row["images"]),
    )


def fashion_records(data: Path) -> Iterator[Record]:
    for row in lines(data / "fashion/catalog.jsonl"):
        named = {name: row[name] for name in FASHION_FACETS}
        stated = {k: row["attributes"][k] for k in FASHION_ATTRIBUTES if k in row["attributes"]}
        yield replace(
            shared_record(row, "fashion"),
            price=Decimal(str(row["sale_price"] or row["price"])),
            currency=row["currency"],
            attributes={name: value for name, value in {**named, **stated}.items() if value},
        )


def rooms_records(data: Path) -> Iterator[Record]:
    for row in lines(data / "rooms/catalog.jsonl"):
        attributes = {"size": row["size"]} if row["size"] else {}
        yield replace(shared_record(row, "rooms"), attributes=attributes)


def goods_records(data: Path) -> Iterator[Record]:
    for row in captioned(data):
        if row["source"].startswith(CONSUMER_GOODS):
            yield Record(
                sku=f"goods-{Path(row['file']).stem}",
                title=row["caption"],
                category=tuple(row["group"].split("/")),
                images=(f"{row['tar']}/{row['file']}",),
            )


def corners_records(data: Path) -> Iterator[Record]:
    """Photos of one source, group and caption are of one product."""
    products: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in captioned(data):
        if not row["source"].startswith(CONSUMER_GOODS):
            key = (row["source"], row["group"], row["caption"].removesuffix(NOISE).strip())
            products.setdefault(key, []).append(row)
    for (_, group, title), rows in products.items():
        category, stated = place_and_facts(group)
        yield Record(
            sku=f"corner-{Path(rows[0]['file']).stem}",
            title=title,
            category=category,
            brand=" ".join(stated.get("brand", ())),
            colors=tuple(stated.get("color", ())),
            images=tuple(f"{row['tar']}/{row['file']}" for row in rows),
        )


def place_and_facts(group: str) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """Return the category path, and what `shop/Plants|brand:X|color:red` says beside it."""
    place, facts = [], dict[str, list[str]]()
    for part in group.replace("|", "/").split("/"):
        name, colon, value = part.partition(":")
        if colon:
            facts.setdefault(name, []).append(value)
        elif part not in ("shop", "goods"):
            place.append(part[:1].upper() + part[1:])
    return tuple(place), facts


def invented_records(shop: str, data: Path) -> Iterator[Record]:
    photos: dict[str, list[str]] = {}
    for row in lines(data / "goods/goods.jsonl"):
        photos.setdefault(row["label"], []).append(f"{row['tar']}/{row['file']}")
    for number, row in enumerate(lines(INVENTED / f"{shop}.jsonl")):
        yield Record(
            sku=f"{shop}-{number}",
            title=row["title"],
            description=row.get("description", ""),
            category=tuple(row["category"]),
            brand=row["brand"],
            colors=tuple(row["color"].split()) if "color" in row else (),
            price=Decimal(row["price"]),
            currency="EUR",
            images=(photos[row["label"]][row["photo"]],),
        )


def captioned(data: Path) -> Iterator[dict[str, Any]]:
    return (row for row in lines(data / "goods/goods.jsonl") if row["caption"])


def from_folder(data: Path, key: str) -> bytes:
    return (data / key).read_bytes()


def from_tar(data: Path, key: str) -> bytes:
    tar, _, name = key.partition("/")
    path = data / "goods" / tar
    start, size = places(path)[name]
    with path.open("rb") as file:
        file.seek(start)
        return file.read(size)


@cache
def places(path: Path) -> dict[str, tuple[int, int]]:
    """Return where each file of the tar begins, and its size."""
    with tarfile.open(path) as tar:
        return {member.name: (member.offset_data, member.size) for member in tar}


SHOPS: Mapping[str, Shop] = {
    "fashion": Shop(fashion_records, from_folder, FASHION_FACETS, FASHION_ATTRIBUTES),
    "rooms": Shop(rooms_records, from_folder, (), ("size",)),
    "goods": Shop(goods_records, from_tar),
    "corners": Shop(corners_records, from_tar),
    "pantry": Shop(partial(invented_records, "pantry"), from_tar),
    "hardware": Shop(partial(invented_records, "hardware"), from_tar),
    "department": Shop(partial(invented_records, "department"), from_tar),
    "outfitter": Shop(partial(invented_records, "outfitter"), from_tar),
}
