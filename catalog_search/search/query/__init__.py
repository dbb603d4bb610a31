"""Query parsing without a language model: prices, sort orders, exclusions and the store's values.

It reads the language of the catalogue, and English; see text/rules.
Words that do not clearly express a constraint are searched for.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace

from catalog_search.models import Store
from catalog_search.retrieval.filters import Filters
from catalog_search.search.query.chatter import without_chatter
from catalog_search.search.query.cleaning import clean
from catalog_search.search.query.codes import without_word_for_code
from catalog_search.search.query.denials.context import NegationContext
from catalog_search.search.query.denials.negation import negations
from catalog_search.search.query.denials.typos import without_denied_typos
from catalog_search.search.query.kinds import names_purpose
from catalog_search.search.query.names import around, hidden, is_named, is_named_number, names_in
from catalog_search.search.query.number_words import in_digits, start_of_number
from catalog_search.search.query.parts import (
    Constraint,
    add_disjoint,
    apply_constraints,
    remaining_words,
    without_connectors,
    without_halves_of_words,
    without_parts_of_names,
    without_purpose,
)
from catalog_search.search.query.prices import prices
from catalog_search.search.query.product_names import (
    denials_of_name,
    denies_contents,
    is_product_name,
)
from catalog_search.search.query.size_ranges import size_ranges
from catalog_search.search.query.sorting import sort_constraints
from catalog_search.search.query.title_words import names_price_denier
from catalog_search.search.query.values import value_constraints
from catalog_search.telemetry import stage
from catalog_search.text.analysis import tokens as tokens_of
from catalog_search.text.analysis import words_of
from catalog_search.text.query import terms
from catalog_search.text.query.corrections import correct
from catalog_search.text.query.terms import QueryTerms
from catalog_search.text.rules import language_rules
from catalog_search.text.store import words_cache
from catalog_search.text.store.row_sets import intersected
from catalog_search.text.store.store_words import StoreWords

__all__ = ["Constraint", "ParsedQuery", "TextQuery", "parse_query"]


@dataclass(frozen=True, slots=True)
class TextQuery:
    """A shopper's text and filters, as they are in the request."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    literal: frozenset[str] = frozenset()
    """Phrases of the text that are searched for instead of being parsed as constraints."""
    overridden: frozenset[str] = frozenset()
    """Kinds of constraints to ignore in the text, because the shopper set their filters."""
    autocorrect: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class ParsedQuery:
    """A parsed query, made once per request. Without constraints, `words` equals `text`."""

    query: TextQuery
    text: str
    """The text without typos, control characters and extra space."""
    words: str
    """The part of the text to search for; may be empty."""
    constraints: tuple[Constraint, ...]
    terms: QueryTerms
    """The terms of `words`."""
    corrected: str = ""
    """The corrected words, or all of `text` if the typos were in its constraints; else ""."""
    is_name: bool = False
    """Whether a product is called by the text."""

    @property
    def sort(self) -> str:
        """The sort order in the text, "" if there is none."""
        return next((each.sort for each in reversed(self.constraints) if each.sort), "")

    @property
    def filters(self) -> Filters:
        """The shopper's filters together with the constraints of the text."""
        return apply_constraints(self.query.filters, self.constraints)

    @property
    def description(self) -> str:
        """A description of matching products: the values of the constraints and `words`."""
        values = [
            value
            for each in self.constraints
            if each.values and each.kind != "not" and not each.also_searched
            for value in each.values
        ]
        return " ".join([*values, self.words]).strip()

    @property
    def name(self) -> str:
        """The text to compare with names. Denied contents are part of it: "cola sugar free"."""
        denied = self.constraints and all(map(denies_contents, self.constraints))
        return self.text if denied or self.is_name else self.words

    @property
    def digest(self) -> str:
        """A digest of everything that the results depend on, except store and sort order."""
        query = self.query
        options = (sorted(query.literal), sorted(query.overridden), query.autocorrect)
        return hashlib.sha256(repr((self.text, query.filters, options)).encode()).hexdigest()

    def without(self, *dropped: Constraint) -> "ParsedQuery":
        """Return the query with the same words, without these constraints."""
        remaining = tuple(each for each in self.constraints if each not in dropped)
        return replace(self, constraints=remaining)


@stage("parse")
def parse_query(store: Store, query: TextQuery, *, with_photo: bool = False) -> ParsedQuery:
    """Return the query parsed with the words and values of this store.

    With a photo, words at the start that only refer to it ("like this, but in blue") are dropped.
    Raises InvalidQuery if the text is too long.
    """
    typed = without_word_for_code(store, clean(query.text))
    corrected = without_typos(store, typed) if query.autocorrect else ""
    text = corrected or typed
    is_name = bool(text) and is_product_name(store, text)
    constraints, words = extract_constraints(store, text, query, is_name) if text else ((), "")
    if with_photo and (reference := photo_reference().match(words)):
        words = without_connectors(words[reference.end() :])
    preferred = " ".join(each.text for each in constraints if each.preferred)
    parsed = terms.parse_terms(store, words, autocorrect=False, preferred=preferred)
    if corrected and words not in typed:
        corrected = words
    return ParsedQuery(query, text, words, constraints, parsed, corrected, is_name)


def photo_reference() -> re.Pattern[str]:
    """Return the pattern of words that refer to the shopper's photo: "something like this"."""
    return re.compile(rf"(?:{language_rules().photo_reference})\W*", re.IGNORECASE)


def unparsed(store: Store, words: str) -> ParsedQuery:
    """Return the query for words that are searched for as they are."""
    parsed = terms.parse_terms(store, words, autocorrect=False)
    return ParsedQuery(TextQuery(words), words, words, (), parsed)


def without_typos(store: Store, text: str) -> str:
    """Return the text with typos corrected, "" if it has none, or is a product's name."""
    store_words = words_cache.of_store(store)
    corrected = correct(store_words, text) if text else ""
    denied = without_denied_typos(store_words, corrected or text)
    corrected = denied if denied != text else ""
    return "" if corrected and is_product_name(store, text) else corrected


def extract_constraints(
    store: Store, text: str, query: TextQuery, is_name: bool
) -> tuple[tuple[Constraint, ...], str]:
    """Return the constraints in the text, and the remaining words.

    In a product's name (`is_name`) only some denials count.
    """
    literal = {phrase.casefold() for phrase in query.literal}
    constraints = [
        each
        for each in sorted(constraints_in(store, text), key=lambda each: each.start)
        if each.text.casefold() not in literal
    ]
    if is_name:
        constraints = denials_of_name(store, text, constraints)
        if not constraints:
            return (), text
    words = remaining_words(text, constraints)
    if len(words) < len(text):
        words = without_connectors(words)
    if not words and any(each.preferred for each in constraints):
        # Nothing else is left to search for, so "sugar free" is searched for as words, too.
        constraints = [replace(each, also_searched=each.preferred) for each in constraints]
        words = without_connectors(remaining_words(text, constraints))
    words = without_chatter(words, words_cache.of_store(store)) if words else ""
    if says_nothing(words, store, beside=bool(constraints)):
        words = ""
    return tuple(each for each in constraints if each.kind not in query.overridden), words


def says_nothing(words: str, store: Store, *, beside: bool) -> bool:
    """Return whether the words describe no product: "a", or "thing" beside constraints."""
    tokens, rules = {*tokens_of(words)}, language_rules()
    if not tokens <= (rules.fillers | rules.placeholders if beside else rules.fillers):
        return False
    store_words = words_cache.of_store(store)
    return not any(len(store_words.rows_with_name(each)) for each in tokens - rules.fillers)


def constraints_in(store: Store, text: str) -> list[Constraint]:
    """Return all constraints in the text. No two of them share a word."""
    store_words, words = words_cache.of_store(store), words_of(text)
    values = store_words.values
    names = names_in(text, words, store_words)
    without_names = hidden(text, [*names, *size_ranges(text)])

    def is_name(start: int, end: int) -> bool:
        return is_named_number(words, store_words, start, end)

    def is_in_name(start: int, end: int) -> bool:
        return is_named(words, values, *around(words, start, end))

    def ends_name(start: int) -> bool:
        return names_price_denier(text, words, start, store_words)

    numbers = values.title_numbers
    amounts = prices(in_digits(without_names), values.currencies, numbers, is_name, ends_name)
    typed = [as_typed(each, text) for each in amounts]
    price_constraints = [each for each in typed if not is_title_in_words(each.text, store_words)]
    constraints = add_disjoint([], price_constraints)
    constraints = add_disjoint(constraints, sort_constraints(without_names, is_in_name))
    context = NegationContext(store, text, words, values, constraints, names)
    constraints = add_disjoint(constraints, negations(context))
    # In a purpose such as "brighten up my garden", "garden" must not filter by a category.
    ignored_kinds = ("category", "color") if names_purpose(text) else ()
    by_value = list(value_constraints(text, words, values, constraints))
    by_value = [each for each in by_value if each.kind not in ignored_kinds]
    by_value = without_parts_of_names(text, without_purpose(text, by_value, store_words))
    by_value = without_halves_of_words(text, by_value, store_words)
    return add_disjoint(constraints, by_value)


def as_typed(price: Constraint, text: str) -> Constraint:
    """Return the price with all its words of the text, where a number of it is in words."""
    start = start_of_number(text, price.start)
    return replace(price, start=start, text=text[start : price.end])


def is_title_in_words(text: str, store_words: StoreWords) -> bool:
    """Return whether a product is called by this price without digits: "Hundred dollar bill"."""
    if any(map(str.isdigit, text)):
        return False
    named = [store_words.rows_with_name(token) for token in tokens_of(text)]
    return bool(named) and len(intersected(named)) > 0
