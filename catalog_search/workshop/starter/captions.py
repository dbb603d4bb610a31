"""Captions of a product: its title, and phrases from its color, kind and wearer."""

import re
from dataclasses import dataclass
from functools import cache

from catalog_search.workshop.starter.datasets import Row
from catalog_search.workshop.starter.likenesses import goods


@dataclass(frozen=True)
class Facts:
    """The facts that a phrase states or that are known of a photo; "" for an unknown fact."""

    kind: str = ""
    color: str = ""
    wearer: str = ""


@dataclass(frozen=True)
class Caption:
    text: str
    facts: Facts | None = None
    """All facts the caption states; it fits every photo with them. None: only its own photo."""


def captions(row: Row) -> list[Caption]:
    """Return the captions of a row, with the more useful captions repeated."""
    if "label" in row:
        return of_user_photo(row)
    return of_fashion(row) if row.get("category") else of_other(row)


def facts(row: Row) -> Facts:
    """Return the facts known of the row's photo."""
    if "label" in row:
        return Facts(plain(row["label"]))
    if not row.get("category"):
        return Facts(plain(kind_in(short(row["title"]))))
    colors = row.get("colors") or [""]
    return Facts(plain(row["category"][-1]), plain(colors[0]), plain(row.get("gender") or ""))


def of_fashion(row: Row) -> list[Caption]:
    row_facts = facts(row)
    kind, usage = row["category"][-1].lower(), (row.get("usage") or "").lower()
    wearer = (row.get("gender") or "").lower()
    color = (row.get("colors") or [""])[0].lower()
    pattern = ((row.get("attributes") or {}).get("Pattern") or "").lower()
    phrases = [Caption(row["title"])] * 3
    only_kind = Facts(row_facts.kind)
    phrases += [Caption(kind, only_kind), Caption(f"a photo of {kind}", only_kind)]
    if color:
        phrases += [Caption(f"{color} {kind}", Facts(row_facts.kind, row_facts.color))] * 3
    if color and wearer:
        phrases.append(Caption(f"{color} {kind} for {wearer}", row_facts))
        phrases.append(Caption(f"{wearer}'s {kind} in {color}", row_facts))
    if wearer:
        phrases.append(
            Caption(f"{kind} for {wearer}", Facts(row_facts.kind, wearer=row_facts.wearer))
        )
    if usage:
        phrases.append(Caption(f"{usage} {kind}"))
    if pattern and color:
        phrases.append(Caption(f"{color} {pattern} {kind}"))
    return phrases


def of_user_photo(row: Row) -> list[Caption]:
    label, row_facts = row["label"].lower(), facts(row)
    used = f"used kids' {label}" if row.get("kids") else f"used {label}"
    return [Caption(text, row_facts) for text in (label, f"a photo of a {label}", used)]


def of_other(row: Row) -> list[Caption]:
    """Return the title, its beginning, and the kind of goods the beginning names."""
    phrases = [Caption(row["title"]), Caption(short(row["title"]))]
    if kind := kind_in(short(row["title"])):
        kind_facts = Facts(plain(kind))
        phrases += [Caption(kind, kind_facts), Caption(f"a photo of a {kind}", kind_facts)]
    return phrases


def short(title: str) -> str:
    """Return the title up to its first bracket, comma or bar."""
    return re.split(r"[(,|]", title)[0].strip() or title


def kind_in(title: str) -> str:
    """Return the longest name of goods from likenesses.txt in the title; "" for none."""
    words = re.findall(r"[a-z0-9-]+", title.lower())
    for length in range(min(4, len(words)), 0, -1):
        for start in range(len(words) - length, -1, -1):
            if (name := " ".join(words[start : start + length])) in names():
                return name
    return ""


@cache
def names() -> frozenset[str]:
    return frozenset(goods())


def plain(word: str) -> str:
    """Return the word normalised, so that "T-Shirt" and "Tshirts" are equal."""
    return re.sub(r"[^a-z ]", "", word.lower()).rstrip("s")
