"""Check what settings are set to: numbers, yes and no, lists of names, the catalogue's language."""

import math
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import snowballstemmer
from django.core.checks import CheckMessage, Error
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import check, shown
from catalog_search.text.store.values import listed_values

FILTERS = ("category", "brand", "color", "price", "in_stock")
"""What every store can be filtered by, without FACETS."""
TAKEN = (*FILTERS, "price_min", "price_max", "store", "product", "photo", "visible")
TAKEN_BY_PAGES = (
    *("q", "sort", "page", "listing", "plain", "by_hand", "as_typed"),
    *("words", "crop", "parts", "like", "unlike"),
)
NAMES = ("FACETS", "SHOWN_ATTRIBUTES", "BARCODES")

SECRETS, HIDDEN = ("METRICS_TOKEN",), "***"
"""Settings whose value no message shows, and what stands in its place."""

MOST = {"SECONDS": 100 * 365 * 24 * 3600, "DAYS": 1000 * 365}
"""The longest times by their unit. With many more there is no such date, and a search would fail.

Other numbers go to the database, which takes 64 bits.
"""


@check
def numbers() -> Iterator[CheckMessage]:
    """Check numbers by their default: an integer must be 1 or more, a float a share from 0 to 1."""
    for name, default in conf.DEFAULTS.items():
        if isinstance(default, bool):
            continue
        value = conf.get(name)
        # True is a number to Python, and not one that anybody means.
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else -1
        if name == "ENGINE_SECONDS":
            if not 0 < number < math.inf:
                yield wrong_value(name, gettext("a number of seconds above 0"))
        elif isinstance(default, int):
            most = MOST.get(name.rpartition("_")[2], sys.maxsize)
            if not (isinstance(number, int) and number >= 1):
                yield wrong_value(name, gettext("a whole number of 1 or more"))
            elif number > most:
                expected = gettext("a whole number of at most %(most)d")
                yield wrong_value(name, expected % {"most": most})
        elif isinstance(default, float) and not 0 <= number <= 1:
            yield wrong_value(name, gettext("a share from 0 to 1"))


@check
def yes_or_no() -> Iterator[CheckMessage]:
    """Check switches: the text "no" from the environment would count as yes."""
    for name, default in conf.DEFAULTS.items():
        if isinstance(default, bool) and not isinstance(conf.get(name), bool):
            yield wrong_value(name, gettext("True or False"))


@check
def names() -> Iterator[CheckMessage]:
    """Check that lists of attributes are lists of text: a lone text would be one of letters."""
    for name in NAMES:
        given = conf.get(name)
        if not is_list_of_text(given) or not all(each and each == each.strip() for each in given):
            yield wrong_value(name, gettext('a list of names, such as ["size", "material"]'))


@check
def facets() -> Iterator[CheckMessage]:
    setting = conf.settings().facets
    for name in sorted(
        {*TAKEN, *TAKEN_BY_PAGES} & set(setting if is_list_of_text(setting) else ())
    ):
        yield Error(
            gettext("CATALOG_SEARCH['FACETS'] has %(name)r, a name that is taken.")
            % {"name": name},
            hint=gettext(
                "Remove it: every store can be filtered by %(filters)s. If it is an attribute of "
                "your own, give it another name in your source."
            )
            % {"filters": ", ".join(FILTERS)},
            id="catalog_search.E005",
        )


@check
def attributes() -> Iterator[CheckMessage]:
    """Check that each declared value is one: "S/M/L" would become three when it is accepted."""
    for name, attribute in conf.settings().attributes.items():
        for value in attribute.values:
            if (values := listed_values(value)) != [value]:
                listed = ", ".join(map(repr, values))
                yield Error(
                    gettext(
                        "CATALOG_SEARCH['ATTRIBUTES'][%(name)r] has the value %(value)r, which "
                        "reads as several: %(listed)s."
                    )
                    % {"name": name, "value": value, "listed": listed},
                    hint=gettext("Write it as one name, or declare each of them."),
                    id="catalog_search.E005",
                )


@check
def language() -> Iterator[CheckMessage]:
    languages = snowballstemmer.algorithms()
    given = conf.settings().language
    if not isinstance(given, str) or given not in ("", *languages):
        expected = gettext('Snowball\'s name of a language, or "" for none')
        yield wrong_value("LANGUAGE", f"{expected} ({', '.join(languages)})")


@check
def synonyms() -> Iterator[CheckMessage]:
    setting = conf.settings().synonyms
    if not (isinstance(setting, list | tuple) and all(map(is_synonym, setting))):
        expected = gettext(
            "a list of lists of words that mean the same, or of dictionaries of words to words, "
            "such as %(example)s"
        )
        expected_form = expected % {"example": '[["sofa", "couch"], {"trousers": ["jeans"]}]'}
        yield wrong_value("SYNONYMS", expected_form)


def is_synonym(entry: object) -> bool:
    if isinstance(entry, Mapping):
        values = (isinstance(each, str) or is_list_of_text(each) for each in entry.values())
        return is_list_of_text([*entry]) and all(values)
    return is_list_of_text(entry)


def is_list_of_text(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(each, str) for each in value)


def wrong_value(name: str, expected: str) -> CheckMessage:
    value = HIDDEN if name in SECRETS else shown(conf.get(name))
    return Error(
        gettext("CATALOG_SEARCH[%(name)r] is %(value)r; it must be %(expected)s.")
        % {"name": name, "value": value, "expected": expected},
        hint=gettext("Correct it, or remove it to use the default, %(default)r.")
        % {"default": conf.DEFAULTS[name]},
        id="catalog_search.E005",
    )
