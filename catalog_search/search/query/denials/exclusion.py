"""What a negator in a query excludes: values of the store, or products that affirm the words."""

import re
from collections.abc import Callable, Sequence, Set

from django.utils.translation import gettext as _

from catalog_search.search.query.denials.compounds import end_of_compound, in_one_word
from catalog_search.search.query.denials.contents import is_content
from catalog_search.search.query.denials.context import NegationContext
from catalog_search.search.query.denials.ends import (
    denied_tail,
    denied_words,
    end_of_part,
    end_of_word,
    next_denied,
    values_at,
)
from catalog_search.search.query.denials.negators import Negator, begin_of
from catalog_search.search.query.denials.products import products_affirming, products_titled
from catalog_search.search.query.denials.traits import before_with, is_trait
from catalog_search.search.query.names import NAMING, is_named
from catalog_search.search.query.parts import Constraint
from catalog_search.search.query.title_words import titles_begin_with
from catalog_search.search.query.value_leads import leads
from catalog_search.search.query.values import COVERED, terms_in
from catalog_search.text.analysis import terms_of, whole_tokens
from catalog_search.text.goods.goods import name_of_goods
from catalog_search.text.rules import language_rules
from catalog_search.text.store import words_cache
from catalog_search.text.store.values import KnownValue
from catalog_search.types import Exclude

MAX_PHRASES = 8
"""Phrases after one negator that are looked up together."""


def either() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{language_rules().or_words})\b", re.IGNORECASE)


def exclusion(query: NegationContext, negator: Negator) -> Constraint | None:
    """Return everything the negator excludes, such as "black, brown or red", in one constraint.

    Return None for weak negators and names that exclude nothing: they may mean something else.
    """
    phrases, conditions = denied_phrases(query, negator)
    uncertain = negator.weak or any(name.start == negator.start for name in query.names)
    uncertain = uncertain or is_title(query, negator, phrases)
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


def is_title(query: NegationContext, negator: Negator, phrases: Sequence[tuple[int, int]]) -> bool:
    """Return whether a title begins with the denial: "Not For Tourists guide".

    That of contents is none: "No sugar cola".
    """
    denied = [query.text[first:last] for first, last in phrases]
    if not denied or any(is_content(word) for each in denied for word in each.split()):
        return False
    text = query.text[negator.start : phrases[-1][1]]
    return titles_begin_with(text, words_cache.of_store(query.store))


def denied_phrases(
    query: NegationContext, negator: Negator
) -> tuple[list[tuple[int, int]], list[Exclude]]:
    """Return where the denied phrases are in the text, and the conditions that exclude them."""
    phrases = list(negator.also)
    searched = [query.text[first:last] for first, last in phrases]
    conditions: list[Exclude] = []
    fields: set[str] = set()
    end = start = negator.denied
    while True:
        start = start if negator.weak else behind_lead(query, start)
        phrase_end, values = values_at(query, start)
        if negator.weak:
            phrase_end, values = one_word(query, negator, start, values)
        elif compound_end := end_of_compound(query, start):
            phrase_end, values = compound_end, ()
        elif values and (part_end := end_of_part(query, negator, start, phrase_end)):
            phrase_end, values = part_end, ()
        if values and not is_wanted(query, end, start, fields, values):
            fields |= {value.field for value in values}
            conditions += exclude_values(query, negator, values, query.text[start:phrase_end])
        elif start == negator.denied or goes_on(query, negator, end, start):
            said_to = phrase_end
            if phrase_end == start:
                phrase_end, said_to = denied_words(query, negator, start)
            if phrase_end > start:
                searched.append(query.text[start:said_to])
        else:
            break
        if phrase_end <= start:
            break
        phrases.append((start, phrase_end))
        end = phrase_end
        start = next_denied(query, negator, end)
        if start < 0:
            break
    stands_before = negator.start < negator.end <= negator.denied and negator.word != "-"
    denial = query.text[negator.start : end] if stands_before else ""
    return phrases, conditions + exclude_words(query, *searched, denial=denial)


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
    denies_contents = (negator.weak or negator.of_contents) and is_content(word)
    return denies_contents and not is_sought(query, negator, start)


def is_sought(query: NegationContext, negator: Negator, start: int) -> bool:
    """Return whether goods of several words at `start` are all that the query looks for.

    "Can't have gluten, corn flakes" does not deny corn.
    """
    others = terms_in(language_rules().fillers | language_rules().connectors)
    before = [word for word in query.words if word.start < begin_of(query.text, negator)]
    terms = tuple(word.term for word in query.words if word.start >= start)[:2]
    is_name = len(terms) > 1 and name_of_goods(terms) == terms
    return is_name and all(word.term in others for word in before)


def is_wanted(
    query: NegationContext, end: int, start: int, fields: Set[str], values: Sequence[KnownValue]
) -> bool:
    """Return whether the values at `start`, behind a comma, are of another kind than the denied.

    "Without hood, XL" denies no size. `fields` are those of the values denied so far.
    """
    gap = query.text[end:start].strip()
    is_listed = gap == "," and not fields & {value.field for value in values}
    return is_listed and not is_content(query.text[start : end_of_word(query, start)])


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


def exclude_values(
    query: NegationContext, negator: Negator, values: Sequence[KnownValue], words: str
) -> list[Exclude]:
    """Return conditions that exclude the values.

    "Without sugar" also excludes what has sugar, not only the category "Sugar", and "not leather"
    shoes of leather. If few products have values of these fields, or one is a category of which
    others may be as well, products with the words in their title are excluded too.
    """
    conditions = [Exclude(value.field, value.values) for value in values]
    if negator.of_contents and all(value.field not in ("brand", "color") for value in values):
        return conditions + exclude_words(query, words)
    if any(value.field == "category" for value in values) and not is_sought_too(query, words):
        if is_trait(query.text[negator.start : negator.denied], words):
            return conditions + exclude_words(query, words)
        return conditions + exclude_titles(query, words, before_with)
    if all(query.values.coverage.get(value.field, 0) < COVERED for value in values):
        conditions += exclude_titles(query, words, str)
    return conditions


def is_sought_too(query: NegationContext, words: str) -> bool:
    """Return whether the query has the words twice: "phone case, not phone" is a phone case."""
    denied, typed = terms_of(words), [word.term for word in query.words]
    return all(typed.count(term) > 1 for term in denied)


def exclude_titles(query: NegationContext, words: str, part: Callable[[str], str]) -> list[Exclude]:
    """Return a condition that excludes the products with all the words in this part of the title.

    It costs no lookup, because titles are in memory. After MAX_IN_TITLES of them nothing more is
    excluded.
    """
    phrases = [each for each in (words, *in_one_word([words])) if terms_of(each)]
    if not query.in_titles.take():
        return []
    store_words = words_cache.of_store(query.store)
    return excluding(products_titled(store_words, phrases, part))


def exclude_words(query: NegationContext, *phrases: str, denial: str = "") -> list[Exclude]:
    """Return a condition that excludes the products with all words of one of the phrases.

    After MAX_LOOKUPS of them nothing more is excluded. Names with the whole `denial` deny them.
    """
    phrases = tuple(filter(terms_of, (*phrases, *in_one_word(phrases))))
    if not phrases or not query.lookups.take():
        return []
    store_words, typed = words_cache.of_store(query.store), whole_tokens(query.text)
    phrases = phrases[:MAX_PHRASES]
    return excluding(
        products_affirming(query.store, store_words, phrases, denial=denial, typed=typed)
    )


def excluding(products: Sequence[int]) -> list[Exclude]:
    return [Exclude("product", tuple(products))] if products else []
