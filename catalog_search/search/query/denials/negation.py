"""Exclusions in a query: "not black", "without laces", "sugar-free", "anything but Acme".

A phrase that names a value of the store excludes that value. Other words exclude the products
that have them in title, category, attributes or description, unless the product negates them
too: "without laces".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from catalog_search import conf
from catalog_search.search.query.denials.compounds import whole
from catalog_search.search.query.denials.contents import FREE_OF, WORDS_WITH_FREE, is_content
from catalog_search.search.query.denials.context import NegationContext
from catalog_search.search.query.denials.ends import begins_brand, end_of_word, values_at
from catalog_search.search.query.denials.exclusion import exclusion
from catalog_search.search.query.denials.negators import Negator, negators_in
from catalog_search.search.query.denials.reversals import denied_negator, reversal
from catalog_search.search.query.names import hidden, is_named
from catalog_search.search.query.parts import Constraint
from catalog_search.search.query.title_words import end_of_shared_words, free_begins_name
from catalog_search.search.query.values import terms_in
from catalog_search.text.analysis import Word, fold, terms_of
from catalog_search.text.rules import language_rules
from catalog_search.text.store import words_cache

IMPERATIVE = re.compile(r"\bdo(?:n['\u2019]?t|\s+not)\s+$", re.IGNORECASE)
"""As in "do not disturb sign"."""
PERCENT = re.compile(r"0\s?%|per\s?cent", re.IGNORECASE)


def not_excluded() -> re.Pattern[str]:
    """Return the pattern of words that a negator does not exclude: "not too big"."""
    return re.compile(rf"(?:{language_rules().not_excluded})(?![\w-])", re.IGNORECASE)


def negations(query: NegationContext) -> Iterator[Constraint]:
    """Yield the exclusions in the text."""
    end = 0
    # Their first letters stay, because some negators only stand before one: "-nike".
    certain = [replace(name, start=name.start + 1) for name in query.names if name.certain]
    negators = negators_in(hidden(query.text, certain))
    for found in negators:
        query = with_elided(query, found)
        negator = whole(query, found, end)
        if negator.start >= end and not excludes_nothing(query, negator):
            constraint = denial(query, negator, negators)
            if constraint:
                end = constraint.end
                yield constraint
            else:
                # The title "Sans toit ni loi" has two.
                store_words = words_cache.of_store(query.store)
                end = max(end, end_of_shared_words(query.words, negator.start, store_words))


def denial(
    query: NegationContext, negator: Negator, others: Sequence[Negator]
) -> Constraint | None:
    """Return what the negator excludes, None if that is nothing."""
    denied = denied_negator(query, negator, others)
    if denied and denied.word == negator.word:
        return None  # The brand "Ohne" before another "ohne", or a word typed twice.
    return reversal(query, negator, denied) if denied else exclusion(query, negator)


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
    if negator.word == "not" and is_emergency(query, following):
        return True
    if IMPERATIVE.search(query.text, 0, end) and is_order(query, following):
        return True
    if is_brand_beside(query, negator, following):
        return True
    if negator.unusual:
        return not denies_a_word(query, negator)
    if negator.word.startswith(("al\u00e9rg", "alerg", "allerg", "intol", "unvertr")):
        # Tablets for lactose intolerance are named so, and may well contain lactose.
        names = (negator.word, fold(query.text[start:end]))
        return any(map(len, map(words_cache.of_store(query.store).rows_with_name, names)))
    if negator.weak and is_of_goods(query, negator, following):
        return True
    if negator.word == "free" and begins_name(query, negator):
        return True
    if negator.weak:
        return ends_a_name(query, negator) or is_another_word(query, negator, following)
    return negator.word == "no" and following.isdecimal()


def begins_name(query: NegationContext, negator: Negator) -> bool:
    """Return whether "free" is the first word of a name: "eggs free range"."""
    store_words = words_cache.of_store(query.store)
    denied_end = negator.denied_end or negator.end
    is_spaced = query.text[denied_end : denied_end + 1].isspace()
    return is_spaced and free_begins_name(query.text, query.words, negator.end, store_words)


def denies_a_word(query: NegationContext, negator: Negator) -> bool:
    """Return whether no product has the whole word, as "hoodless", and some have what it denies."""
    end = end_of_word(query, negator.denied)
    denied = fold(query.text[negator.denied : negator.denied_end or end])
    whole = fold(query.text[negator.start : max(negator.end, end)]).replace("-", "")
    knows = words_cache.of_store(query.store).knows
    return knows(denied) and not knows(whole)


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


def is_emergency(query: NegationContext, following: str) -> bool:
    """Return whether "not" is the German noun: "Not Beleuchtung" is "Notbeleuchtung"."""
    is_german = conf.settings().language == "german"
    return is_german and words_cache.of_store(query.store).knows(f"not{following}")


def is_brand_beside(query: NegationContext, negator: Negator, following: str) -> bool:
    """Return whether the negator is the brand of the goods beside it: "Zero hoodie".

    Beside contents it denies them, as in "zero sugar" and "sugar free".
    """
    word = negator.word
    if word == "free":
        word = query.text[negator.denied_end or negator.end : negator.end].strip()
    if not (negator.weak and is_brand(query, word) and stands_alone(query, negator, word)):
        return False
    return following not in terms_in(FREE_OF)


def is_order(query: NegationContext, following: str) -> bool:
    """Return whether a product is called by what one is not to do: "Do not disturb sign"."""
    return (terms_of("not")[0], following) in query.values.grammar_pairs


def is_of_goods(query: NegationContext, negator: Negator, following: str) -> bool:
    """Return whether an amount of nothing is that of the goods: "0% beer", "cola: zero"."""
    text = query.text[negator.start : negator.end]
    if PERCENT.search(text):
        return following not in terms_in(FREE_OF)
    others = [word for word in query.words if not negator.start <= word.start < negator.end]
    fillers = terms_in(language_rules().fillers)
    return negator.word == "none" and all(word.term in fillers for word in others)


def stands_alone(query: NegationContext, negator: Negator, word: str) -> bool:
    """Return whether the negator has this word: the brand "Less" is none in "hoodless"."""
    form = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.IGNORECASE)
    return bool(form.search(query.text, negator.start, max(negator.end, negator.denied)))


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
        knows = words_cache.of_store(query.store).knows
        return word in WORDS_WITH_FREE or not (is_content(word) or knows(word))
    if not negator.spaced or following in terms_in(FREE_OF):
        return False
    return bool(values_at(query, negator.denied)[1])
