"""A store's colors, brands, categories and declared attributes, by the phrases that name them.

A phrase of a query becomes a filter only if the titles of the store support it. In a store that
has "orange" in titles of juices that are not orange, the word alone is not a color.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from catalog_search import conf
from catalog_search.models import Product, category_prefixes
from catalog_search.text.analysis import Terms, attribute_words, terms_of
from catalog_search.text.colors import SWATCHES, hex_color
from catalog_search.text.evidence import Evidence, EvidenceCounter

MAX_PHRASE_WORDS = 6
"""Values with longer names are not recognised in queries."""

SIZE_LIKE = re.compile(r"(^|_)(size|waist|length|width|height|diameter|inseam|inch(es)?)(_|$)")
LISTED = re.compile(r"[;|\n]|,(?!\d)|(?<!\d),")
"""What divides values in one text. A comma between two digits is a decimal mark, but see MANY."""
MANY = re.compile(r"\d+(?:,\d+){2,}")
"""Numbers with two commas or more, of which none can be a decimal mark: "40,42,44"."""
GRAMMAR = (
    "no not without non zero best newest latest cheapest most low high new "
    "over under above below than"
)
"""Words of queries that negate, sort or compare, unless a name has them next to the same word."""


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A phrase that names one or several alternative values of one field."""

    field: str
    values: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class StoreValues:
    """The values of a store's products, by the phrases that name them."""

    phrases: Mapping[Terms, tuple[KnownValue, ...]] = field(default_factory=dict)
    coverage: Mapping[str, float] = field(default_factory=dict)
    """For each field the share of products that have a value."""
    currencies: tuple[str, ...] = ()
    """The most frequent first."""
    title_numbers: frozenset[str] = frozenset()
    """Numbers that occur in titles."""
    grammar_pairs: frozenset[Terms] = frozenset()
    """Pairs of adjacent words in titles, brands and categories, one of them in GRAMMAR."""


@dataclass(frozen=True, slots=True)
class TitledProduct:
    """A product's title and its values by field."""

    title: Terms
    values: Mapping[str, frozenset[str]]


def values_in(products: Iterable[Product]) -> StoreValues:
    """Return the values of these products with the evidence of their titles."""
    titled, currencies = [], Counter[str]()
    for product in products:
        titled.append(TitledProduct(terms_of(product.title), values_of(product)))
        currencies.update([product.currency] if product.currency else [])
    return assemble(titled, currencies)


def values_of(product: Product) -> dict[str, frozenset[str]]:
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

    "S, M, L", "M|L" and "Black/White" list several; "1,5", "S/M" and "42/44" are one.
    """
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if not isinstance(value, str):
        return attribute_words(value)
    parts = value.split(",") if MANY.fullmatch(value.strip()) else LISTED.split(value)
    listed = [part.strip() for part in parts]
    return list(dict.fromkeys(name for part in listed for name in colors_of(part) if name))


def colors_of(text: str) -> list[str]:
    """Return the colors that slashes divide; a text with any other part stays one value."""
    names = [name.strip() for name in text.split("/")]
    return names if all(map(hex_color, names)) else [text]


def assemble(products: Sequence[TitledProduct], currencies: Counter[str]) -> StoreValues:
    names = names_of(products)
    counter = EvidenceCounter(names)
    for product in products:
        counter.add_title(product.title, product.values)
    counter.add_products(products)
    phrases: dict[Terms, list[KnownValue]] = defaultdict(list)
    for (phrase, name), values in sorted(names.items()):
        known = KnownValue(name, tuple(sorted(values)), counter.evidence(phrase, name))
        phrases[phrase].append(known)
    with_value = Counter(
        name for product in products for name, values in product.values.items() if values
    )
    grammar = grammar_terms()
    naming = [phrase for phrase, name in names if name in ("brand", "category")]
    return StoreValues(
        phrases={phrase: tuple(known) for phrase, known in phrases.items()},
        coverage={name: count / len(products) for name, count in with_value.items()},
        currencies=tuple(code for code, _ in currencies.most_common()),
        title_numbers=frozenset(
            word for product in products for word in product.title if word.isdecimal()
        ),
        grammar_pairs=frozenset(
            pair
            for name in [*(product.title for product in products), *naming]
            for pair in pairwise(name)
            if pair[0] in grammar or pair[1] in grammar
        ),
    )


def grammar_terms() -> frozenset[str]:
    return frozenset(terms_of(GRAMMAR))


def names_of(products: Iterable[TitledProduct]) -> dict[tuple[Terms, str], set[str]]:
    """Return the values that each phrase names, by phrase and field."""
    pairs = {
        (name, value)
        for product in products
        for name, values in product.values.items()
        for value in values
    }
    names: dict[tuple[Terms, str], set[str]] = defaultdict(set)
    for name, value in pairs:
        for phrase in phrases_for(name, value):
            if 0 < len(phrase) <= MAX_PHRASE_WORDS:
                names[phrase, name].add(value)
    return names


def phrases_for(name: str, value: str) -> Iterator[Terms]:
    """Yield the phrases for a value: "shoe" for "Apparel > Shoes", also "blue" for "Navy Blue"."""
    phrase = terms_of(value.rsplit(" > ", 1)[-1] if name == "category" else value)
    yield phrase
    if name == "color" and len(phrase) > 1:
        swatches = swatch_terms()
        if all(word in swatches for word in phrase):
            yield from ((word,) for word in phrase)
        elif phrase[-1] in swatches:
            yield phrase[-1:]


def swatch_terms() -> frozenset[str]:
    return conf.once("swatch terms", lambda: frozenset(terms_of(" ".join(SWATCHES))))
