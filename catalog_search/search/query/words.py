"""A text as its words: folded and in the singular, each with where it stands."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W_]+")
JOINERS = re.compile(r"[-&'’./+_]+")  # noqa: RUF001
SPELLINGS = {"gray": "grey", "multicolour": "multicolor", "woollen": "wool", "wooden": "wood"}

Stems = tuple[str, ...]
"""The words of a phrase, each as `stem` gives it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One run of letters and digits: text[start:end], and the stem it is compared by."""

    start: int
    end: int
    stem: str


def words_of(text: str) -> list[Word]:
    return [Word(one.start(), one.end(), stem(one[0])) for one in WORD.finditer(text)]


def stems(text: str) -> Stems:
    return tuple(stem(one) for one in WORD.findall(text))


def stem(word: str) -> str:
    """Return the word without case, accents and an English plural: "Sandalias" is "sandalia"."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return SPELLINGS.get(single := singular(bare), single)


def singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("shes", "ches", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def cuts_word(text: str, words: Sequence[Word], first: int, end: int) -> bool:
    """Return whether words[first:end] are a part of something joined, as "shirt" of "t-shirt"."""
    before = first > 0 and JOINERS.fullmatch(text[words[first - 1].end : words[first].start])
    after = end < len(words) and JOINERS.fullmatch(text[words[end - 1].end : words[end].start])
    return bool(before or after)
