"""Colors, brands, categories and sizes that the store really has, read where they are meant."""

import re
from collections.abc import Iterator, Sequence

from catalog_search import conf
from catalog_search.retrieval.filters import CHOICES
from catalog_search.search.query.parts import Constraint
from catalog_search.text.analysis import Word, cuts_word, terms_of
from catalog_search.text.values import MAX_PHRASE_WORDS, SIZE_LIKE, KnownValue, StoreValues

COVERED = 0.9
"""Share of the products that must have a color, or a category, before one is a filter."""

CLEAR_COLORS = (
    "black white grey red blue navy green yellow pink purple brown beige turquoise maroon"
)
"""Colors that are no thing or material as well: good even where no title has them."""

COMMON = (
    "a all and any art basic best big black blue body boy brand classic day design diesel "
    "first for free fresh gap gas gift girl good guess home hot house it just kid life light "
    "like man men more most my new next no not now old on one only original other out park "
    "people plain pure red set shop small sport star style the this time top up us we white "
    "wild with woman women work you your"
)
"""Words that are more often themselves than a brand of that name."""

LEADS = re.compile(
    r"(?:(?<!\w)(?:in(?:\s+the)?\s+colou?r|colou?r(?:ed)?|in|(?:of\s+(?:the\s+)?)?brand|made\s+by|by"
    r"|from|in\s+size|size)[\s:]+)$",
    re.IGNORECASE,
)
SIZE_LEAD = re.compile(r"(?<!\w)(?:in\s+)?size[\s:]+$", re.IGNORECASE)
SELF_EVIDENT = re.compile(r"\d?x{1,4}[ls]|\d+(?:\s?-?(?:inch(?:es)?|in|cm|mm|eu|uk|us))", re.I)
"""Sizes that need no word "size" before them."""

TAILS = re.compile(r"-?(?:inch(?:es)?|\"|″|colou?red|(?<=\d)\s?cm)(?!\w)", re.IGNORECASE)


def value_constraints(
    text: str, words: Sequence[Word], store: StoreValues, taken: Sequence[Constraint]
) -> Iterator[Constraint]:
    """Yield the values that the text asks for; words inside `taken` are not looked at."""
    start = 0
    while start < len(words):
        end, known = longest(text, words, start, store, taken)
        if known and (part := meant(text, words, start, end, known, store)):
            yield part
        start = end


def longest(
    text: str,
    words: Sequence[Word],
    start: int,
    store: StoreValues,
    taken: Sequence[Constraint],
) -> tuple[int, tuple[KnownValue, ...]]:
    """Return the end of the longest known phrase from here, and what it names; else the next."""
    for end in range(min(len(words), start + MAX_PHRASE_WORDS), start, -1):
        known = store.phrases.get(tuple(word.term for word in words[start:end]))
        free = not any(
            part.start < words[end - 1].end and words[start].start < part.end for part in taken
        )
        if known and free and not cuts_word(text, words, start, end):
            return end, known
    return start + 1, ()


def meant(
    text: str,
    words: Sequence[Word],
    start: int,
    end: int,
    known: Sequence[KnownValue],
    store: StoreValues,
) -> Constraint | None:
    """Return what the words start to end are read as, None where that is not sure."""
    beside = [word.term for word in (*words[max(0, start - 1) : start], *words[end : end + 1])]
    rest = [word.term for word in (*words[:start], *words[end:])]
    first, last = words[start].start, words[end - 1].end
    lead = LEADS.search(text, 0, first)
    tail = TAILS.match(text, last)
    sized = bool(SIZE_LEAD.search(text, 0, first)) or bool(
        SELF_EVIDENT.fullmatch(text[first : tail.end() if tail else last])
    )
    sure = [
        one
        for one in known
        if allowed(one, [word.term for word in words[start:end]], store, sized=sized)
        and one.evidence.supports(beside, rest)
    ]
    if len(sure) != 1:
        return None
    begin = lead.start() if lead else first
    finish = tail.end() if tail else last
    [only] = sure
    stays = only.field == "category"
    if stays:
        begin, finish = first, last
    return Constraint(
        only.field, begin, finish, text[begin:finish], values=only.values, stays=stays
    )


def allowed(one: KnownValue, phrase: Sequence[str], store: StoreValues, *, sized: bool) -> bool:
    """Return whether values of this field are filters in this store at all."""
    if one.field not in CHOICES:
        return sized and bool(SIZE_LIKE.search(one.field.lower()))
    if sized or len("".join(phrase)) < 3:
        return False
    if one.field == "brand":
        return not (len(phrase) == 1 and phrase[0] in terms_in(COMMON))
    covered = store.coverage.get(one.field, 0) >= COVERED
    backed = (
        one.evidence.titles > 0 or one.field == "category" or phrase[-1] in terms_in(CLEAR_COLORS)
    )
    return covered and backed


def terms_in(words: str) -> frozenset[str]:
    """Return the terms of a list of words."""
    return conf.once(f"terms in {words}", lambda: frozenset(terms_of(words)))
