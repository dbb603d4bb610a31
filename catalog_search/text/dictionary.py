"""Whether a word is a word of the store's language, whatever the store sells.

The word lists are those of pyspellchecker, which has them for some languages.
"""

import gzip
import json
from functools import cache
from importlib import resources

from catalog_search import conf

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


def has(token: str) -> bool:
    """Return whether the token is a word of LANGUAGE; False for a language without a list."""
    language = LANGUAGES.get(conf.settings().language)
    return bool(language) and f"{json.dumps(token)}:".encode() in listed(str(language))


@cache
def listed(language: str) -> bytes:
    """Return the list as it is stored: JSON with a number for each word.

    It is searched as text, in a third of a millisecond. As a dictionary it would take 28 MB.
    """
    file = resources.files("spellchecker") / "resources" / f"{language}.json.gz"
    return gzip.decompress(file.read_bytes())
