"""Columns that hold one text in several languages: `title_de`, `name-en_US`, "Title (EN)"."""

import re
from collections.abc import Iterable
from functools import lru_cache

from catalog_search import conf
from catalog_search.sync.cells.texts import CODES
from catalog_search.sync.tables.columns import apart

NAMES = {
    **CODES,
    **{"deutsch": "de", "français": "fr", "francais": "fr", "español": "es", "espanol": "es"},
    **{"italiano": "it", "polski": "pl", "português": "pt", "nederlands": "nl", "ukrainian": "uk"},
    **{"japanese": "ja", "chinese": "zh", "korean": "ko", "slovak": "sk"},
}
COUNTRIES = {"us": "en", "gb": "en", "at": "de", "ch": "de", "br": "pt", "mx": "es"}
"""Countries that stand where others name a language."""
BY_WORD = {**{code: code for code in NAMES.values()}, **NAMES, **COUNTRIES}
WORDS = "|".join(sorted(BY_WORD, key=len, reverse=True))
TOLD = re.compile(
    rf"(?P<first>{WORDS})[\s_.:-]"
    rf"|.*?[\W_](?P<last>{WORDS})(?:[-_][a-z]{{2}}(?:-[a-z_]+)?)?[)\]\s*]*$"
)
"""A language before a name, or behind it with a country and a channel."""


@lru_cache(maxsize=5000)
def language_in(name: str) -> str:
    """Return the code of the language that a column's name tells: `title_de` has "de"; else ""."""
    match = TOLD.match(apart(name).lower())
    return BY_WORD[match["first"] or match["last"]] if match else ""


def by_wish(names: Iterable[str]) -> list[str]:
    """Return the names, those in the catalogue's language first.

    Behind these stand names that tell no language, then English ones, then the others.
    """
    return in_order(tuple(names), conf.settings().language)


@lru_cache(maxsize=1000)
def in_order(names: tuple[str, ...], language: str) -> list[str]:
    wishes = [CODES.get(language, "en"), "", "en"]
    codes = {name: language_in(name) for name in names}
    return sorted(names, key=lambda name: [*wishes, codes[name]].index(codes[name]))
