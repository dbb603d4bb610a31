"""Judged queries for the demo catalogue, written and graded by us.

There are 128 queries as shoppers type them: descriptions, misspellings, color and type, uses, other
names, price limits, sizes, negations, brands, article numbers, vague ones, several things at once,
and some that no product answers.
`demo_judgements.csv` grades products for each query: 2 is what was asked for, 1 is acceptable,
0 is wrong although it may look right. Products without a line were reviewed too and are wrong.

The grades were given with all 89 products, their texts and photos, side by side, before any query
was run. Every other query is for tuning (`train`); the rest (`dev`) is only for reporting.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("demo_judgements.csv")
NOTHING = "nothing"
"""The kind of query that no product of the demo answers."""


@dataclass(slots=True)
class Judged:
    """A query with the grades of products, by SKU; `split` is train or dev."""

    query: str
    kind: str
    split: str
    grades: dict[str, int] = field(default_factory=dict)


def judged() -> list[Judged]:
    """Return the judged queries in the order of the file."""
    queries: dict[str, Judged] = {}
    with FILE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            text = row["query"]
            query = queries.setdefault(text, Judged(text, row["kind"], row["split"]))
            query.grades[row["sku"]] = int(row["grade"])
    return list(queries.values())


QUERIES: dict[str, tuple[str, ...]] = {
    "something to take pictures with": ("Photo",),
    "old fashioned camera": ("Photo",),
    "plant in a pot": ("Plants",),
    "green leaves": ("Plants",),
    "flowers": ("Plants",),
    "shoes for running": ("Footwear",),
    "white sneakers": ("Footwear",),
    "drink made of fruit": ("Juices",),
    "healthy vegetable juice": ("Juices",),
    "alcoholic drink": ("Alcohol",),
    "bottle of wine": ("Alcohol",),
    "seat for the living room": ("Furniture",),
    "furniture made of wood": ("Furniture",),
    "sofa": ("Furniture",),
    "warm top with a hood": ("Hoodies",),
    "short sleeved shirt": ("T-shirts", "Polo Shirts"),
    "shirt with a collar": ("Polo Shirts",),
    "paint for the wall": ("Paints",),
    "computer accessories": ("Computers",),
    "screen for my desk": ("Computers",),
    "ball to play with": ("Equipment",),
    "boxing and gym gear": ("Equipment",),
    "sleeping outdoors": ("Equipment",),
    "soft pillow": ("Homewares",),
}
"""The first 24 queries, judged by category: a product is right if a part of its category contains
one of these words. It is coarse, but comparable with figures from before the grades existed.
"""

LOOKUPS = (
    "Instant Camera",
    "Road Bike",
    "Spiky Cactus",
    "Leather Sofa",
    "Clacky Keyboard",
    "Boxing Gloves",
    "Yellow Plimsolls",
    "Red Wine",
    "Mustard Hoodie",
    "Orchid",
)
"""Titles of the products whose photos are cropped, rotated, compressed and searched for."""

SCENE = ("Grey Fabric Sofa", "Bonsai Tree", "Instant Camera")
"""Titles of the products whose photos make up one scene."""
