"""Denied traits, which goods of any category may have: materials, wearers, how things work."""

import re

from catalog_search import conf
from catalog_search.search.query.values import terms_in
from catalog_search.text.analysis import term, terms_of
from catalog_search.text.descriptive import FUNCTIONS, MATERIALS
from catalog_search.text.rules import language_rules

MADE_OF = re.compile(r"(?<!\w)(?:made|out|of|aus|de|en|d['\u2019])\s*$", re.IGNORECASE)
"""How a denial ends before what goods are made of: "not made of", "nicht aus"."""


def is_trait(denial: str, words: str) -> bool:
    """Return whether the denied words, behind the `denial`, are a trait: "not made of leather"."""
    known = conf.once("denied traits", trait_terms)
    return bool(MADE_OF.search(denial)) or known.issuperset(terms_of(words))


def trait_terms() -> frozenset[str]:
    wearers = map(terms_in, language_rules().wearers.values())
    return frozenset(map(term, MATERIALS | FUNCTIONS)).union(*wearers)


def before_with(title: str) -> str:
    """Return the title before words such as "with": a "guitar with strings" is none of strings."""
    return split_at_with(title)[0]


def split_at_with(text: str) -> list[str]:
    """Return what stands before the first "with" and, if there is one, what stands behind it."""
    return conf.once("words for with", with_form).split(text, maxsplit=1)


def with_form() -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{language_rules().with_words})\s", re.IGNORECASE)
