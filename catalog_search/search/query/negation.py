"""Exclusions in a query: "not black", "without laces", "no logo", "anything but Acme".

A phrase that names a value of the store excludes that value. Other words exclude the products
that have them in title or description, unless the product negates them too: "without laces".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from catalog_search.models import Store
from catalog_search.search.query.parts import Constraint
from catalog_search.search.query.values import COVERED, longest_phrase, terms_in
from catalog_search.text import words_cache
from catalog_search.text.analysis import Word, fold, terms_of, tokens, words_of
from catalog_search.text.values import KnownValue, StoreValues
from catalog_search.types import Exclude

NEGATOR = re.compile(
    r"(?<![\w-])(?:(?:but\s+)?(?:not|without|no)|w/o|(?:anything|everything|all)\s+but(?=\s)|except(?:\s+for)?"
    r"|excluding|other\s+than|(?:is|are|does|do)n['’]t(?:\s+(?:have|want))?|non[-\s])"  # noqa: RUF001
    r"(?![\w'’])\s*"  # noqa: RUF001
    r"(?:(?:made|out|of|from|in|with|a|an|any|the|its)\s+)*",
    re.IGNORECASE,
)
MINUS = re.compile(r"(?<!\S)-(?=[^\W\d_])")
"""The minus sign as a search operator: "shoes -black"."""

NOT_EXCLUDED = re.compile(
    r"(?:only|just|too|very|so|sure|more|less|over|under|above|below|yet|all|always|much|many)\b",
    re.IGNORECASE,
)
"""Words that a "no" or "not" before them does not exclude: "not too big"."""

SEPARATOR = re.compile(r"\s*(?:,\s*)?(?:(?:or|nor|and)\s+)?(?:a\s+|any\s+)?", re.IGNORECASE)
END_WORDS = (
    "for in with and or nor under over below above from of that which on at to but not no "
    "without please between by size up less more"
)
"""Words that end a sequence of excluded words."""
MAX_WORDS = 3
"""Words that one negator excludes, if they name no value of the store."""
MAX_PRODUCTS = 5000
"""Words that occur in more products than this exclude nothing, because they are too unspecific."""


MAX_LOOKUPS = 3
"""Phrases of one query that are looked up in titles and descriptions. Each costs a query."""


@dataclass(slots=True)
class Lookups:
    """The lookups that are left to a query."""

    left: int = MAX_LOOKUPS

    def take(self) -> bool:
        """Use one lookup; return whether there was one left."""
        self.left -= 1
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class NegationContext:
    """The query to find negations in. `taken` are the constraints already found in it."""

    store: Store
    text: str
    words: Sequence[Word]
    values: StoreValues
    taken: Sequence[Constraint]
    lookups: Lookups = field(default_factory=Lookups)


def negations(query: NegationContext) -> Iterator[Constraint]:
    """Yield the exclusions in the text."""
    end = 0
    negators = sorted(
        (*NEGATOR.finditer(query.text), *MINUS.finditer(query.text)),
        key=lambda match: match.start(),
    )
    for negator in negators:
        if negator.start() >= end and not excludes_nothing(query, negator):
            constraint = exclusion(query, negator)
            if constraint:
                end = constraint.end
                yield constraint


def excludes_nothing(query: NegationContext, negator: re.Match[str]) -> bool:
    """Return whether the negator excludes nothing.

    That is so if another constraint has it, in phrases such as "not too ...", and in names.
    """
    text, start, end = query.text, negator.start(), negator.end()
    if any(constraint.start < end and start < constraint.end for constraint in query.taken):
        return True
    if NOT_EXCLUDED.match(text, end):
        return True
    negation = negator[0].strip().lower()
    following = next((word.term for word in query.words if word.start >= end), "")
    if negation in ("non-", "non"):
        known = values_at(query, end)[1]
        return not known
    is_name = following.isdecimal() or ("no", following) in query.values.grammar_pairs
    return negation == "no" and is_name


def values_at(query: NegationContext, start: int) -> tuple[int, tuple[KnownValue, ...]]:
    """Return the end of the phrase at `start` that names values, and these values.

    If there is none, return `start` and ().
    """
    for number, word in enumerate(query.words):
        if word.start >= start:
            if query.text[start : word.start].strip():
                break
            end, known = longest_phrase(query.text, query.words, number, query.values, query.taken)
            return (query.words[end - 1].end, known) if known else (start, ())
    return start, ()


def exclusion(query: NegationContext, negator: re.Match[str]) -> Constraint | None:
    """Return everything the negator excludes, such as "black, brown or red", in one constraint."""
    conditions: list[Exclude] = []
    phrases: list[str] = []
    end = start = negator.end()
    while True:
        phrase_end, known = values_at(query, start)
        if known:
            conditions += exclude_values(query, known, query.text[start:phrase_end])
        elif not phrases or re.search(r"\bn?or\b", query.text[end:start], re.IGNORECASE):
            phrase_end = end_of_words(query, start)
            if phrase_end > start:
                conditions += exclude_words(query, query.text[start:phrase_end])
        if phrase_end <= start:
            break
        phrases.append(query.text[start:phrase_end])
        end = phrase_end
        separator = SEPARATOR.match(query.text, end)
        if not separator or not separator[0].strip():
            break
        start = separator.end()
    if not phrases:
        return None
    text = query.text[negator.start() : end]
    note = "" if query.lookups.left >= 0 else _("Only the first three exclusions by words count.")
    return Constraint(
        "not",
        negator.start(),
        end,
        text,
        values=tuple(phrases),
        excluded=tuple(conditions),
        note=note,
    )


def end_of_words(query: NegationContext, start: int) -> int:
    """Return the end of the excluded words at `start`: at most MAX_WORDS, before a known value."""
    end = start
    following = [word for word in query.words if word.start >= start][:MAX_WORDS]
    for word in following:
        gap = query.text[end : word.start]
        if gap.strip() or word.term in terms_in(END_WORDS) or values_at(query, word.start)[1]:
            break
        if any(constraint.start <= word.start < constraint.end for constraint in query.taken):
            break
        end = word.end
    return end


def exclude_values(
    query: NegationContext, known: Sequence[KnownValue], words: str
) -> list[Exclude]:
    """Return conditions that exclude the values.

    If few products have values of these fields, products with the words in their title are
    excluded too.
    """
    conditions = [Exclude(value.field, value.values) for value in known]
    if all(query.values.coverage.get(value.field, 0) < COVERED for value in known):
        conditions += exclude_words(query, words, descriptions=False)
    return conditions


def exclude_words(
    query: NegationContext, words: str, *, descriptions: bool = True
) -> list[Exclude]:
    """Return a condition that excludes the products with all of these words.

    The words are looked up in titles, and with `descriptions` also in descriptions; after
    MAX_LOOKUPS of them nothing more is excluded.
    """
    terms = terms_of(words)
    if not terms or not query.lookups.take():
        return []
    store_words = words_cache.of_store(query.store)
    keys = store_words.products[store_words.rows_with_all(tokens(words))].tolist()
    if not 0 < len(keys) <= MAX_PRODUCTS:
        return []
    rows = query.store.products.filter(pk__in=keys).values_list("pk", "title", "description")
    excluded = [
        pk
        for pk, title, description in rows
        if has_terms(f"{title}. {description}" if descriptions else title, terms)
    ]
    return [Exclude("product", tuple(excluded))] if excluded else []


def has_terms(text: str, terms: Sequence[str]) -> bool:
    """Return whether the text has every term at least once without negating it."""
    words = words_of(text)
    return all(
        any(word.term == term and not is_negated(text, word) for word in words) for term in terms
    )


def is_negated(text: str, word: Word) -> bool:
    """Return whether the text negates the word at its position: "no laces", "lace-free"."""
    before = text[max(0, word.start - 24) : word.start]
    negator = re.search(r"\b(?:no|not|non|without|w/o|free of)[\s-]+(?:\w+\s+)?$", before, re.I)
    return bool(negator) or fold(text[word.end : word.end + 5].lstrip(" -")[:4]) == "free"
