"""Evidence from a store's titles on whether a phrase in a query means one of the store's values."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from catalog_search.text.analysis import Terms

MAX_CONTRADICTIONS = 0.05
"""Share of contradicting titles above which a phrase alone does not mean its value."""
MAX_WORDS = 5000
"""Supporting words, and contradicting words, stored for each phrase."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the titles that contain a phrase say about the value that the phrase names."""

    titles: int = 0
    """Titles that contain the phrase."""
    contradictions: int = 0
    """Titles that contain the phrase although their product does not have the value."""
    contradicting_neighbors: frozenset[str] = frozenset()
    """Words that stand next to the phrase mostly in contradicting titles."""
    supporting_words: frozenset[str] = frozenset()
    """Words in titles of products that have the value."""
    contradicting_words: frozenset[str] = frozenset()
    """Words in contradicting titles."""

    def supports(self, neighbors: Collection[str], other_words: Collection[str]) -> bool:
        """Return whether the phrase means the value in a query with these words.

        `neighbors` are the words next to the phrase, `other_words` all words but the phrase.
        """
        if self.contradicting_neighbors & set(neighbors):
            return False
        if self.contradictions <= MAX_CONTRADICTIONS * self.titles:
            return True
        words = set(other_words)
        return bool(self.supporting_words & words) and not self.contradicting_words & words


class Product(Protocol):
    """A product's title and its values by field."""

    @property
    def title(self) -> Terms: ...

    @property
    def values(self) -> Mapping[str, Collection[str]]: ...


@dataclass
class EvidenceCounter:
    """Collects the evidence for phrases. `names` maps phrase and field to the values named."""

    names: Mapping[tuple[Terms, str], Collection[str]]
    titles: Counter[tuple[Terms, str]] = field(default_factory=Counter)
    contradictions: Counter[tuple[Terms, str]] = field(default_factory=Counter)
    neighbors: dict[tuple[Terms, str], Counter[tuple[str, bool]]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    supporting_words: dict[tuple[Terms, str], set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )
    contradicting_words: dict[tuple[Terms, str], set[str]] = field(
        default_factory=lambda: defaultdict(set)
    )

    def __post_init__(self) -> None:
        self.fields: dict[Terms, list[str]] = defaultdict(list)
        for phrase, name in self.names:
            self.fields[phrase].append(name)
        self.max_length = max(map(len, self.fields), default=0)

    def add_title(self, title: Terms, values: Mapping[str, Collection[str]]) -> None:
        """Count the phrases in a product's title, given the product's values."""
        start = 0
        while start < len(title):
            end = self.end_of_phrase(title, start)
            if end:
                self.add_occurrence(title, start, end, values)
            start = end or start + 1

    def end_of_phrase(self, title: Terms, start: int) -> int:
        """Return the end of the longest phrase that starts here, 0 if none does."""
        ends = range(min(len(title), start + self.max_length), start, -1)
        return next((end for end in ends if title[start:end] in self.fields), 0)

    def add_occurrence(
        self, title: Terms, start: int, end: int, values: Mapping[str, Collection[str]]
    ) -> None:
        phrase = title[start:end]
        neighbors = {*title[max(0, start - 1) : start], *title[end : end + 1]}
        for name in self.fields[phrase]:
            key = (phrase, name)
            contradicts = not set(self.names[key]) & set(values.get(name, ()))
            self.titles[key] += 1
            self.contradictions[key] += contradicts
            self.neighbors[key].update((word, contradicts) for word in neighbors)
            if contradicts and len(self.contradicting_words[key]) < MAX_WORDS:
                self.contradicting_words[key].update({*title} - {*phrase})

    def add_products(self, products: Iterable[Product]) -> None:
        """Collect the supporting words of doubtful phrases. Call it after all add_title calls."""
        doubtful = [
            key
            for key in self.titles
            if self.contradictions[key] > MAX_CONTRADICTIONS * self.titles[key]
        ]
        for product in products:
            for key in doubtful:
                has_value = set(self.names[key]) & set(product.values.get(key[1], ()))
                if has_value and len(self.supporting_words[key]) < MAX_WORDS:
                    self.supporting_words[key].update({*product.title} - {*key[0]})

    def evidence(self, phrase: Terms, name: str) -> Evidence:
        key = (phrase, name)
        counts = self.neighbors[key]
        contradicting = (word for word, contradicts in counts if contradicts)
        return Evidence(
            titles=self.titles[key],
            contradictions=self.contradictions[key],
            contradicting_neighbors=frozenset(
                word for word in contradicting if counts[word, True] > counts[word, False]
            ),
            supporting_words=frozenset(self.supporting_words[key]),
            contradicting_words=frozenset(self.contradicting_words[key]),
        )
