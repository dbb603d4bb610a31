"""Lookups that ignore case in letters beyond ASCII too, where the database does not."""

import unicodedata
from functools import reduce
from operator import or_

from django.db.models import Q

from catalog_search.models import databases


def in_any_case(lookup: str, text: str) -> Q:
    """Return the condition of a lookup that ignores case, such as title__icontains.

    SQLite ignores the case of A to Z alone: it is asked for the text in each of `cases`.
    """
    return reduce(or_, (Q((lookup, each)) for each in cases(text)))


def cases(text: str) -> list[str]:
    """Return the text in the cases in which rows may have it.

    It is the text alone if it has ASCII letters only, or the database ignores the case of all.
    """
    text = unicodedata.normalize("NFC", text)
    if text.isascii() or databases.connection().vendor != "sqlite":
        return [text]
    return list(dict.fromkeys([text, text.lower(), text.upper(), text.title(), text.capitalize()]))
