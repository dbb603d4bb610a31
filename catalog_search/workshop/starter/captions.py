"""What can be said of a product: its title, and phrases from its color, kind and wearer."""

import re
from dataclasses import dataclass
from functools import cache

from catalog_search.workshop.starter.datasets import Row
from catalog_search.workshop.starter.likenesses import goods


@dataclass(frozen=True)
class Facts:
    """What a phrase says, or what is known of a photo; "" where nothing is."""

    kind: str = ""
    color: str = ""
    wearer: str = ""


@dataclass(frozen=True)
class Caption:
    text: str
    facts: Facts | None = None
    """What it says in full: it fits any photo of these facts. None: it fits its own photo only."""


def captions(row: Row) -> list[Caption]:
    """Return the captions of a row, the more useful ones more than once."""
    if "label" in row:
        return of_user_photo(row)
    return of_fashion(row) if row.get("category") else of_other(row)


def facts(row: Row) -> Facts:
    """Return what is known of the row's photo."""
    if "label" in row:
        return Facts(plain(row["label"]))
    if not row.get("category"):
        return Facts(plain(kind_in(short(row["title"]))))
    colors = row.get("colors") or [""]
    return Facts(plain(row["category"][-1]), plain(colors[0]), plain(row.get("gender") or ""))


def of_fashion(row: Row) -> list[Caption]:
    known = facts(row)
    kind, usage = row["category"][-1].lower(), (row.get("usage") or "").lower()
    wearer = (row.get("gender") or "").lower()
    color = (row.get("colors") or [""])[0].lower()
    pattern = ((row.get("attributes") or {}).get("Pattern") or "").lower()
    said = [Caption(row["title"])] * 3
    only_kind = Facts(known.kind)
    said += [Caption(kind, only_kind), Caption(f"a photo of {kind}", only_kind)]
    if color:
        said += [Caption(f"{color} {kind}", Facts(known.kind, known.color))] * 3
    if color and wearer:
        said.append(Caption(f"{color} {kind} for {wearer}", known))
        said.append(Caption(f"{wearer}'s {kind} in {color}", known))
    if wearer:
        said.append(Caption(f"{kind} for {wearer}", Facts(known.kind, wearer=known.wearer)))
    if usage:
        said.append(Caption(f"{usage} {kind}"))
    if pattern and color:
        said.append(Caption(f"{color} {pattern} {kind}"))
    return said


def of_user_photo(row: Row) -> list[Caption]:
    label, known = row["label"].lower(), facts(row)
    used = f"used kids' {label}" if row.get("kids") else f"used {label}"
    return [Caption(text, known) for text in (label, f"a photo of a {label}", used)]


def of_other(row: Row) -> list[Caption]:
    """Return the title, its beginning, and the kind of goods that this names."""
    said = [Caption(row["title"]), Caption(short(row["title"]))]
    if kind := kind_in(short(row["title"])):
        known = Facts(plain(kind))
        said += [Caption(kind, known), Caption(f"a photo of a {kind}", known)]
    return said


def short(title: str) -> str:
    """Return the title up to its first bracket, comma or bar."""
    return re.split(r"[(,|]", title)[0].strip() or title


def kind_in(title: str) -> str:
    """Return the longest name of goods (likenesses.txt) among the title's words, "" for none."""
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
    """Return the word so that "T-Shirt" and "Tshirts" are one."""
    return re.sub(r"[^a-z ]", "", word.lower()).rstrip("s")
