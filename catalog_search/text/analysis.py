"""Text analysis: tokens, terms, and the BM25 weights of a product's terms.

A token is a folded word: "Crème" is "creme", "0.5 L" is "500ml". A term is a stemmed token:
"shoes" and "shoe" are one term. A product's terms form one sparse vector, weighted by BM25F
(Robertson, Zaragoza and Taylor 2004, "Simple BM25 extension to multiple weighted fields";
Robertson and Zaragoza 2009, "The probabilistic relevance framework", 3.6).

The index stores only the part of BM25F that depends on the product itself. The IDF of a term is
part of the query vector. So a new product makes no other point stale, stores do not influence
each other's scores, and every engine computes the same dot product.
"""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog_search import conf
from catalog_search.models import Product
from catalog_search.text.tokens.joined import APOSTROPHES, LETTERS, joined_words
from catalog_search.text.tokens.letters import UNSEEN, without_accents
from catalog_search.text.tokens.stemming import stemmed
from catalog_search.text.tokens.units import BASES, NUMBER, UNITS, number_of
from catalog_search.text.tokens.unspaced import UNSPACED, pairs, read_alike, segments, single_words
from catalog_search.types import SparseVector


@dataclass(frozen=True, slots=True)
class Field:
    """The weight of a product field, and the number of words that it usually has."""

    weight: float
    usual_length: int


FIELDS: Mapping[str, Field] = {
    "sku": Field(3.0, 1),
    "title": Field(3.0, 8),
    "brand": Field(2.0, 1),
    "category": Field(2.0, 4),
    "color": Field(2.0, 1),
    "attribute": Field(1.0, 10),
    "description": Field(0.5, 80),
}
VERSION = 7
"""Raise it with every change of what bm25_vector returns: points are then written again."""

SATURATION = 1.2
"""k1 of BM25: how quickly repetitions of a term stop adding weight."""
LENGTH = 0.5
"""b of BM25: how strongly a long field lowers the weight of its terms."""

AMOUNT = re.compile(rf"(?<![\w.,/\u2044])({NUMBER})[\s-]?({'|'.join(UNITS)}|in\.)(?!\w)")
POSSESSIVE = re.compile(rf"{APOSTROPHES}s(?!\w)")
APOSTROPHE = re.compile(APOSTROPHES)
TOKEN = re.compile(rf"\d+[.,]\d+|{LETTERS}(?:{APOSTROPHES}{LETTERS})*")
AND = re.compile(
    rf"(?<=\w)(?:{APOSTROPHES}n{APOSTROPHES}|{APOSTROPHES}n\s|\s{APOSTROPHES}n{APOSTROPHES}?\s)(?=\w)"
)
""""Rock'n'roll" is written in many ways; "O'Neill" is a name."""
DECIMAL_AMOUNT = rf"\d+\.\d+(?:{'|'.join(BASES)})(?![^\W_])"
FOLDED = re.compile(f"{DECIMAL_AMOUNT}|{TOKEN.pattern}")
WORD = re.compile(LETTERS)
"""A run of letters with their marks, and digits."""
JOINERS = re.compile(r"[-&'\u2019./+_]+")
Terms = tuple[str, ...]
"""The terms of a phrase."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: text[start:end] and its term."""

    start: int
    end: int
    term: str


def fold(text: str) -> str:
    """Return the text in lower case and in Unicode's compatibility form, without accents.

    Marks that make another letter stay; see letters.py.
    """
    return text.lower() if text.isascii() else without_accents(text.casefold())


def tokens(text: str) -> list[str]:
    """Return the folded words of the text in order, with amounts converted to their base unit.

    Of scripts without spaces they are pairs of letters; see unspaced.py.
    """
    words = folded_words(text)
    if text.isascii() or not UNSPACED.search(text):
        return words
    return [word[start:end] for word in map(read_alike, words) for start, end in pairs(word)]


def whole_tokens(text: str) -> list[str]:
    """Return the tokens, with runs of scripts without spaces as they are typed and completed."""
    words = folded_words(text)
    if text.isascii() or not UNSPACED.search(text):
        return words
    return [word[start:end] for word in words for start, end in segments(word)]


def unspaced_tokens(text: str) -> list[str]:
    """Return further tokens of a product's text: runs of scripts without spaces, and letters."""
    return [*runs(text), *letters_of(text)]


def runs(text: str) -> list[str]:
    if text.isascii() or not UNSPACED.search(text):
        return []
    return [word for word in whole_tokens(text) if UNSPACED.match(word)]


def letters_of(text: str) -> list[str]:
    """Return the letters of runs without spaces that are words: no pair is found by one."""
    return [letter for run in runs(text) for letter in single_words(run)]


def folded_words(text: str) -> list[str]:
    folded = POSSESSIVE.sub("", AMOUNT.sub(base_amount, AND.sub(" n ", fold(text))))
    words: list[str] = FOLDED.findall(folded)
    return [w if w.isalnum() else APOSTROPHE.sub("", w).replace(",", ".") for w in words]


def words_of(text: str) -> list[Word]:
    """Return the words of the text with their positions. Amounts are not converted."""
    language = language_of_words()
    return [
        Word(start, end, term_as_written(text[start:end], language))
        for match in TOKEN.finditer(text)
        for start, end in places(match)
    ]


def places(match: re.Match[str]) -> list[tuple[int, int]]:
    """Return where the words of a match of TOKEN begin and end in its text."""
    if match[0].isascii() or not UNSPACED.search(match[0]):
        return [match.span()]
    return [(match.start() + start, match.start() + end) for start, end in pairs(match[0])]


def terms_of(text: str) -> Terms:
    """Return the terms of the text's words in order."""
    language = language_of_words()
    if text.isascii():
        return tuple([term_as_written(word, language) for word in TOKEN.findall(text)])
    return tuple(word.term for word in words_of(UNSEEN.sub("", text)))


def contains(text: Terms, phrase: Terms) -> bool:
    """Return whether the phrase stands in the text, in one piece."""
    size = len(phrase)
    return any(text[start : start + size] == phrase for start in range(len(text) - size + 1))


def cuts_word(text: str, words: Sequence[Word], first: int, end: int) -> bool:
    """Return whether words[first:end] cut a joined word apart, such as "shirt" of "t-shirt"."""
    before = first > 0 and JOINERS.fullmatch(text[words[first - 1].end : words[first].start])
    after = end < len(words) and JOINERS.fullmatch(text[words[end - 1].end : words[end].start])
    return bool(before or after)


def without_apostrophes(token: str) -> str:
    """Return the folded token without apostrophes and with a decimal point for a comma."""
    return APOSTROPHE.sub("", POSSESSIVE.sub("", token)).replace(",", ".")


def base_amount(match: re.Match[str]) -> str:
    # "In" alone is a preposition as well: "4 in 1".
    unit, factor = ("in", 1) if match[2] == "in." else UNITS[match[2]]
    return f"{round(number_of(match[1], language_of_words()) * factor, 3):.12g}{unit}"


def compounds(text: str) -> list[str]:
    """Return each joined word of the text as one token: "tshirt" of "t-shirt", "att" of "AT&T"."""
    return joined_words(fold(text))


def term(token: str) -> str:
    """Return the stemmed token. A token with a digit is returned unchanged."""
    return stemmed(token, language_of_words())


def language_of_words() -> str:
    return conf.once("language", lambda: str(conf.settings().language))


@lru_cache(maxsize=20_000)
def term_as_written(word: str, language: str) -> str:
    """Return the term of a word as a text has it."""
    return stemmed(without_apostrophes(fold(word)), language)


def term_id(term: str) -> int:
    """Return the term's id in [0, 2**32), which is the same in every process."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


def text_fields(product: Product) -> Iterator[tuple[str, str]]:
    """Yield each searchable text of the product with its name in FIELDS.

    Attributes that shoppers may not see are no part of it: a search that finds a supplier's name
    would tell it.
    """
    yield "sku", product.sku
    yield "title", product.title
    yield "brand", product.brand
    yield "category", product.category
    yield "color", " ".join(map(str, product.colors))
    attributes = product.shown_attributes.values()
    yield "attribute", " ".join(word for value in attributes for word in attribute_words(value))
    yield "description", product.description


def attribute_words(value: object) -> list[str]:
    """Return the texts and numbers in an attribute's value; [] for yes, no and an object.

    An object may hold more than its name says, so none is shown or searched.
    """
    if isinstance(value, list | tuple):
        return [word for part in value for word in attribute_words(part)]
    is_word = isinstance(value, str | int | float) and not isinstance(value, bool)
    return [str(value)] if is_word else []


def bm25_vector(product: Product) -> SparseVector:
    """Return the BM25F weight in (0, 1) of each term of the product, without the IDF."""
    frequencies: dict[str, float] = defaultdict(float)
    for name, text in text_fields(product):
        field, field_tokens = FIELDS[name], [*tokens(text), *compounds(text)]
        length = 1 - LENGTH + LENGTH * len(field_tokens) / field.usual_length
        for token, count in Counter([*field_tokens, *letters_of(text)]).items():
            frequencies[term(token)] += field.weight * count / length
    weights = {term_id(name): tf / (SATURATION + tf) for name, tf in frequencies.items()}
    ids = sorted(weights)
    return SparseVector(tuple(ids), tuple(round(weights[key], 4) for key in ids))
