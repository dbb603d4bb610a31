"""Whether a word is a word of the store's language, whatever the store sells.

The word lists are those of pyspellchecker, which has them for some languages.
"""

import gzip
import re
from functools import cache, lru_cache
from importlib import resources

from catalog_search import conf
from catalog_search.text.analysis import fold

LANGUAGES = {
    "arabic": "ar",
    "basque": "eu",
    "dutch": "nl",
    "english": "en",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
}
"""The word list for each LANGUAGE that has one."""

NUMBER = re.compile(rb"\d+")
UNMET = {"en": 50}
"""The number of words that were never met in use, where the list tells. They are likelier typos:
one "shoos" birds away."""


def has(token: str) -> bool:
    """Return whether the folded token is a word of LANGUAGE; False for one without a list."""
    language = LANGUAGES.get(conf.settings().language)
    if not language:
        return False
    return is_listed(token, language)


def has_singular(token: str) -> bool:
    """Return whether the list of LANGUAGE, English, has "tyre" but nothing of "tyres"."""
    english, singular = "en", token.removesuffix("s")
    if LANGUAGES.get(conf.settings().language) != english or singular == token:
        return False
    return times_met(token, english) == 0 and is_listed(singular, english)


def is_listed(token: str, language: str) -> bool:
    return times_met(token, language) > UNMET.get(language, 0)


@lru_cache(maxsize=10_000)
def times_met(token: str, language: str) -> int:
    """Return the number that the list has for the token, 0 if it has none."""
    text, key = listed(language), f'"{token}": '.encode()
    place = text.find(key)
    number = NUMBER.match(text, place + len(key)) if place >= 0 else None
    return int(number[0]) if number else 0


@cache
def listed(language: str) -> bytes:
    """Return the list as it is stored, folded: JSON with a number for each word.

    It is searched as text, in two milliseconds. As a dictionary it would take 28 MB.
    """
    file = resources.files("spellchecker") / "resources" / f"{language}.json.gz"
    lines = gzip.decompress(file.read_bytes()).decode().splitlines()
    # All words with accents are folded at once: a call for each would take half as long again.
    folded = iter(fold("\n".join(line for line in lines if not line.isascii())).split("\n"))
    return "\n".join([line if line.isascii() else next(folded) for line in lines]).encode()
