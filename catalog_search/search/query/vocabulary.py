"""The words a store has for its own values, and what its titles say about each of them.

A value's word is read as a filter only where the titles bear it out: in a store where "orange"
stands in titles of juices that are not orange, the word alone is no color.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock

from django.db.models import Count, Max

from catalog_search import conf
from catalog_search.indexing.documents import category_prefixes, words
from catalog_search.models import Store
from catalog_search.search.query.evidence import Evidence, Seen
from catalog_search.search.query.words import WORD, Stems, stems
from catalog_search.text.colors import SWATCHES

LONGEST = 4
"""Words of the longest value that is looked for."""

SIZE_LIKE = re.compile(r"(^|_)(size|waist|length|width|height|diameter|inseam|inch(es)?)(_|$)")
GRAMMAR = frozenset(
    WORD.findall("no not without non best newest latest cheapest most low high new")
)
"""Words that ask for something, unless a title has them beside the same word."""


@dataclass(frozen=True, slots=True)
class Known:
    """A phrase that names values of one field, alternatives of each other."""

    field: str
    values: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What one store calls its colors, brands, categories and declared attributes."""

    phrases: Mapping[Stems, tuple[Known, ...]] = field(default_factory=dict)
    coverage: Mapping[str, float] = field(default_factory=dict)
    """Share of the products that have a value, by field."""
    currencies: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()
    """Those that stand in titles."""
    named: frozenset[Stems] = frozenset()
    """Pairs of words in titles of which one is in GRAMMAR."""


@dataclass(frozen=True, slots=True)
class Told:
    """One product as its row tells it."""

    title: Stems
    values: Mapping[str, frozenset[str]]


KEPT: dict[int, tuple[object, Vocabulary]] = {}
KEEPING = Lock()


def of_store(store: Store) -> Vocabulary:
    """Return the store's vocabulary, gathered anew when a product of it has changed."""
    state = (
        store.slug,
        tuple(conf.get("FACETS")),
        *store.products.aggregate(Count("pk"), Max("pk"), Max("updated_at")).values(),
    )
    with KEEPING:
        known = KEPT.get(store.pk)
        if known is None or known[0] != state:
            known = KEPT[store.pk] = (state, gather(store))
        return known[1]


def gather(store: Store) -> Vocabulary:
    rows = store.products.filter(visible=True).values_list(
        "title", "brand", "category", "colors", "attributes", "currency"
    )
    products, currencies = [], Counter[str]()
    for title, brand, category, colors, attributes, currency in rows.iterator():
        values = {
            "brand": frozenset([brand] if brand else []),
            "category": frozenset(category_prefixes(category)),
            "color": frozenset(map(str, colors)),
            **{
                name: frozenset(words(attributes[name]))
                for name in conf.get("FACETS")
                if attributes.get(name) not in (None, "", [])
            },
        }
        products.append(Told(stems(title), values))
        currencies.update([currency] if currency else [])
    return assembled(products, currencies)


def assembled(products: list[Told], currencies: Counter[str]) -> Vocabulary:
    names = called(products)
    seen = Seen(names)
    for product in products:
        seen.title(product.title, product.values)
    seen.weigh(products)
    phrases: dict[Stems, list[Known]] = defaultdict(list)
    for (phrase, name), values in sorted(names.items()):
        phrases[phrase].append(Known(name, tuple(sorted(values)), seen.evidence(phrase, name)))
    filled = Counter(name for one in products for name, values in one.values.items() if values)
    return Vocabulary(
        phrases={phrase: tuple(known) for phrase, known in phrases.items()},
        coverage={name: count / len(products) for name, count in filled.items()},
        currencies=tuple(code for code, _ in currencies.most_common()),
        numbers=frozenset(word for one in products for word in one.title if word.isdecimal()),
        named=frozenset(pair for one in products for pair in grammar_pairs(one.title)),
    )


def called(products: Iterable[Told]) -> dict[tuple[Stems, str], set[str]]:
    """Return the values that each phrase names, by phrase and field."""
    names: dict[tuple[Stems, str], set[str]] = defaultdict(set)
    for field_name, value in {
        (name, value) for one in products for name, values in one.values.items() for value in values
    }:
        for phrase in phrases_for(field_name, value):
            if 0 < len(phrase) <= LONGEST:
                names[phrase, field_name].add(value)
    return names


def phrases_for(name: str, value: str) -> Iterator[Stems]:
    """Yield what a value is called: "Apparel > Shoes" is "shoe", "Navy Blue" also "blue"."""
    phrase = stems(value.rsplit(" > ", 1)[-1] if name == "category" else value)
    yield phrase
    if name == "color" and len(phrase) > 1:
        if all(word in SWATCHES for word in phrase):
            yield from ((word,) for word in phrase)
        elif phrase[-1] in SWATCHES:
            yield phrase[-1:]


def grammar_pairs(title: Stems) -> Iterator[Stems]:
    return (pair for pair in pairwise(title) if pair[0] in GRAMMAR or pair[1] in GRAMMAR)
