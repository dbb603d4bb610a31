"""Ranges of sizes in a query: "size 42 to 44" is 42, 43 or 44, and no price."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from catalog_search import conf
from catalog_search.search.query.parts import Constraint
from catalog_search.search.query.value_names import is_of_sizes, names_of_size
from catalog_search.search.query.values import may_filter
from catalog_search.text.analysis import terms_of
from catalog_search.text.currencies import CURRENCY
from catalog_search.text.rules import language_rules
from catalog_search.text.store.values import KnownValue, StoreValues

MAX_STEPS = 40
"""Half sizes of one range."""


@dataclass(frozen=True, slots=True)
class SizeRange:
    """The range that text[start:end] of a query names, from `first` to `last`."""

    start: int
    end: int
    first: float
    last: float


def size_ranges(text: str) -> Iterator[SizeRange]:
    """Yield the ranges behind a word for sizes. On its own "42 to 44" may be anything."""
    for match in conf.once("ranges of sizes", range_form).finditer(text):
        first, last = (float(number.replace(",", ".")) for number in match.groups())
        if first < last <= first + MAX_STEPS / 2:
            yield SizeRange(*match.span(), first, last)


def range_form() -> re.Pattern[str]:
    rules = language_rules()
    number = r"(\d{1,3}(?:[.,]5)?)"
    joint = rf"(?:\s*[-\u2013]\s*|\s+(?:{rules.joint})\s+)"
    lead = rf"(?<!\w)(?:{rules.size_leads}|{rules.size_marks})(?:[\s:]+|(?<=\.))"
    lead = rf"{lead}(?:(?:{rules.between})\s+)?"
    ends = rf"(?![\w%]|[.,]\d|\s?(?:{CURRENCY}))"
    return re.compile(f"{lead}{number}{joint}{number}{ends}", re.IGNORECASE)


def range_constraints(
    text: str, ranges: list[SizeRange], store: StoreValues
) -> Iterator[Constraint]:
    """Yield a filter by the store's sizes in each range; a size may have the range as its name."""
    for each in ranges:
        sizes = [*sizes_called(f"{each.first:g} {each.last:g}", store)]
        steps = (each.first + step / 2 for step in range(MAX_STEPS + 1))
        names = (f"{size:g}" for size in steps if size <= each.last)
        sizes = sizes or [*chain.from_iterable(sizes_called(name, store) for name in names)]
        if len({size.field for size in sizes}) == 1:
            values = tuple(dict.fromkeys(chain.from_iterable(size.values for size in sizes)))
            typed = text[each.start : each.end]
            yield Constraint(sizes[0].field, each.start, each.end, typed, values=values)


def sizes_called(name: str, store: StoreValues) -> Iterator[KnownValue]:
    for phrase in map(terms_of, [name, *names_of_size(name)]):
        for value in store.phrases.get(phrase, ()):
            if is_of_sizes(value) and may_filter(value, phrase, store, sized=True):
                yield value
