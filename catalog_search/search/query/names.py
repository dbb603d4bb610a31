"""Names in a query that look like operators: the brand "No Fear", the title "Over 60".

What the store calls something is read before prices, orders and exclusions.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog_search.search.query.denials.brands import is_denied_brand
from catalog_search.search.query.denials.contents import is_content
from catalog_search.search.query.phrases import Phrase, phrases_in
from catalog_search.search.query.size_ranges import SizeRange
from catalog_search.search.query.title_words import is_title_behind
from catalog_search.search.query.value_leads import leads
from catalog_search.search.query.values import is_brand_as_written, may_filter, terms_in
from catalog_search.text.analysis import Word
from catalog_search.text.rules import language_rules
from catalog_search.text.store.row_sets import intersected
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.store.values import NUMBER, StoreValues

NAMING = ("brand", "category")
"""Fields whose values are names."""


@dataclass(frozen=True, slots=True)
class Name:
    """A brand or category at text[start:end] of a query."""

    start: int
    end: int
    certain: bool
    """Whether it becomes a filter, so that it cannot mean anything else."""


def names_in(text: str, words: Sequence[Word], store_words: StoreWords) -> tuple[Name, ...]:
    """Return the names in the text.

    A name of one word ("Over") counts only after "by" or "brand", behind what denies it ("not
    Over"), before one of its titles, or if the text has no more.
    """
    return tuple(find_names(text, words, store_words))


def find_names(text: str, words: Sequence[Word], store_words: StoreWords) -> Iterator[Name]:
    values = store_words.values
    for phrase in phrases_in(text, words, values):
        terms, first, last = phrase.terms, phrase.first, phrase.last
        naming = [value for value in phrase.values if value.field in NAMING]
        alone = len(terms) == len(words) or leads().name.search(text, 0, first)
        as_written = any(is_brand_as_written(each, text, first, last) for each in naming)
        brands = [name for value in naming if value.field == "brand" for name in value.values]
        as_written = as_written or is_denied_brand(phrase, brands)
        as_written = as_written or (bool(brands) and is_before_title(phrase, store_words))
        if naming and (len(terms) > 1 or alone or as_written):
            neighbors, other_words = phrase.neighbors, phrase.other_words
            certain = as_written or any(
                may_filter(value, terms, values, sized=False)
                and value.evidence.supports(neighbors, other_words)
                for value in naming
            )
            yield Name(first, last, certain)


def is_before_title(phrase: Phrase, store_words: StoreWords) -> bool:
    """Return whether the phrase begins the query, and a title of a product named so follows.

    "No sugar cane" denies the content sugar, whatever the brand "No" sells.
    """
    following = [phrase.text[word.start : word.end] for word in phrase.words[1:2]]
    if phrase.start or len(phrase.terms) > 1 or any(map(is_content, following)):
        return False
    return is_title_behind(phrase.words, store_words)


def hidden(text: str, names: Iterable[Name | SizeRange]) -> str:
    """Return the text with these parts replaced by characters that no operator consists of."""
    for name in names:
        text = text[: name.start] + "\0" * (name.end - name.start) + text[name.end :]
    return text


def is_named(words: Sequence[Word], values: StoreValues, start: int, end: int) -> bool:
    """Return whether two adjacent words in text[start:end] are adjacent in a name of the store."""
    return any(pair in values.grammar_pairs for pair in pairs_in(words, start, end))


def is_named_number(words: Sequence[Word], store_words: StoreWords, start: int, end: int) -> bool:
    """Return whether text[start:end] names a number with the words of a product: "Air Max 90".

    The words beside it are of such a product as well, so that "socks max 90" still is a price.
    """
    pairs = [pair for pair in pairs_in(words, start, end) if is_amount(*pair)]
    if not pairs or not all(pair in store_words.values.grammar_pairs for pair in pairs):
        return False
    stating = store_words.rows_stating
    # Only terms that some product has: the number of "256 GB" is part of another term.
    rows_of_terms = [rows for pair in pairs for name in pair if len(rows := stating(name))]
    beside = words_beside(words, start, end)
    return not beside or any(len(intersected([*rows_of_terms, stating(word)])) for word in beside)


def is_amount(before: str, number: str) -> bool:
    return bool(NUMBER.fullmatch(number)) and not NUMBER.fullmatch(before)


def words_beside(words: Sequence[Word], start: int, end: int) -> list[str]:
    """Return the words before and after text[start:end]; with none before it all behind it."""
    rules = language_rules()
    content_words = [
        word for word in words if word.term not in terms_in(rules.fillers | rules.grammar)
    ]
    before = [word.term for word in content_words if word.end <= start]
    after = [word.term for word in content_words if word.start >= end]
    return [*before[-1:], *(after[:1] if before else after)]


def pairs_in(words: Sequence[Word], start: int, end: int) -> Iterator[tuple[str, str]]:
    return pairwise(word.term for word in words if start <= word.start < end)


def around(words: Sequence[Word], start: int, end: int) -> tuple[int, int]:
    """Return where text[start:end] begins and ends together with one word before and after it."""
    before = [word.start for word in words if word.end <= start]
    after = [word.end for word in words if word.start >= end]
    return (before or [start])[-1], (after or [end])[0]
