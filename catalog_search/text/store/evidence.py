"""Evidence from a store's titles on whether a phrase in a query means one of the store's values."""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Mapping, Set
from dataclasses import dataclass, field

from catalog_search.text.analysis import Terms

MAX_CONTRADICTIONS = 0.05
"""Share of contradicting titles above which a phrase alone does not mean its value."""
MAX_WORDS = 5000
"""Supporting words, and contradicting words, stored for each phrase."""

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the titles that contain a phrase say about the value that the phrase names."""

    titles: int = 0
    """Titles that contain the phrase."""
    contradictions: int = 0
    """Titles that contain the phrase although their product does not have the value."""
    contradicting_neighbors: Container[str] = NONE
    """Words that stand next to the phrase mostly in contradicting titles."""
    supporting_words: Container[str] = NONE
    """Words in titles of products that have the value."""
    contradicting_words: Container[str] = NONE
    """Words in contradicting titles."""

    def supports(self, neighbors: Collection[str], other_words: Collection[str]) -> bool:
        """Return whether the phrase means the value in a query with these words.

        `neighbors` are the words next to the phrase, `other_words` all words but the phrase.
        """
        if self.contradicted_beside(neighbors):
            return False
        if self.contradictions <= MAX_CONTRADICTIONS * self.titles:
            return True
        supported = any(word in self.supporting_words for word in other_words)
        return supported and not any(word in self.contradicting_words for word in other_words)

    def contradicted_beside(self, neighbors: Collection[str]) -> bool:
        """Return whether beside one of these words the phrase mostly means something else."""
        return any(word in self.contradicting_neighbors for word in neighbors)


Naming = tuple[Terms, str]
"""A phrase, and the field whose values it names."""


@dataclass
class EvidenceCounter:
    """Collects the evidence for phrases. `names` maps each to the numbers of the values named."""

    names: Mapping[Naming, Set[int]]
    titles: Counter[Naming] = field(default_factory=Counter)
    contradictions: Counter[Naming] = field(default_factory=Counter)
    neighbors: dict[Naming, Counter[tuple[str, bool]]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    supporting_words: dict[Naming, set[str]] = field(default_factory=lambda: defaultdict(set))
    contradicting_words: dict[Naming, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        self.namings: dict[Terms, list[Naming]] = defaultdict(list)
        for naming in self.names:
            self.namings[naming[0]].append(naming)
        self.longest: dict[str, int] = defaultdict(int)
        for phrase in self.namings:
            self.longest[phrase[0]] = max(self.longest[phrase[0]], len(phrase))

    def add_title(self, title: Terms, values: Set[int]) -> None:
        """Count the phrases in a product's title, given the numbers of the product's values."""
        start = 0
        while start < len(title):
            end = self.end_of_phrase(title, start)
            if end:
                self.add_occurrence(title, start, end, values)
            start = end or start + 1

    def end_of_phrase(self, title: Terms, start: int) -> int:
        """Return the end of the longest phrase that starts here, 0 if none does."""
        longest = self.longest.get(title[start], 0)
        ends = range(min(len(title), start + longest), start, -1)
        return next((end for end in ends if title[start:end] in self.namings), 0)

    def add_occurrence(self, title: Terms, start: int, end: int, values: Set[int]) -> None:
        phrase = title[start:end]
        neighbors = {*title[max(0, start - 1) : start], *title[end : end + 1]}
        for naming in self.namings[phrase]:
            contradicts = self.names[naming].isdisjoint(values)
            self.titles[naming] += 1
            self.contradictions[naming] += contradicts
            counts = self.neighbors[naming]
            for word in neighbors:
                counts[word, contradicts] += 1
            if contradicts and len(self.contradicting_words[naming]) < MAX_WORDS:
                self.contradicting_words[naming].update({*title} - {*phrase})

    def doubtful(self) -> dict[int, list[Naming]]:
        """Return by the number of a value the phrases that name it and are often contradicted.

        Call it after all add_title calls.
        """
        by_value: dict[int, list[Naming]] = defaultdict(list)
        for naming, titles in self.titles.items():
            if self.contradictions[naming] > MAX_CONTRADICTIONS * titles:
                for value in self.names[naming]:
                    by_value[value].append(naming)
        return by_value

    def add_support(
        self, title: Terms, values: Set[int], doubtful: Mapping[int, list[Naming]]
    ) -> None:
        """Collect the supporting words that the title of a product with these values has."""
        namings = {naming for value in values for naming in doubtful.get(value, ())}
        for naming in namings:
            words = self.supporting_words[naming]
            if len(words) < MAX_WORDS:
                words.update({*title} - {*naming[0]})

    def words(self, naming: Naming) -> tuple[Set[str], Set[str], Set[str]]:
        """Return the contradicting neighbors, the supporting and the contradicting words."""
        counts = self.neighbors.get(naming, Counter())
        contradicting = (word for word, contradicts in counts if contradicts)
        return (
            {word for word in contradicting if counts[word, True] > counts[word, False]},
            self.supporting_words.get(naming, NONE),
            self.contradicting_words.get(naming, NONE),
        )
