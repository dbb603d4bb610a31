"""Where the words end that a negator denies: "silicone" of "without silicone 300 ml"."""

import re

from catalog_search import conf
from catalog_search.search.query.denials.brands import SIGN
from catalog_search.search.query.denials.compounds import MAX_WORDS, is_hyphened, is_said
from catalog_search.search.query.denials.context import NegationContext
from catalog_search.search.query.denials.negators import Negator
from catalog_search.search.query.phrases import longest_phrase
from catalog_search.search.query.values import terms_in
from catalog_search.text.analysis import Word, term
from catalog_search.text.descriptive import FUNCTIONS
from catalog_search.text.rules import language_rules
from catalog_search.text.store.values import KnownValue

NOT = ("not", "nicht")


def denied_tail() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{language_rules().denied_tail})(?!\w)", re.IGNORECASE)


def values_at(query: NegationContext, start: int) -> tuple[int, tuple[KnownValue, ...]]:
    """Return the end of the phrase at `start` that names values, and these values.

    If there is none, return `start` and (). A sign before the phrase is that of its name: "@home".
    """
    number = next((at for at, word in enumerate(query.words) if word.start >= start), None)
    if number is None:
        return start, ()
    sign = query.text[start : query.words[number].start].strip()
    if sign and not SIGN.match(f"{sign}a"):
        return start, ()
    phrase = longest_phrase(query.text, query.words, number, query.values, query.constraints)
    values = [each for each in (phrase.values if phrase else ()) if is_signed(each, sign)]
    return (phrase.last, tuple(values)) if phrase and values else (start, ())


def is_signed(value: KnownValue, sign: str) -> bool:
    return any(name.startswith(sign) for name in value.values)


def begins_brand(query: NegationContext, negator: Negator) -> bool:
    """Return whether the sign is the first letter of a brand's name: "!Important"."""
    _end, known = values_at(query, negator.denied)
    brands = (value for value in known if value.field == "brand")
    return any(name[:1] == query.text[negator.start] for each in brands for name in each.values)


def end_of_word(query: NegationContext, start: int) -> int:
    """Return the end of the word at `start` or after it."""
    return next((word.end for word in query.words if word.end > start), start)


def end_of_words(query: NegationContext, negator: Negator, start: int) -> int:
    """Return the end of the excluded words at `start`: at most MAX_WORDS, before a known value.

    After "no" or "not" at the start of a query the last word says what is looked for: "no logo
    sneakers".
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
            or (len(ends) > 1 and not hyphened and goes_with_goods(query, start, word))
            or (not hyphened and values_at(query, word.start)[1])
        ):
            break
        if any(constraint.start <= word.start < constraint.end for constraint in query.constraints):
            break
        ends.append(word.end)
    if len(ends) > 2 and leads(query, negator) and not query.text[ends[-1] :].strip():
        ends.pop()
    return ends[-1]


def leads(query: NegationContext, negator: Negator) -> bool:
    """Return whether "no" begins the query, or "not" right before the denied words."""
    before = query.text[: negator.start].strip()
    directly = query.text[negator.start : negator.denied].strip(" -").lower()
    return not before and (negator.word == "no" or directly in NOT)


def goes_with_goods(query: NegationContext, start: int, word: Word) -> bool:
    """Return whether the word behind denied ones describes the goods: "without silicone 300 ml".

    That is an amount, who wears them, or how they work; but not in "without vitamin B 12", if a
    product says so, or behind another such word: "without electric adjustable legs".
    """
    text = query.text[start : word.end]
    if query.text[word.start].isdigit():
        return not is_said(query, text)
    described = conf.once("words that describe goods", describing_terms)
    before = [each.term for each in query.words if start <= each.start < word.start]
    return word.term in described and not described & {*before[-1:]}


def describing_terms() -> frozenset[str]:
    wearers = (words for words in language_rules().wearers.values())
    return frozenset(map(term, FUNCTIONS)).union(*map(terms_in, wearers))
