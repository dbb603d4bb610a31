"""Words of a query that are part of a title where they look like a denial.

"Forget Me Not" ends with "not", and "free" belongs to "range" in "Free range eggs".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from catalog_search import conf
from catalog_search.search.query.denials.contents import is_content
from catalog_search.text.analysis import Word, terms_of, words_of
from catalog_search.text.goods.goods import are_goods
from catalog_search.text.rules import language_rules
from catalog_search.text.store.row_sets import NO_ROWS, intersected
from catalog_search.text.store.store_words import StoreWords

MAX_TITLES = 200
"""Titles that are read for two words side by side."""
SURE = 3
"""Words in a row that are those of a title, whatever follows them there."""
MARK = re.compile(r"\s*(?:[^\w\s]|$)")


def side_by_side(
    first: str, second: str, store_words: StoreWords
) -> Iterator[tuple[str, Sequence[Word], int]]:
    """Yield the titles that have the two terms side by side, their words, and where these are."""
    rows = intersected(map(store_words.rows_stating, (first, second)))[:MAX_TITLES]
    for title in map(store_words.titles.__getitem__, rows.tolist()):
        words = words_of(title)
        for place, pair in enumerate(pairwise(words)):
            if [word.term for word in pair] == [first, second]:
                yield title, words, place


def ends_title(words: Sequence[Word], last: int, store_words: StoreWords) -> bool:
    """Return whether words[:last + 1] end with a title, or with two words that a mark ends there.

    So do "forget me not" and "why not" of "Why not? poster".
    """
    return any(
        MARK.match(title, title_words[place + 1].end)
        for title, title_words, place in pairs_ending(words, last, store_words)
    )


def begins_title(words: Sequence[Word], last: int, store_words: StoreWords) -> bool:
    """Return whether words[:last + 1] end with three words of a title.

    The word before the last one names no goods and no value. Two words are not enough: many titles
    begin like "Sac pas cher".
    """
    before = (words[last - 1].term,)
    if are_goods(before) or before in store_words.values.phrases:
        return False
    return any(
        shared(words[: last + 1], title_words[: place + 2]) >= SURE
        for _, title_words, place in pairs_ending(words, last, store_words)
    )


def pairs_ending(
    words: Sequence[Word], last: int, store_words: StoreWords
) -> Iterator[tuple[str, Sequence[Word], int]]:
    if last > 0:
        yield from side_by_side(words[last - 1].term, words[last].term, store_words)


def shared(words: Sequence[Word], title_words: Sequence[Word]) -> int:
    """Return how many words both end with."""
    return in_common([*reversed(words)], [*reversed(title_words)])


def names_price_denier(
    text: str, words: Sequence[Word], start: int, store_words: StoreWords
) -> bool:
    """Return whether a negator before a price, in words that begin at `start`, ends a title.

    "Forget me not under 80" is the name and a price; "lamp that is not over 80" is a price.
    """
    form = conf.once("deniers of prices", price_denier)
    places = (place for place, word in enumerate(words) if word.start >= start)
    last = next((at for at in places if form.fullmatch(text[words[at].start : words[at].end])), 0)
    if last and ends_title(words, last, store_words):
        return True
    return bool(last) and words[last].start == start and begins_title(words, last, store_words)


def price_denier() -> re.Pattern[str]:
    return re.compile(language_rules().price_denier, re.IGNORECASE)


def free_begins_name(text: str, words: Sequence[Word], end: int, store_words: StoreWords) -> bool:
    """Return whether "free", which ends at text[end], belongs to the word behind it.

    It does if titles have them side by side: "eggs free range", "shoes free run". "Wire free bra"
    names goods behind it, and "Dairy free cake" says nothing of "egg free cake".
    """
    last = next((place for place, word in enumerate(words) if word.end >= end), 0)
    if not last or last + 1 >= len(words) or text[end : words[last + 1].start].strip():
        return False
    denied, free, following = words[last - 1 : last + 2]
    named = are_goods((following.term,))
    if named and not are_goods((denied.term,)):
        return False
    return any(
        is_of_next_word(title, title_words, place)
        and [each.term for each in title_words[:place]][-1:] != [denied.term]
        and (denied.term in terms_of(title) or not (named or place))
        for title, title_words, place in side_by_side(free.term, following.term, store_words)
    )


def is_of_next_word(title: str, words: Sequence[Word], place: int) -> bool:
    """Return whether the title's "free" at this place does not deny a content before it."""
    before = words[max(0, place - 1)]
    return place == 0 or not is_content(title[before.start : before.end])


def titles_begin_with(text: str, store_words: StoreWords) -> bool:
    """Return whether a title begins with the words of the text."""
    terms = terms_of(text)
    rows = intersected(map(store_words.rows_stating, terms)) if terms else NO_ROWS
    titles = (terms_of(store_words.titles[row]) for row in rows[:MAX_TITLES].tolist())
    return any(title[: len(terms)] == terms for title in titles)


def is_title_behind(words: Sequence[Word], store_words: StoreWords) -> bool:
    """Return whether a title of a product that has words[0] follows: three words, or all of it."""
    rows = intersected(store_words.rows_stating(word.term) for word in words[:SURE])
    titles = map(words_of, map(store_words.titles.__getitem__, rows[:MAX_TITLES].tolist()))
    counts = ((in_common(words[1:], title), len(title)) for title in titles)
    return any(count >= min(SURE, max(2, size)) for count, size in counts)


def end_of_shared_words(words: Sequence[Word], start: int, store_words: StoreWords) -> int:
    """Return the end of the words from `start` on that begin a title, 0 if none has two."""
    typed = [word for word in words if word.start >= start]
    if len(typed) < 2:
        return 0
    titles = side_by_side(typed[0].term, typed[1].term, store_words)
    counts = [in_common(typed, title_words) for _, title_words, place in titles if not place]
    return typed[max(counts) - 1].end if counts else 0


def in_common(words: Sequence[Word], title_words: Sequence[Word]) -> int:
    """Return how many words both begin with."""
    pairs = zip(words, title_words, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].term == pair[1].term, pairs))
