"""What a store calls its colors, brands, categories and declared attributes.

A value's word is read as a filter only where the store's titles bear it out: in a store where
"orange" stands in titles of juices that are not orange, the word alone is no color.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from catalog_search import conf
from catalog_search.models import Product, category_prefixes
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.colors import SWATCHES
from catalog_search.text.evidence import Evidence, EvidenceCounter

LONGEST = 4
"""Words of the longest value that is looked for."""

SIZE_LIKE = re.compile(r"(^|_)(size|waist|length|width|height|diameter|inseam|inch(es)?)(_|$)")
GRAMMAR = "no not without non best newest latest cheapest most low high new"
"""Words that ask for something, unless a title has them beside the same word."""


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A phrase that names values of one field, alternatives of each other."""

    field: str
    values: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class StoreValues:
    """The values that a store's products have, by the phrases that name them."""

    phrases: Mapping[Terms, tuple[KnownValue, ...]] = field(default_factory=dict)
    coverage: Mapping[str, float] = field(default_factory=dict)
    """Share of the products that have a value, by field."""
    currencies: tuple[str, ...] = ()
    """The most frequent first."""
    numbers: frozenset[str] = frozenset()
    """Those that stand in titles."""
    named: frozenset[Terms] = frozenset()
    """Pairs of words in titles of which one is in GRAMMAR."""


@dataclass(frozen=True, slots=True)
class TitledProduct:
    """One product's title and its values by field."""

    title: Terms
    values: Mapping[str, frozenset[str]]


def values_in(products: Iterable[Product]) -> StoreValues:
    """Return the values of these products and what their titles say about them."""
    titled, currencies = [], Counter[str]()
    for product in products:
        titled.append(TitledProduct(terms_of(product.title), values_of(product)))
        currencies.update([product.currency] if product.currency else [])
    return assemble(titled, currencies)


def values_of(product: Product) -> dict[str, frozenset[str]]:
    attributes = product.attributes
    return {
        "brand": frozenset([product.brand] if product.brand else []),
        "category": frozenset(category_prefixes(product.category)),
        "color": frozenset(map(str, product.colors)),
        **{
            name: frozenset(as_words(attributes[name]))
            for name in conf.get("FACETS")
            if attributes.get(name) not in (None, "", [])
        },
    }


def as_words(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list | tuple) else [str(value)]


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
    filled = Counter(name for each in products for name, values in each.values.items() if values)
    grammar = grammar_terms()
    return StoreValues(
        phrases={phrase: tuple(known) for phrase, known in phrases.items()},
        coverage={name: count / len(products) for name, count in filled.items()},
        currencies=tuple(code for code, _ in currencies.most_common()),
        numbers=frozenset(word for each in products for word in each.title if word.isdecimal()),
        named=frozenset(
            pair
            for each in products
            for pair in pairwise(each.title)
            if pair[0] in grammar or pair[1] in grammar
        ),
    )


def grammar_terms() -> frozenset[str]:
    return frozenset(terms_of(GRAMMAR))


def names_of(products: Iterable[TitledProduct]) -> dict[tuple[Terms, str], set[str]]:
    """Return the values that each phrase names, by phrase and field."""
    every = {
        (name, value)
        for product in products
        for name, values in product.values.items()
        for value in values
    }
    names: dict[tuple[Terms, str], set[str]] = defaultdict(set)
    for name, value in every:
        for phrase in phrases_for(name, value):
            if 0 < len(phrase) <= LONGEST:
                names[phrase, name].add(value)
    return names


def phrases_for(name: str, value: str) -> Iterator[Terms]:
    """Yield what a value is called: "Apparel > Shoes" is "shoe", "Navy Blue" also "blue"."""
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
