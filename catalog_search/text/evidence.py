"""Evidence from a store's titles for the phrases that name its values."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from catalog_search.text.analysis import Terms

DOUBT = 0.05
"""From this share of contradicting titles on, a phrase alone is no value."""
MAX_WORDS = 5000
"""Words remembered of the titles that bear a phrase out or contradict it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Titles that have a phrase: how many, and how many of products without its value."""

    named: int = 0
    lacking: int = 0
    apart: frozenset[str] = frozenset()
    """Words beside the phrase in titles of products without its value, mostly."""
    own: frozenset[str] = frozenset()
    """Words in titles of products that have the value."""
    others: frozenset[str] = frozenset()
    """Words of the titles without its value."""

    def fits(self, beside: Collection[str], rest: Collection[str]) -> bool:
        """Return whether a query with these words means the value.

        `beside` are the words next to the phrase, `rest` all the others.
        """
        if self.apart & set(beside):
            return False
        if self.lacking <= DOUBT * self.named:
            return True
        return bool(self.own & set(rest)) and not self.others & set(rest)


class Product(Protocol):
    """What is known of one product: its title and its values by field."""

    @property
    def title(self) -> Terms: ...

    @property
    def values(self) -> Mapping[str, Collection[str]]: ...


@dataclass
class EvidenceCounter:
    """Gathers the evidence for phrases; `names` are those looked for, with their values."""

    names: Mapping[tuple[Terms, str], Collection[str]]
    named: Counter[tuple[Terms, str]] = field(default_factory=Counter)
    lacking: Counter[tuple[Terms, str]] = field(default_factory=Counter)
    beside: dict[tuple[Terms, str], Counter[tuple[str, bool]]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    own: dict[tuple[Terms, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    others: dict[tuple[Terms, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.fields: dict[Terms, list[str]] = defaultdict(list)
        for phrase, name in self.names:
            self.fields[phrase].append(name)
        self.longest = max(map(len, self.fields), default=0)

    def add_title(self, title: Terms, values: Mapping[str, Collection[str]]) -> None:
        """Take a product's title and its values into account."""
        start = 0
        while start < len(title):
            end = self.end_of_phrase(title, start)
            if end:
                self.occurrence(title, start, end, values)
            start = end or start + 1

    def end_of_phrase(self, title: Terms, start: int) -> int:
        """Return where the longest phrase that starts here ends, 0 where none does."""
        ends = range(min(len(title), start + self.longest), start, -1)
        return next((end for end in ends if title[start:end] in self.fields), 0)

    def occurrence(
        self, title: Terms, start: int, end: int, values: Mapping[str, Collection[str]]
    ) -> None:
        phrase = title[start:end]
        neighbours = {*title[max(0, start - 1) : start], *title[end : end + 1]}
        for name in self.fields[phrase]:
            key = (phrase, name)
            lacks = not set(self.names[key]) & set(values.get(name, ()))
            self.named[key] += 1
            self.lacking[key] += lacks
            self.beside[key].update((word, lacks) for word in neighbours)
            if lacks and len(self.others[key]) < MAX_WORDS:
                self.others[key].update({*title} - {*phrase})

    def add_products(self, products: Iterable[Product]) -> None:
        """Gather, once all titles were seen, what bears out the phrases that are in doubt."""
        doubtful = [key for key in self.named if self.lacking[key] > DOUBT * self.named[key]]
        for product in products:
            for key in doubtful:
                has = set(self.names[key]) & set(product.values.get(key[1], ()))
                if has and len(self.own[key]) < MAX_WORDS:
                    self.own[key].update({*product.title} - {*key[0]})

    def evidence(self, phrase: Terms, name: str) -> Evidence:
        key = (phrase, name)
        counts = self.beside[key]
        apart = (word for word, lacks in counts if lacks)
        return Evidence(
            named=self.named[key],
            lacking=self.lacking[key],
            apart=frozenset(one for one in apart if counts[one, True] > counts[one, False]),
            own=frozenset(self.own[key]),
            others=frozenset(self.others[key]),
        )
