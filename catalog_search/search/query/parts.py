"""Constraints that are parsed from a query, with the words that express them."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from catalog_search.catalogue.rows import CHOICES
from catalog_search.models import category_prefixes
from catalog_search.retrieval.filters import Filters
from catalog_search.search.query.kinds import VAGUE
from catalog_search.text.analysis import WORD, Terms, Word, fold, term, terms_of, tokens, words_of
from catalog_search.text.goods.goods import are_goods, name_of_goods, sorts_of
from catalog_search.text.goods.uses import stating
from catalog_search.text.query.compounds import one_word
from catalog_search.text.rules import language_rules
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.store.synonyms import of_language
from catalog_search.types import Exclude

MAX_BEHIND = 2
"""Words by which the name of other goods goes on."""
NEXT_WORD = re.compile(r"[ -](?P<word>[^\W\d_]+)")
PURPOSE = re.compile(r"\b(?:for|to)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint of a query, which `text[start:end]` of the query expresses."""

    kind: str
    """"price", "sort", "not", or the name of the facet that has the `values`."""
    start: int
    end: int
    text: str
    values: tuple[str, ...] = ()
    """Alternative values of the facet; for "not" the excluded words."""
    low: float | None = None
    high: float | None = None
    sort: str = ""
    excluded: tuple[Exclude, ...] = ()
    note: str = ""
    """A message for the shopper if the constraint cannot be applied as written, else ""."""
    also_searched: bool = False
    """Whether the words are also searched for."""
    preferred: bool = False
    """Whether products use the same words, such as "sugar-free": those that do rank higher."""


def apply_constraints(filters: Filters, constraints: Iterable[Constraint]) -> Filters:
    """Return the filters with these constraints: values are added, price limits get narrower."""
    for constraint in constraints:
        filters = apply_constraint(filters, constraint)
    return filters


def apply_constraint(filters: Filters, constraint: Constraint) -> Filters:
    if constraint.kind in CHOICES:
        values = (*getattr(filters, constraint.kind), *constraint.values)
        if constraint.kind == "category":
            values = within_both(filters.category, constraint.values) or values
        selected: dict[str, Any] = {constraint.kind: tuple(dict.fromkeys(values))}
        return replace(filters, **selected)
    if constraint.values and constraint.kind != "not":
        values = (*filters.attributes.get(constraint.kind, ()), *constraint.values)
        attributes = {**filters.attributes, constraint.kind: tuple(dict.fromkeys(values))}
        return replace(filters, attributes=attributes)
    return replace(
        filters,
        price_min=max(set_limits(filters.price_min, constraint.low), default=None),
        price_max=min(set_limits(filters.price_max, constraint.high), default=None),
        excluded=(*filters.excluded, *constraint.excluded),
    )


def within_both(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """Return the categories of each list that lie in one of the other, or are the same."""
    return (
        *(path for path in first if {*category_prefixes(path)} & {*second}),
        *(path for path in second if {*category_prefixes(path)} & {*first}),
    )


def set_limits(*limits: float | None) -> list[float]:
    """Return the limits that are not None."""
    return [limit for limit in limits if limit is not None]


def remaining_words(text: str, constraints: Iterable[Constraint]) -> str:
    """Return the text without the words of the constraints, unless they are also searched."""
    pieces, end = [], 0
    for constraint in sorted(constraints, key=lambda each: each.start):
        if not constraint.also_searched:
            pieces.append(text[end : constraint.start])
            end = constraint.end
    return " ".join(" ".join([*pieces, text[end:]]).split())


def add_disjoint(first: list[Constraint], further: Iterable[Constraint]) -> list[Constraint]:
    """Return `first`, and of `further` each constraint that shares no word with an earlier one."""
    constraints = list(first)
    for constraint in further:
        if not any(
            constraint.start < earlier.end and earlier.start < constraint.end
            for earlier in constraints
        ):
            constraints.append(constraint)
    return constraints


def without_purpose(
    text: str, constraints: Sequence[Constraint], store_words: StoreWords
) -> list[Constraint]:
    """Return the constraints without categories behind "for" or "to" that say what goods are for.

    "Belt for jeans" and "braces to hold up trousers" ask for no jeans and trousers. "Pants for
    women" stays in the category of women if that lies in the one of pants, or the other way round.
    "Bottle for cycling" loses the category of cycling if the store's bottles do not state it.
    """
    categories = [each for each in constraints if each.kind == "category"]
    divided = PURPOSE.search(text) if categories else None
    if not divided:
        return list(constraints)
    before = [each for each in categories if each.start < divided.start()]
    behind = [each for each in categories if each not in before]
    if before:
        paths = [path for each in before for path in each.values]
        apart = [each for each in behind if not are_nested(each.values, paths)]
    else:
        head = terms_of(text[: divided.start()])[-1:]
        apart = [each for each in behind if lie_apart(head, terms_of(each.text), store_words)]
    return [each for each in constraints if each not in apart]


def without_parts_of_names(text: str, constraints: Sequence[Constraint]) -> list[Constraint]:
    """Return the constraints without categories that are only part of the name of other goods.

    For "water bottle" the category of water is left out. That of computers stays for "computer
    accessories", because "accessories" may be of any goods.
    """
    words = words_of(text)
    vague = {
        place for place, each in enumerate(words) if fold(text[each.start : each.end]) in VAGUE
    }
    return [
        each
        for each in constraints
        if each.kind != "category" or not tells_sort(each, words, vague)
    ]


def without_halves_of_words(
    text: str, constraints: Sequence[Constraint], store_words: StoreWords
) -> list[Constraint]:
    """Return the constraints without colors that with the next word are one word of the store.

    For "black out curtains" black is left out if the store writes of blackout curtains.
    """
    return [
        each
        for each in constraints
        if each.kind != "color" or not is_half_of_word(text, each, store_words)
    ]


def is_half_of_word(text: str, color: Constraint, store_words: StoreWords) -> bool:
    following = NEXT_WORD.match(text, color.end)
    if not following or (term(fold(following["word"])),) in store_words.values.phrases:
        return False
    pair = (*tokens(text[: color.end])[-1:], *tokens(following["word"]))
    return bool(one_word(pair, store_words))


def tells_sort(category: Constraint, words: Sequence[Word], vague: Set[int]) -> bool:
    """Return whether the category's words name goods, and begin a longer name of other goods.

    Names that end at one of the places in `vague` do not count.
    """
    own = [place for place, word in enumerate(words) if category.start <= word.start < category.end]
    terms = tuple(word.term for word in words)
    if not own or not are_goods(terms[own[0] : own[-1] + 1]):
        return False
    lasts = range(own[-1] + 1, min(len(terms), own[-1] + 1 + MAX_BEHIND))
    return any(
        len(name_of_goods(terms[: last + 1])) > last - own[-1]
        for last in lasts
        if last not in vague
    )


def lie_apart(head: Terms, category: Terms, store_words: StoreWords) -> bool:
    """Return whether products state the head of the query, and none of them the category too."""
    other_names = (terms_of(" ".join(each)) for each in of_language(head))
    names = [head, *sorts_of([head]), *other_names]
    if not len(stating(names, store_words)):
        return False
    return not len(stating([(*name, *category) for name in names], store_words))


def are_nested(first: Iterable[Any], second: Iterable[Any]) -> bool:
    """Return whether a category of one lies in one of the other, or is the same."""
    return any(
        path in category_prefixes(other_path) or other_path in category_prefixes(path)
        for path in map(str, first)
        for other_path in map(str, second)
    )


def without_connectors(text: str) -> str:
    """Return the text without connectors and punctuation at its ends."""
    words = text.strip(" ,;.:").split()
    while words and is_connector(words[0]):
        words.pop(0)
    while words and is_connector(words[-1]):
        words.pop()
    remaining = " ".join(words)
    return remaining if WORD.search(remaining) else ""


def is_connector(word: str) -> bool:
    return fold(word.strip(",;.:")) in language_rules().connectors | {"", "/", "&", "+"}
