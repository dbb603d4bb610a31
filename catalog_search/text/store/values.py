"""A store's colors, brands, categories and declared attributes, by the phrases that name them.

A phrase of a query becomes a filter only if the titles of the store support it. In a store that
has "orange" in titles of juices that are not orange, the word alone is not a color.
"""

import json
import re
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

from catalog_search import conf
from catalog_search.models import Product, category_prefixes
from catalog_search.published.container import Container as Arrays
from catalog_search.published.strings import SortedStrings, Strings
from catalog_search.text.analysis import Terms, attribute_words, terms_of
from catalog_search.text.colors import SWATCHES, hex_color
from catalog_search.text.rules import language_rules
from catalog_search.text.store.evidence import Evidence

MAX_PHRASE_WORDS = 6
"""Values with longer names are not recognised in queries."""
MAX_CACHED_PHRASES = 64
"""Phrases whose values a process keeps as objects, because queries have asked for them lately."""

SHORTEST_SHADE = 3
"""Letters before a color that is written together with its shade."""
LISTED = re.compile(r"(?:[;|\n；、，،؛•｜¦‖]|,(?!\d)|(?<!\d),)(?![^()\[\]]*[)\]])")  # noqa: RUF001
"""Dividers of values in one text. A comma between two digits is a decimal mark, but see MANY."""
SLASHES = re.compile(r"[^/]+(?:\s/\s[^/]+){2,}")
"""Three values or more, "S / M / L"; two may be one: "EU 42 / UK 8"."""
SIZE = r"(?:\d{0,2}x{0,5}[sml]|small|medium|large)"
AND = r"\s*[&+]\s*|\s+(?:and|or|und|oder|et|ou|y|o)\s+"
SIZES = re.compile(
    rf"{SIZE}(?:(?:\s*[/\\&+·・~–-]\s*|\s){SIZE}){{2,}}|{SIZE}(?:{AND}){SIZE}",  # noqa: RUF001
    re.IGNORECASE,
)
"""Sizes of clothes: S/M/L, XS-S-M, S & M. "S/M" is one between the two."""
NUMBERS = re.compile(r"[1-9]\d{0,2}(?:[.,]5)?(?:\s?/\s?[1-9]\d{0,2}(?:[.,]5)?){2,}")
"""Three sizes or more, 36/37/38; see is_rising()."""
SHORT = re.compile(rf"{SIZE}|\d+(?:[.,]\d+)?", re.IGNORECASE)
LAST = re.compile(AND, re.IGNORECASE)
"""Words before the last name of a list: "S, M and L"."""
ENCLOSED = re.compile(r"[\[{(](.*)[\]})]", re.DOTALL)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
"""A number in a term, which may go on with its unit."""
QUOTES = "\"'`“”„«»"
MANY = re.compile(r"\d+(?:,\d+){2,}")
"""Numbers with two commas or more, of which none can be a decimal mark: "40,42,44"."""


Values = dict[str, frozenset[str]]
"""A product's values of each field: brand, category, color and the declared facets."""


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A phrase that names one or several alternative values of one field."""

    field: str
    values: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class StoreValues:
    """The values of a store's products, by the phrases that name them."""

    phrases: Mapping[Terms, tuple[KnownValue, ...]]
    coverage: Mapping[str, float]
    """For each field the share of products that have a value."""
    currencies: tuple[str, ...]
    """The most frequent first."""
    title_numbers: Collection[str]
    """Numbers that occur in titles."""
    grammar_pairs: Container[Terms]
    """Pairs of adjacent words in titles, brands and categories that look like an operator."""

    def has_category(self, name: Terms) -> bool:
        """Return whether a category has this name."""
        return any(value.field == "category" for value in self.phrases.get(name, ()))


class WordList(Container[str]):
    """Words joined to one text, which takes much less memory than thousands of strings."""

    def __init__(self, joined: str) -> None:
        self.text = f" {joined} "

    def __contains__(self, word: object) -> bool:
        return f" {word} " in self.text


class PackedPhrases(Mapping[Terms, tuple[KnownValue, ...]]):
    """The values of each phrase, read from a file when they are asked for."""

    def __init__(self, arrays: Arrays) -> None:
        self.phrases = SortedStrings(arrays, "phrases")
        self.read = lru_cache(MAX_CACHED_PHRASES)(
            partial(read_phrase_values, Strings(arrays, "phrase_values"))
        )

    def __getitem__(self, phrase: Terms) -> tuple[KnownValue, ...]:
        row = self.phrases.row(" ".join(phrase))
        if row is None:
            raise KeyError(phrase)
        return self.read(row)

    def __len__(self) -> int:
        return len(self.phrases)

    def __iter__(self) -> Iterator[Terms]:
        return (tuple(phrase.split(" ")) for phrase in self.phrases)


class PackedPairs(Container[Terms]):
    """Pairs of words in a file."""

    def __init__(self, arrays: Arrays) -> None:
        self.pairs = SortedStrings(arrays, "grammar_pairs")

    def __contains__(self, pair: object) -> bool:
        return isinstance(pair, tuple) and " ".join(pair) in self.pairs


def read_phrase_values(stored: Strings, row: int) -> tuple[KnownValue, ...]:
    """Return the values of the phrase in this row; `values_build` wrote them."""
    return tuple(
        KnownValue(name, tuple(values), Evidence(titles, contradictions, *map(WordList, words)))
        for name, values, titles, contradictions, words in json.loads(stored.bytes(row))
    )


def read_values(arrays: Arrays) -> StoreValues:
    """Return the values as they lie in a file."""
    return StoreValues(
        phrases=PackedPhrases(arrays),
        coverage=arrays.about["coverage"],
        currencies=tuple(arrays.about["currencies"]),
        title_numbers=SortedStrings(arrays, "title_numbers"),
        grammar_pairs=PackedPairs(arrays),
    )


def values_of(product: Product) -> Values:
    attributes = product.shown_attributes
    return {
        "brand": frozenset([product.brand] if product.brand else []),
        "category": frozenset(category_prefixes(product.category)),
        "color": frozenset(map(str, product.colors)),
        **{
            name: frozenset(listed_values(attributes[name]))
            for name in conf.settings().facets
            if attributes.get(name) not in (None, "", [])
        },
    }


def listed_values(value: object) -> list[str]:
    """Return the values of a declared facet: the items of a list, or those that one text lists.

    "S, M, L", "M|L", "36/37/38" and "Black/White" list several; "1,5", "S/M" and "42/44" are one.
    """
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if not isinstance(value, str):
        return attribute_words(value)
    inside = ENCLOSED.fullmatch(value.strip())
    value = inside[1] if inside and LISTED.search(inside[1]) else value
    if MANY.fullmatch(value.strip()):
        parts = value.split(",")
    elif SIZES.fullmatch(value.strip()):
        parts = re.findall(SIZE + r"\b", value, re.IGNORECASE)
    elif is_rising(value.strip()) or SLASHES.fullmatch(value.strip()):
        parts = value.split("/")
    else:
        parts = with_last(LISTED.split(value))
    listed = [part.strip() for part in parts]
    if len(listed) > 1:
        listed = [part.strip(QUOTES).strip() if is_quoted(part) else part for part in listed]
    return list(dict.fromkeys(name for part in listed for name in colors_of(part) if name))


def is_rising(text: str) -> bool:
    """Return whether the text lists sizes, each larger than the one before: a date does not."""
    if not NUMBERS.fullmatch(text):
        return False
    sizes = [float(size.replace(",", ".")) for size in text.split("/")]
    return all(less < more for less, more in pairwise(sizes))


def with_last(parts: list[str]) -> list[str]:
    """Return the parts of a list, the last one divided where it is "M and L"."""
    *first, last = (part.strip() for part in parts)
    names = LAST.split(last)
    is_list = first and len(names) > 1 and all(map(SHORT.fullmatch, [*first, *names]))
    return [*first, *names] if is_list else parts


def is_quoted(text: str) -> bool:
    """Return whether the text stands in quotes: 13" does not."""
    return len(text) > 1 and text[0] in QUOTES and text[-1] in QUOTES


def colors_of(text: str) -> list[str]:
    """Return the colors that slashes divide; a text with any other part stays one value."""
    names = [name.strip() for name in text.split("/")]
    return names if all(map(hex_color, names)) else [text]


def phrases_for(name: str, value: str) -> Iterator[Terms]:
    """Yield the phrases for a value: "shoe" for "Apparel > Shoes", also "blue" for "Navy Blue"."""
    phrase = terms_of(value.rsplit(" > ", 1)[-1] if name == "category" else value)
    yield phrase
    if name == "color":
        swatches = swatch_terms()
        if len(phrase) > 1 and all(word in swatches for word in phrase):
            yield from ((word,) for word in phrase)
        elif len(phrase) > 1 and phrase[-1] in swatches:
            yield phrase[-1:]
        else:
            yield from ((color,) for color in colors_in_shade(phrase))


def colors_in_shade(phrase: Terms) -> set[str]:
    """Return the colors of a shade in other languages: of "Dunkelblau" and "Bleu marine"."""
    colors = conf.once("colors but English ones", other_colors)
    ends = {*phrase[:1], *phrase[-1:]}
    joined = {
        color
        for word in ends
        for color in colors
        if word.endswith(color) and len(word) >= len(color) + SHORTEST_SHADE
    }
    whole = ends & (colors | swatch_terms()) if colors and len(phrase) > 1 else set()
    return joined | whole


def other_colors() -> frozenset[str]:
    return frozenset(terms_of(" ".join(language_rules().clear_colors))) - swatch_terms()


def swatch_terms() -> frozenset[str]:
    return conf.once("swatch terms", lambda: frozenset(terms_of(" ".join(SWATCHES))))
