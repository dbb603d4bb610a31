"""Denied denials: "not gluten-free" and "no sea sin gluten" exclude what is free of gluten."""

from collections.abc import Sequence

from catalog_search.search.query.denials.compounds import whole
from catalog_search.search.query.denials.context import NegationContext
from catalog_search.search.query.denials.ends import begins_brand, denied_tail, end_of_words
from catalog_search.search.query.denials.exclusion import denied_phrases, exclude_words
from catalog_search.search.query.denials.negators import Negator, begin_of
from catalog_search.search.query.denials.products import products_denying
from catalog_search.search.query.names import is_named
from catalog_search.search.query.parts import Constraint
from catalog_search.text.store import words_cache
from catalog_search.types import Exclude

NO_REVERSAL = frozenset(["less", "un", "de", "none"])
"""Negators that are part of a usual word, which is denied as a whole: "not sleeveless"."""


def denied_negator(
    query: NegationContext, negator: Negator, others: Sequence[Negator]
) -> Negator | None:
    """Return the negator right behind this one, None if it denies another word.

    "No sugar free" may be said for "no sugar, sugar free"; "Not without my daughter" is a name.
    """
    behind = (each for each in others if each.start == negator.denied and each.end > negator.end)
    found = next((each for each in behind if is_denial(query, each)), None)
    if found is None or (found.spaced and negator.of_contents):
        return None
    is_name = is_named(query.words, query.values, negator.start, found.start + 1)
    return None if is_name else whole(query, found, negator.denied)


def is_denial(query: NegationContext, negator: Negator) -> bool:
    """Return whether it denies words of its own, and is no sign of a brand: "not !Important"."""
    is_sign = negator.word == "-" and begins_brand(query, negator)
    return negator.word not in NO_REVERSAL and not is_sign


def reversal(query: NegationContext, negator: Negator, denied: Negator) -> Constraint:
    """Return the exclusion of the products that say what the second negator says."""
    phrases, _ = denied_phrases(query, denied)
    said_to = max([denied.end, *(last for _, last in phrases)])
    if denied.word == "non" and negator.of_contents:
        said_to = max(said_to, end_of_words(query, negator, denied.start))
    tail = denied_tail().match(query.text, said_to)
    end = tail.end() if tail else said_to
    start = begin_of(query.text, negator)
    typed = query.text[denied.start : said_to]
    texts = [query.text[first:last] for first, last in phrases]
    keys = products_denying(query.store, words_cache.of_store(query.store), texts)
    conditions = [Exclude("product", tuple(keys))] if keys else []
    if denied.closed:
        conditions += exclude_words(query, typed)
    return Constraint(
        "not", start, end, query.text[start:end], values=(typed,), excluded=tuple(conditions)
    )
