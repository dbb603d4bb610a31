"""Judged queries: what shoppers type, and rules that grade every product before it is asked.

A line of queries/SHOP.jsonl:

    {"query": "red kurta", "kind": "color", "grades": [
        {"grade": 3, "category": "kurtas", "color": "red"}, {"grade": 1, "category": "kurtas"}]}

A rule's values are regular expressions, tried anywhere and in any case on fields of the record: all
must be found, and none of those whose field begins with "not ". `first color` is the color named
first, `words` every text of the record; `price` is [low, high], null for no bound; any other name
is an attribute's. The first rule that holds gives the grade, else it is 0. A query of the kind
"none" has no rules: the shop does not sell it.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalog_search.types import Record

FOLDER = Path(__file__).parent / "queries"
KINDS = (
    *("goods", "color", "brand", "material", "use", "typo", "synonym", "compound", "price"),
    *("negation", "two-things", "vague", "unit", "with-for", "opinion"),
)
NONE = "none"
HALVES = ("train", "report")
NOT = "not "
Rule = Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """A query of one kind, and its rules; () if the shop has nothing of it."""

    query: str
    kind: str
    rules: tuple[Rule, ...] = ()

    @property
    def half(self) -> str:
        """Return "train" or "report", by a hash of the query, so that nobody chooses."""
        return HALVES[hashlib.sha256(self.query.encode()).digest()[0] % 2]

    def grades(self, records: Iterable[Record]) -> dict[str, int]:
        """Return the grades above 0 by SKU."""
        graded = {record.sku: grade_of(self.rules, record) for record in records}
        return {sku: grade for sku, grade in graded.items() if grade}


def read(shop: str) -> list[Judged]:
    text = (FOLDER / f"{shop}.jsonl").read_text()
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [Judged(row["query"], row["kind"], tuple(row.get("grades", ()))) for row in rows]


def grade_of(rules: Sequence[Rule], record: Record) -> int:
    """Return the grade of the first rule that holds, 0 if none does."""
    return next((int(rule["grade"]) for rule in rules if holds(rule, record)), 0)


def holds(rule: Rule, record: Record) -> bool:
    return all(met(name, wanted, record) for name, wanted in rule.items() if name != "grade")


def met(name: str, wanted: Any, record: Record) -> bool:
    if name.startswith(NOT):
        return not met(name.removeprefix(NOT), wanted, record)
    if name == "price":
        low, high = wanted
        return (
            record.price is not None
            and (low is None or record.price >= low)
            and (high is None or record.price <= high)
        )
    return bool(pattern(wanted).search(field_of(record, name)))


def field_of(record: Record, name: str) -> str:
    """Return the field as the text that rules are tried on."""
    if name == "category":
        return " > ".join(record.category)
    if name == "color":
        return ", ".join(record.colors)
    if name == "first color":
        return record.colors[0] if record.colors else ""
    if name == "words":
        fields = ("title", "category", "brand", "color", "description")
        texts = [field_of(record, each) for each in fields]
        return "; ".join([*texts, *map(str, record.attributes.values())])
    if name in ("title", "brand", "description"):
        return str(getattr(record, name))
    return str(record.attributes.get(name, ""))


@cache
def pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
