"""What the shopper does not want: "not black", "without laces", "no logo", "anything but Acme".

What the store knows as a value is excluded as a value; any other word excludes the products whose
title or description has it, unless it is denied there, too ("sneaker without laces").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog_search.models import Store
from catalog_search.search.query.parts import Constraint
from catalog_search.search.query.values import COVERED, longest, terms_in
from catalog_search.text import words_cache
from catalog_search.text.analysis import Word, fold, terms_of, tokens, words_of
from catalog_search.text.values import KnownValue, StoreValues
from catalog_search.types import Exclude

DENIED = re.compile(
    r"(?<![\w-])(?:(?:but\s+)?(?:not|without|no)|w/o|(?:anything|everything|all)\s+but(?=\s)|except(?:\s+for)?"
    r"|excluding|other\s+than|(?:is|are|does|do)n['’]t(?:\s+(?:have|want))?|non[-\s])"  # noqa: RUF001
    r"(?![\w'’])\s*"  # noqa: RUF001
    r"(?:(?:made|out|of|from|in|with|a|an|any|the|its)\s+)*",
    re.IGNORECASE,
)
MINUS = re.compile(r"(?<!\S)-(?=[^\W\d_])")
"""The hyphen of a search operator: "shoes -black"."""

NOT_DENIED = re.compile(
    r"(?:only|just|too|very|so|sure|more|less|over|under|above|below|yet|all|always|much|many)\b",
    re.IGNORECASE,
)
"""Words that a "no" or "not" before them does not exclude: "not too big"."""

JOINS = re.compile(r"\s*(?:,\s*)?(?:(?:or|nor|and)\s+)?(?:a\s+|any\s+)?", re.IGNORECASE)
STOPS = (
    "for in with and or nor under over below above from of that which on at to but not no "
    "without please between by size up less more"
)
MAX_WORDS = 3
MAX_PRODUCTS = 5000
"""An exclusion by words of more products than these is none: the word says too little."""


@dataclass(frozen=True, slots=True)
class NegationContext:
    """What is being read, and whose."""

    store: Store
    text: str
    words: Sequence[Word]
    values: StoreValues
    taken: Sequence[Constraint]


def negations(query: NegationContext) -> Iterator[Constraint]:
    """Yield what the text excludes."""
    end = 0
    openings = sorted(
        (*DENIED.finditer(query.text), *MINUS.finditer(query.text)), key=lambda one: one.start()
    )
    for opening in openings:
        if opening.start() >= end and not idle(query, opening):
            part = denied(query, opening)
            if part:
                end = part.end
                yield part


def idle(query: NegationContext, opening: re.Match[str]) -> bool:
    """Return whether the word denies nothing: taken already, "not too ...", or part of a name."""
    text, start, end = query.text, opening.start(), opening.end()
    if any(part.start < end and start < part.end for part in query.taken):
        return True
    if NOT_DENIED.match(text, end):
        return True
    sign = opening[0].strip().lower()
    following = next((word.term for word in query.words if word.start >= end), "")
    if sign in ("non-", "non"):
        known = longest_from(query, end)[1]
        return not known
    return sign == "no" and (
        following.isdecimal() or ("no", following) in query.values.grammar_pairs
    )


def longest_from(query: NegationContext, start: int) -> tuple[int, tuple[KnownValue, ...]]:
    """Return where the known phrase at this place of the text ends, and what it names."""
    for number, word in enumerate(query.words):
        if word.start >= start:
            if query.text[start : word.start].strip():
                break
            end, known = longest(query.text, query.words, number, query.values, query.taken)
            return (query.words[end - 1].end, known) if known else (start, ())
    return start, ()


def denied(query: NegationContext, opening: re.Match[str]) -> Constraint | None:
    """Return what this word excludes, a list such as "black, brown or red" as one part."""
    excluded: list[Exclude] = []
    named: list[str] = []
    end = start = opening.end()
    while True:
        finish, known = longest_from(query, start)
        if known:
            excluded += by_value(query, known, query.text[start:finish])
        elif not named or re.search(r"\bn?or\b", query.text[end:start], re.IGNORECASE):
            finish = clause(query, start)
            if finish > start:
                excluded += by_words(query.store, query.text[start:finish])
        if finish <= start:
            break
        named.append(query.text[start:finish])
        end = finish
        joined = JOINS.match(query.text, end)
        if not joined or not joined[0].strip():
            break
        start = joined.end()
    if not named:
        return None
    text = query.text[opening.start() : end]
    return Constraint(
        "not", opening.start(), end, text, values=tuple(named), excluded=tuple(excluded)
    )


def clause(query: NegationContext, start: int) -> int:
    """Return where the words that are denied here end: before a known value, at most three."""
    end = start
    following = [one for one in query.words if one.start >= start][:MAX_WORDS]
    for word in following:
        gap = query.text[end : word.start]
        if gap.strip() or word.term in terms_in(STOPS) or longest_from(query, word.start)[1]:
            break
        if any(part.start <= word.start < part.end for part in query.taken):
            break
        end = word.end
    return end


def by_value(query: NegationContext, known: Sequence[KnownValue], words: str) -> list[Exclude]:
    """Exclude the values; where few products have such a field, those so called as well."""
    conditions = [Exclude(one.field, one.values) for one in known]
    if all(query.values.coverage.get(one.field, 0) < COVERED for one in known):
        conditions += by_words(query.store, words, descriptions=False)
    return conditions


def by_words(store: Store, words: str, *, descriptions: bool = True) -> list[Exclude]:
    """Exclude the products that have all of these words in title or description."""
    wanted = terms_of(words)
    if not wanted:
        return []
    known = words_cache.of_store(store)
    keys = known.products[known.rows_with_all(tokens(words))].tolist()
    if not 0 < len(keys) <= MAX_PRODUCTS:
        return []
    rows = store.products.filter(pk__in=keys).values_list("pk", "title", "description")
    found = [
        pk
        for pk, title, description in rows
        if has(f"{title}. {description}" if descriptions else title, wanted)
    ]
    return [Exclude("product", tuple(found))] if found else []


def has(text: str, wanted: Sequence[str]) -> bool:
    """Return whether the text has every term, at least once without denying it."""
    words = words_of(text)
    return all(
        any(word.term == term and not is_denied(text, word) for word in words) for term in wanted
    )


def is_denied(text: str, word: Word) -> bool:
    """Return whether the text denies the word where it stands: "no laces", "lace-free"."""
    before = text[max(0, word.start - 24) : word.start]
    opened = re.search(r"\b(?:no|not|non|without|w/o|free of)[\s-]+(?:\w+\s+)?$", before, re.I)
    return bool(opened) or fold(text[word.end : word.end + 5].lstrip(" -")[:4]) == "free"
