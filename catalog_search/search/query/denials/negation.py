"""Exclusions in a query: "not black", "without laces", "sugar-free", "anything but Acme".

A phrase that names a value of the store excludes that value. Other words exclude the products
that have them in title, category, attributes or description, unless the product negates them
too: "without laces".
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from catalog_search import conf
from catalog_search.search.query.denials.compounds import whole
from catalog_search.search.query.denials.contents import FREE_OF, WORDS_WITH_FREE
from catalog_search.search.query.denials.context import NegationContext
from catalog_search.search.query.denials.exclusion import (
    end_of_word,
    exclusion,
    values_at,
)
from catalog_search.search.query.denials.negators import Negator, negators_in
from catalog_search.search.query.names import hidden, is_named
from catalog_search.search.query.parts import Constraint
from catalog_search.search.query.values import terms_in
from catalog_search.text.analysis import Word, fold, terms_of
from catalog_search.text.rules import language_rules
from catalog_search.text.store import words_cache


def not_excluded() -> re.Pattern[str]:
    """Return the pattern of words that a negator does not exclude: "not too big"."""
    return re.compile(rf"(?:{language_rules().not_excluded})\b", re.IGNORECASE)


def negations(query: NegationContext) -> Iterator[Constraint]:
    """Yield the exclusions in the text."""
    end = 0
    certain = [name for name in query.names if name.certain]
    for found in negators_in(hidden(query.text, certain)):
        query = with_elided(query, found)
        negator = whole(query, found, end)
        if negator.start >= end and not excludes_nothing(query, negator):
            constraint = exclusion(query, negator)
            if constraint:
                end = constraint.end
                yield constraint


def with_elided(query: NegationContext, negator: Negator) -> NegationContext:
    """Return the query with the word "huile" where the negator ends within "d'huile"."""
    start = negator.denied
    if query.text[start - 1 : start] not in ("'", "\u2019"):
        return query
    words = [
        Word(start, word.end, "".join(terms_of(query.text[start : word.end])))
        if word.start < start < word.end
        else word
        for word in query.words
    ]
    return replace(query, words=words)


def excludes_nothing(query: NegationContext, negator: Negator) -> bool:
    """Return whether the negator excludes nothing.

    That is so if another constraint has it, in phrases such as "not too ...", and in names.
    """
    start, end = negator.start, negator.end
    if any(constraint.start < end and start < constraint.end for constraint in query.constraints):
        return True
    if negator.word == "-" and begins_brand(query, negator):
        return True
    if negator.word != "-" and is_denied_itself(query.text, start):
        return True
    if any(name.start == negator.denied for name in query.names):
        return False
    if not_excluded().match(query.text, negator.denied):
        return True
    following = next((word.term for word in query.words if word.end > negator.denied), "")
    if negator.weak and is_brand(query, negator.word):
        return True
    if negator.unusual:
        return not denies_a_word(query, negator)
    if negator.word.startswith(("allerg", "intoleran")):
        # Tablets for lactose intolerance are named so, and may well contain lactose.
        return len(words_cache.of_store(query.store).rows_with_name(negator.word)) > 0
    if negator.weak:
        return ends_a_name(query, negator) or is_another_word(query, negator, following)
    return negator.word == "no" and following.isdecimal()


def denies_a_word(query: NegationContext, negator: Negator) -> bool:
    """Return whether no product has the whole word, as "hoodless", and some have what it denies."""
    end = end_of_word(query, negator.denied)
    denied = fold(query.text[negator.denied : negator.denied_end or end])
    whole = fold(query.text[negator.start : max(negator.end, end)]).replace("-", "")
    knows = words_cache.of_store(query.store).knows
    return knows(denied) and not knows(whole)


def begins_brand(query: NegationContext, negator: Negator) -> bool:
    """Return whether the sign is the first letter of a brand's name: "!Important"."""
    _end, known = values_at(query, negator.denied)
    brands = (value for value in known if value.field == "brand")
    return any(name[:1] == query.text[negator.start] for each in brands for name in each.values)


def is_denied_itself(text: str, start: int) -> bool:
    """Return whether the negator at `start` stands behind another: "not without sugar"."""
    form = conf.once(
        "denied denials",
        lambda: re.compile(rf"(?<![\w-])(?:{language_rules().text_affirmers})\s+$", re.IGNORECASE),
    )
    return bool(form.search(text, 0, start))


def is_brand(query: NegationContext, word: str) -> bool:
    """Return whether the store has a brand of this name: "Zero hoodie"."""
    values = query.values.phrases.get(terms_of(word), ())
    return any(value.field == "brand" for value in values)


def ends_a_name(query: NegationContext, negator: Negator) -> bool:
    """Return whether the negator belongs to the word before it, as in "Coke Zero cans"."""
    before = [word.start for word in query.words if word.end <= negator.start][-1:]
    return any(
        is_named(query.words, query.values, start, negator.start + 1)
        and not is_named(query.words, query.values, negator.start, negator.denied + 1)
        for start in before
    )


def is_another_word(query: NegationContext, negator: Negator, following: str) -> bool:
    """Return whether a seeming weak negator is another word: "nonna", "carefree", "dress free"."""
    if following in terms_in(language_rules().end_words | WORDS_WITH_FREE):
        return True
    if negator.closed:
        end = negator.denied_end or end_of_word(query, negator.denied)
        word = fold(query.text[negator.denied : end])
        return word in WORDS_WITH_FREE or not words_cache.of_store(query.store).knows(word)
    if not negator.spaced or following in terms_in(FREE_OF):
        return False
    return bool(values_at(query, negator.denied)[1])
