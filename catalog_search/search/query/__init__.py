"""Query parsing without a language model: prices, orders, exclusions and the store's own values.

English only. Whatever is not clearly meant stays among the words that are searched for.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from django.db.models import Q

from catalog_search import conf
from catalog_search.exceptions import InvalidQuery
from catalog_search.models import Store
from catalog_search.retrieval.filters import Filters
from catalog_search.search.query.negation import NegationContext, negations
from catalog_search.search.query.parts import Constraint, left_over, narrowed
from catalog_search.search.query.prices import prices
from catalog_search.search.query.sorting import sort_constraints
from catalog_search.search.query.values import value_constraints
from catalog_search.text import terms, words_cache
from catalog_search.text.analysis import WORD, words_of
from catalog_search.text.terms import QueryTerms
from catalog_search.text.values import StoreValues

__all__ = ["Constraint", "ParsedQuery", "TextQuery", "parse_query"]

IDLE = frozenset(
    WORD.findall("a an and at but by for from in of or please sorted that the to with")
)
"""Words that say nothing once what they led to has been taken out."""
POINTING = re.compile(
    r"(?:(?:something|anything|one|ones|just|exactly|more|the|a|same|similar|like|as|to)\s+)*"
    r"(?:this|these|that|those|it|same|similar)\b(?:\s+(?:one|ones|photo|picture|image))?\W*",
    re.IGNORECASE,
)
"""Words that point to the photo they stand beside: "the same one", "something like this"."""


@dataclass(frozen=True, slots=True)
class TextQuery:
    """What a shopper asks for in words and filters, as the request has it."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    literal: frozenset[str] = frozenset()
    """Words of the text that are searched for as they are, not read as constraints."""
    overridden: frozenset[str] = frozenset()
    """Kinds of constraints that are not read from the text: the shopper chose otherwise."""
    autocorrect: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class ParsedQuery:
    """A query taken apart; made once per request. Without constraints its words are the text."""

    query: TextQuery
    text: str
    """The text without control characters and extra space."""
    words: str
    """What is left of it to be searched for; may be empty."""
    constraints: tuple[Constraint, ...]
    terms: QueryTerms
    """The words one by one, with typos corrected."""

    @property
    def sort(self) -> str:
        """The order that the text asks for, "" where it asks for none."""
        return next((each.sort for each in reversed(self.constraints) if each.sort), "")

    @property
    def filters(self) -> Filters:
        """The filters chosen, narrowed by what was read from the text."""
        return narrowed(self.query.filters, self.constraints)

    @property
    def searched(self) -> str:
        """The words with their typos corrected."""
        return self.terms.corrected or self.words

    @property
    def described(self) -> str:
        """The words and the values asked for: what a product that fits is called."""
        values = [
            value
            for each in self.constraints
            if each.values and each.kind != "not" and not each.stays
            for value in each.values
        ]
        return " ".join([*values, self.searched]).strip()

    @property
    def digest(self) -> str:
        """A digest of all that the answer depends on, besides the store and the order."""
        query = self.query
        options = (sorted(query.literal), sorted(query.overridden), query.autocorrect)
        return hashlib.sha256(repr((self.text, query.filters, options)).encode()).hexdigest()

    def without(self, *dropped: Constraint) -> "ParsedQuery":
        """Return the same words without these constraints."""
        kept = tuple(each for each in self.constraints if each not in dropped)
        return replace(self, constraints=kept)


def parse_query(store: Store, query: TextQuery, *, beside_photo: bool = False) -> ParsedQuery:
    """Return what the query asks for, in the terms of this store. Raises InvalidQuery.

    Beside a photo, words that only point to it ("like this, but in blue") are left out.
    """
    text = clean(query.text)
    constraints, words = read(store, text, query) if text else ((), "")
    if beside_photo:
        words = tidy(POINTING.sub("", words, count=1)) if POINTING.match(words) else words
    parsed = terms.parse_terms(store, words, autocorrect=query.autocorrect)
    return ParsedQuery(query, text, words, constraints, parsed)


def clean(text: str) -> str:
    """Return the text without control characters and extra space. Raises InvalidQuery."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    cleaned, longest = " ".join(words), conf.settings().max_query_length
    if len(cleaned) > longest:
        raise InvalidQuery(f"A search takes at most {longest} characters; this has {len(cleaned)}.")
    return cleaned


def read(store: Store, text: str, query: TextQuery) -> tuple[tuple[Constraint, ...], str]:
    """Return the constraints that the text asks for, and the words that are left."""
    if is_name(store, text):
        return (), text
    literal = {words.casefold() for words in query.literal}
    found = [
        each
        for each in sorted(constraints_in(store, text), key=lambda each: each.start)
        if each.text.casefold() not in literal
    ]
    words = left_over(text, found)
    if len(words) < len(text):
        words = tidy(words)
    return tuple(each for each in found if each.kind not in query.overridden), words


def is_name(store: Store, text: str) -> bool:
    """Return whether a product has this SKU or title: then the text is its name."""
    named = Q(sku__iexact=text) | Q(title__iexact=text)
    return store.products.filter(named, visible=True).exists()


def constraints_in(store: Store, text: str) -> list[Constraint]:
    """Return everything that can be read from the text; no two constraints share a word."""
    values, words = words_cache.of_store(store).values, words_of(text)

    def in_name(text: str, start: int, end: int) -> bool:
        return in_title(values, text, start, end)

    found = apart(prices(text, values.currencies, values.title_numbers), [])
    found = apart(sort_constraints(text, in_name), found)
    found = apart(negations(NegationContext(store, text, words, values, found)), found)
    return apart(value_constraints(text, words, values, found), found)


def apart(constraints: Iterable[Constraint], found: list[Constraint]) -> list[Constraint]:
    """Return those found, and each further constraint that shares no word with one before."""
    joined = list(found)
    for each in constraints:
        if not any(each.start < other.end and other.start < each.end for other in joined):
            joined.append(each)
    return joined


def in_title(values: StoreValues, text: str, start: int, end: int) -> bool:
    """Return whether the words are part of something's name, as "Best Friends Mug"."""
    words = words_of(text)
    near = [number for number, word in enumerate(words) if start <= word.start < end]
    span = words[max(0, near[0] - 1) : near[-1] + 2] if near else []
    pairs: Iterator[tuple[str, str]] = ((one.term, other.term) for one, other in pairwise(span))
    return any(pair in values.grammar_pairs for pair in pairs)


def tidy(words: str) -> str:
    """Return the words without connectors and marks that lead to nothing any more."""
    each = words.strip(" ,;.:").split()
    while each and is_idle(each[0]):
        each.pop(0)
    while each and is_idle(each[-1]):
        each.pop()
    left = " ".join(each)
    return left if WORD.search(left) else ""


def is_idle(word: str) -> bool:
    return word.strip(",;.:").casefold() in IDLE | {""}
