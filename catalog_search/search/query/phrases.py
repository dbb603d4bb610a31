"""Phrases of a query that name values of the store."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog_search.search.query.parts import Constraint
from catalog_search.search.query.value_leads import is_size
from catalog_search.search.query.value_names import named_otherwise
from catalog_search.text.analysis import Word, cuts_word, fold, terms_of
from catalog_search.text.rules import language_rules
from catalog_search.text.store.values import MAX_PHRASE_WORDS, KnownValue, StoreValues

PARTED = re.compile(r"[\s\u2010\u2011-]")
"""The divider of two words that may be written as one."""
COLORED = re.compile(r"-colou?red(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words[start:end] of a query's text, and the values that they name."""

    text: str
    words: Sequence[Word]
    start: int
    end: int
    values: tuple[KnownValue, ...]

    @property
    def first(self) -> int:
        """Where the phrase begins in the text."""
        return self.words[self.start].start

    @property
    def last(self) -> int:
        """Where the phrase ends in the text."""
        return self.words[self.end - 1].end

    @property
    def typed(self) -> str:
        return self.text[self.first : self.last]

    @property
    def terms(self) -> list[str]:
        return [word.term for word in self.words[self.start : self.end]]

    @property
    def neighbors(self) -> list[str]:
        """The terms right before and after the phrase."""
        before = self.words[max(0, self.start - 1) : self.start]
        return [word.term for word in (*before, *self.words[self.end : self.end + 1])]

    @property
    def other_words(self) -> list[str]:
        """The terms of all words but the phrase."""
        return [word.term for word in (*self.words[: self.start], *self.words[self.end :])]


def phrases_in(
    text: str,
    words: Sequence[Word],
    store: StoreValues,
    constraints: Sequence[Constraint] = (),
) -> Iterator[Phrase]:
    """Yield the longest phrases that name values, outside of the constraints."""
    start = 0
    while start < len(words):
        phrase = longest_phrase(text, words, start, store, constraints)
        if phrase:
            yield phrase
        start = phrase.end if phrase else start + 1


def longest_phrase(
    text: str,
    words: Sequence[Word],
    start: int,
    store: StoreValues,
    constraints: Sequence[Constraint],
) -> Phrase | None:
    """Return the longest phrase at words[start] that names values, None if there is none."""
    for end in range(min(len(words), start + MAX_PHRASE_WORDS), start, -1):
        values = named_by(text, words[start:end], store) or named_otherwise(
            text, words[start].start, words[end - 1].end, store
        )
        is_free = not any(
            constraint.start < words[end - 1].end and words[start].start < constraint.end
            for constraint in constraints
        )
        phrase = Phrase(text, words, start, end, values)
        if values and is_free and not is_cut(phrase, store):
            return phrase
    return None


def is_cut(phrase: Phrase, store: StoreValues) -> bool:
    """Return whether the phrase is part of a joined word; "red" of "red/navy" is not."""
    text, words, start, end = phrase.text, phrase.words, phrase.start, phrase.end
    if cuts_word(text, words, start, len(words)) and not (
        is_listed(phrase, start - 1, store) or follows_mark(phrase)
    ):
        return True
    behind = cuts_word(text, words, 0, end) and not COLORED.match(text, phrase.last)
    return behind and not is_listed(phrase, end, store)


def follows_mark(phrase: Phrase) -> bool:
    """Return whether the phrase stands right behind an abbreviation for "size": "Gr.42"."""
    return phrase.text[: phrase.first].endswith(".") and is_size(
        phrase.text, phrase.first, phrase.last
    )


def is_listed(phrase: Phrase, other: int, store: StoreValues) -> bool:
    """Return whether a slash divides the phrase and another value of its field, words[other]."""
    word = phrase.words[other]
    first, last = min(word.end, phrase.last), max(word.start, phrase.first)
    is_digit = phrase.typed.isdecimal() and len(phrase.typed) == 1
    if phrase.text[first:last] != "/" or is_digit:
        return False
    fields = {value.field for value in phrase.values} - {"brand", "category"}
    return any(value.field in fields for value in store.phrases.get((word.term,), ()))


def named_by(text: str, words: Sequence[Word], store: StoreValues) -> tuple[KnownValue, ...]:
    """Return the values that the words name; two words also as one: "hand bag" is "Handbags"."""
    values = store.phrases.get(tuple(word.term for word in words), ())
    if values or len(words) != 2 or not PARTED.fullmatch(text[words[0].end : words[1].start]):
        return values
    typed = [text[word.start : word.end] for word in words]
    if fold(typed[1]) in language_rules().fillers:
        return ()  # "veste à" must not be read as "vestea", which has the stem of "veste".
    as_one = terms_of("".join(typed))
    # Not if the stem of the joined word is the first word: that of "silverring" is "silver".
    return store.phrases.get(as_one, ()) if as_one != (words[0].term,) else ()
