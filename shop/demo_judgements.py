"""What a person searching the demo catalogue would want: our own queries and judgements.

Sixty queries as shoppers type them: descriptions, misspelt ones, a color and a type, uses, price
wishes, negations, brands and article numbers, vague ones, and some that nothing is right for.
`demo_judgements.csv` has a grade for each product that is worth a word: 2 is what was asked for,
1 is welcome, 0 is wrong though it may look right. What no line names was looked at and is wrong.

The grades were given with all 89 products, their texts and photos, side by side, and before any of
the queries was put to the search. Every other query is for tuning (`train`), the rest (`dev`) only
for reporting.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).with_name("demo_judgements.csv")
NOTHING = "nothing"
"""The kind of queries for which the demo has no product."""


@dataclass(slots=True)
class Judged:
    """A query and the grades of products by their sku; `split` is train or dev."""

    query: str
    kind: str
    split: str
    grades: dict[str, int] = field(default_factory=dict)


def judged() -> list[Judged]:
    """Return the queries of the file in its order."""
    found: dict[str, Judged] = {}
    with FILE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            query = row["query"]
            one = found.setdefault(query, Judged(query, row["kind"], row["split"]))
            one.grades[row["sku"]] = int(row["grade"])
    return list(found.values())


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

"""The first 24 once more, judged without looking: right is what has one of these words in its
category. That is coarse on purpose, and can be compared with figures from before there was a file.
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
"""Titles of the products whose photos are cropped, turned, compressed and looked up."""

SCENE = ("Grey Fabric Sofa", "Bonsai Tree", "Instant Camera")
"""Titles of the products whose photos make up one scene."""
