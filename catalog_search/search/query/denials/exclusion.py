"""What a negator in a query excludes: values of the store, or products that affirm the words."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from catalog_search.search.query.denials.compounds import (
    MAX_WORDS,
    end_of_compound,
    in_one_word,
    is_hyphened,
)
from catalog_search.search.query.denials.contents import is_content
from catalog_search.search.query.denials.context import NegationContext
from catalog_search.search.query.denials.negators import Negator, begin_of
from catalog_search.search.query.denials.products import products_affirming
from catalog_search.search.query.names import NAMING, is_named
from catalog_search.search.query.parts import Constraint
from catalog_search.search.query.phrases import longest_phrase
from catalog_search.search.query.value_leads import leads
from catalog_search.search.query.values import COVERED, terms_in
from catalog_search.text.analysis import terms_of
from catalog_search.text.rules import language_rules
from catalog_search.text.store import words_cache
from catalog_search.text.store.values import KnownValue
from catalog_search.types import Exclude

MAX_PHRASES = 8
"""Phrases after one negator that are looked up together."""


def separators() -> re.Pattern[str]:
    """Return the pattern of what is between two excluded words."""
    rules = language_rules()
    joints = rf"(?:{rules.or_words}|{rules.and_words}|[&+])\s+"
    articles = rf"(?:{rules.articles})\s+"
    return re.compile(rf"\s*(?:[,/]\s*)?(?:{joints})?(?:{articles})?", re.IGNORECASE)


def denied_tail() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{language_rules().denied_tail})(?!\w)", re.IGNORECASE)


def either() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{language_rules().or_words})\b", re.IGNORECASE)


def values_at(query: NegationContext, start: int) -> tuple[int, tuple[KnownValue, ...]]:
    """Return the end of the phrase at `start` that names values, and these values.

    If there is none, return `start` and ().
    """
    for number, word in enumerate(query.words):
        if word.start >= start:
            if query.text[start : word.start].strip():
                break
            phrase = longest_phrase(
                query.text, query.words, number, query.values, query.constraints
            )
            return (phrase.last, phrase.values) if phrase else (start, ())
    return start, ()


def exclusion(query: NegationContext, negator: Negator) -> Constraint | None:
    """Return everything the negator excludes, such as "black, brown or red", in one constraint.

    Return None for weak negators and names that exclude nothing: they may mean something else.
    """
    phrases, conditions = denied_phrases(query, negator)
    uncertain = negator.weak or any(name.start == negator.start for name in query.names)
    if not phrases or (uncertain and not conditions):
        return None
    first = end_of_word(query, negator.denied)
    # A product that has the word and is not excluded denies it, as "without sugar" does. Such
    # products come first.
    preferred = uncertain or negator.of_contents
    preferred = preferred or is_named(query.words, query.values, negator.start, first)
    start = begin_of(query.text, negator)
    end = max(negator.end, phrases[-1][1])
    if tail := denied_tail().match(query.text, end):
        end = tail.end()
    all_count = query.lookups.remaining >= 0
    note = "" if all_count else _("Only the first three exclusions by words count.")
    return Constraint(
        "not",
        start,
        end,
        query.text[start:end],
        values=tuple(query.text[first:last] for first, last in phrases),
        excluded=tuple(conditions),
        note=note,
        preferred=preferred,
    )


def denied_phrases(
    query: NegationContext, negator: Negator
) -> tuple[list[tuple[int, int]], list[Exclude]]:
    """Return where the denied phrases are in the text, and the conditions that exclude them."""
    phrases = list(negator.also)
    searched = [query.text[first:last] for first, last in phrases]
    conditions: list[Exclude] = []
    end = start = negator.denied
    while True:
        start = start if negator.weak else behind_lead(query, start)
        phrase_end, values = values_at(query, start)
        if negator.weak:
            phrase_end, values = one_word(query, negator, start, values)
        elif compound_end := end_of_compound(query, start):
            phrase_end, values = compound_end, ()
        if values:
            conditions += exclude_values(query, negator, values, query.text[start:phrase_end])
        elif start == negator.denied or goes_on(query, negator, end, start):
            if phrase_end == start:
                phrase_end = end_of_words(query, negator, start)
            if phrase_end > start:
                searched.append(query.text[start:phrase_end])
        else:
            break
        if phrase_end <= start:
            break
        phrases.append((start, phrase_end))
        end = phrase_end
        separator = separators().match(query.text, end)
        if negator.denied_end or not separator or not separator[0].strip():
            break
        start = separator.end()
    return phrases, conditions + exclude_words(query, *searched)


def behind_lead(query: NegationContext, start: int) -> int:
    """Return where the value begins that words at `start` lead to: "xl" of "size xl"."""
    lead = leads().at_value.match(query.text, start)
    return lead.end() if lead and values_at(query, lead.end())[1] else start


def goes_on(query: NegationContext, negator: Negator, end: int, start: int) -> bool:
    """Return whether what is at `start` is denied with the words up to `end`.

    "Without gluten, nuts and soy" denies all of them.
    """
    if either().search(query.text[end:start]):
        return True
    word = query.text[start : end_of_word(query, start)]
    return (negator.weak or negator.of_contents) and is_content(word)


def one_word(
    query: NegationContext, negator: Negator, start: int, values: Sequence[KnownValue]
) -> tuple[int, tuple[KnownValue, ...]]:
    """Return the end of the one word that a weak negator denies, and the values to exclude.

    For a brand or category products' texts are read instead: "non-alcoholic" keeps the beers that
    say so.
    """
    end = negator.denied_end or end_of_word(query, start)
    values_end, _values = values_at(query, start)
    if values_end != end or any(value.field in NAMING for value in values):
        return end, ()
    return end, tuple(values)


def end_of_word(query: NegationContext, start: int) -> int:
    """Return the end of the word at `start` or after it."""
    return next((word.end for word in query.words if word.end > start), start)


def end_of_words(query: NegationContext, negator: Negator, start: int) -> int:
    """Return the end of the excluded words at `start`: at most MAX_WORDS, before a known value.

    After "no" at the start of a query the last word says what is looked for: "no logo sneakers".
    """
    ends = [start]
    following = [word for word in query.words if word.start >= start][:MAX_WORDS]
    for word in following:
        gap = query.text[ends[-1] : word.start]
        hyphened = len(ends) > 1 and is_hyphened(query, word)
        if (
            (gap.strip() and not hyphened)
            or (len(ends) > 1 and denied_tail().match(query.text, ends[-1]))
            or word.term in terms_in(language_rules().end_words)
            or (not hyphened and values_at(query, word.start)[1])
        ):
            break
        if any(constraint.start <= word.start < constraint.end for constraint in query.constraints):
            break
        ends.append(word.end)
    leads = negator.word == "no" and not query.text[: negator.start].strip()
    if leads and len(ends) > 2 and not query.text[ends[-1] :].strip():
        ends.pop()
    return ends[-1]


def exclude_values(
    query: NegationContext, negator: Negator, values: Sequence[KnownValue], words: str
) -> list[Exclude]:
    """Return conditions that exclude the values.

    "Without sugar" also excludes what has sugar, not only the category "Sugar". If few products
    have values of these fields, products with the words in their title are excluded too.
    """
    conditions = [Exclude(value.field, value.values) for value in values]
    if negator.of_contents and all(value.field not in ("brand", "color") for value in values):
        return conditions + exclude_words(query, words)
    if all(query.values.coverage.get(value.field, 0) < COVERED for value in values):
        conditions += exclude_words(query, words, titles_only=True)
    return conditions


def exclude_words(
    query: NegationContext, *phrases: str, titles_only: bool = False
) -> list[Exclude]:
    """Return a condition that excludes the products with all words of one of the phrases.

    After MAX_LOOKUPS of them nothing more is excluded.
    """
    phrases = tuple(filter(terms_of, (*phrases, *in_one_word(phrases))))
    if not phrases or not query.lookups.take():
        return []
    store_words = words_cache.of_store(query.store)
    excluded = products_affirming(
        query.store, store_words, phrases[:MAX_PHRASES], titles_only=titles_only
    )
    return [Exclude("product", tuple(excluded))] if excluded else []
