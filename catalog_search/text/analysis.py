"""What a text says word by word: tokens, terms, and the BM25 weights of a product's words.

A token is a word as it is written, folded: "Crème" is "creme", "0.5 L" is "500ml". A term is a
token without its ending: "shoes" and "shoe" are one. A product's words are one sparse vector of
term weights by BM25F (Robertson, Zaragoza and Taylor 2004, "Simple BM25 extension to multiple
weighted fields"; Robertson and Zaragoza 2009, "The probabilistic relevance framework", 3.6).
Only the part that depends on the product itself is stored: how rare a term is in the store
stands in the query, so that no point goes stale because another product came, no tenant moves
another's scores, and every engine gives the same dot product.
"""

import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from catalog_search import conf
from catalog_search.models import Product
from catalog_search.types import SparseVector


@dataclass(frozen=True, slots=True)
class Field:
    """How much a word counts in one field, and how many words the field usually has."""

    weight: float
    usual: int


FIELDS: Mapping[str, Field] = {
    "sku": Field(3.0, 1),
    "title": Field(3.0, 8),
    "brand": Field(2.0, 1),
    "category": Field(2.0, 4),
    "color": Field(2.0, 1),
    "attribute": Field(1.0, 10),
    "description": Field(0.5, 80),
}
SATURATION = 1.2
"""k1 of BM25: how soon more of the same word says nothing new."""
LENGTH = 0.5
"""b of BM25: how much a word in a long field counts less."""

UNITS: Mapping[str, tuple[str, float]] = {
    "ml": ("ml", 1),
    "cl": ("ml", 10),
    "l": ("ml", 1000),
    "liter": ("ml", 1000),
    "litre": ("ml", 1000),
    "liters": ("ml", 1000),
    "litres": ("ml", 1000),
    "mg": ("mg", 1),
    "g": ("mg", 1000),
    "gram": ("mg", 1000),
    "grams": ("mg", 1000),
    "kg": ("mg", 1_000_000),
    "mm": ("mm", 1),
    "cm": ("mm", 10),
    "meter": ("mm", 1000),
    "metre": ("mm", 1000),
    "meters": ("mm", 1000),
    "metres": ("mm", 1000),
    "inch": ("in", 1),
    "inches": ("in", 1),
    '"': ("in", 1),
    "\u201d": ("in", 1),
    "\u2032\u2032": ("in", 1),
    "ft": ("in", 12),
    "foot": ("in", 12),
    "feet": ("in", 12),
    "oz": ("oz", 1),
    "lb": ("lb", 1),
    "lbs": ("lb", 1),
    "mb": ("mb", 1),
    "gb": ("mb", 1000),
    "tb": ("mb", 1_000_000),
    "mah": ("mah", 1),
    "w": ("w", 1),
    "watt": ("w", 1),
    "watts": ("w", 1),
    "kw": ("w", 1000),
    "v": ("v", 1),
    "volt": ("v", 1),
    "volts": ("v", 1),
}
"""Units of measure as they are folded, each with the one it is told in and how many of those."""

AMOUNT = re.compile(rf"(?<![\w.,])(\d+(?:[.,]\d+)?)[\s-]?({'|'.join(UNITS)})(?!\w)")
POSSESSIVE = re.compile(r"['\u2019]s(?!\w)")
APOSTROPHE = re.compile(r"['\u2019]")
TOKEN = re.compile(r"\d+[.,]\d+|[^\W_]+(?:['\u2019][^\W_]+)*")
COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
WORD = re.compile(r"[^\W_]+")
"""A run of letters and digits."""
JOINERS = re.compile(r"[-&'\u2019./+_]+")
SPELLINGS = {"gray": "grey", "multicolour": "multicolor", "woollen": "wool", "wooden": "wood"}
"""Spellings of one word that no stemmer knows to be one."""

Terms = tuple[str, ...]
"""The terms of a phrase."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands: text[start:end], and its term."""

    start: int
    end: int
    term: str


def fold(text: str) -> str:
    """Return the text without case and accents, compatible characters made one."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in spread if not unicodedata.combining(char))


def tokens(text: str) -> list[str]:
    """Return the words of the text, folded, amounts in one unit, in the order they stand."""
    text_fields = POSSESSIVE.sub("", AMOUNT.sub(amount, fold(text)))
    return [re.sub(r"['\u2019]", "", word).replace(",", ".") for word in TOKEN.findall(text_fields)]


def words_of(text: str) -> list[Word]:
    """Return the words of the text and where they stand; amounts stay as they are written."""
    return [
        Word(found.start(), found.end(), term(bare(fold(found[0]))))
        for found in TOKEN.finditer(text)
    ]


def terms_of(text: str) -> Terms:
    """Return the terms of the text's words, in the order they stand."""
    return tuple(word.term for word in words_of(text))


def cuts_word(text: str, words: Sequence[Word], first: int, end: int) -> bool:
    """Return whether words[first:end] are a part of something joined, as "shirt" of "t-shirt"."""
    before = first > 0 and JOINERS.fullmatch(text[words[first - 1].end : words[first].start])
    after = end < len(words) and JOINERS.fullmatch(text[words[end - 1].end : words[end].start])
    return bool(before or after)


def bare(token: str) -> str:
    """Return the folded token without its apostrophes, a decimal comma as a point."""
    return APOSTROPHE.sub("", POSSESSIVE.sub("", token)).replace(",", ".")


def amount(found: re.Match[str]) -> str:
    unit, times = UNITS[found[2]]
    return f"{round(float(found[1].replace(',', '.')) * times, 3):.12g}{unit}"


def joined(text: str) -> list[str]:
    """Return what stands with hyphens as one word each: "t-shirt" is "tshirt", too."""
    return [word.replace("-", "") for word in COMPOUND.findall(fold(text))]


def term(token: str) -> str:
    """Return the token without its ending; one with a digit stays as it is."""
    return stemmed(token, conf.once("language", lambda: str(conf.get("LANGUAGE"))))


@lru_cache(maxsize=100_000)
def stemmed(token: str, language: str) -> str:
    if not language or any(char.isdigit() for char in token):
        return token
    # A stemmer holds the word it works on, so threads cannot share one.
    return str(snowballstemmer.stemmer(language).stemWord(SPELLINGS.get(token, token)))


def term_id(term: str) -> int:
    """Return the term's id in [0, 2**32), the same in every process."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass"))


def text_fields(product: Product) -> Iterator[tuple[str, str]]:
    """Yield each text that tells of the product, with its name among FIELDS."""
    yield "sku", product.sku
    yield "title", product.title
    yield "brand", product.brand
    yield "category", product.category
    yield "color", " ".join(map(str, product.colors))
    yield "attribute", " ".join(plain(value) for value in product.attributes.values())
    yield "description", product.description


def plain(value: object) -> str:
    """Return an attribute's value in words; what has parts has those of its parts."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return " ".join(plain(part) for part in value)
    return "" if value is None or isinstance(value, bool) else str(value)


def bm25_vector(product: Product) -> SparseVector:
    """Return the weight in (0, 1) of each term that the product is told with."""
    counted: dict[str, float] = defaultdict(float)
    for name, text in text_fields(product):
        field, found = FIELDS[name], [*tokens(text), *joined(text)]
        length = 1 - LENGTH + LENGTH * len(found) / field.usual
        for token, times in Counter(found).items():
            counted[term(token)] += field.weight * times / length
    weights = {term_id(each): tf / (SATURATION + tf) for each, tf in counted.items()}
    ids = sorted(weights)
    return SparseVector(tuple(ids), tuple(round(weights[each], 4) for each in ids))
