"""A kind of goods that a store may lack, and whether some of its products are of the kind."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, product

import numpy as np

from catalog_search.catalogue.store import facts_of
from catalog_search.models import CATEGORY_SEPARATOR, Store
from catalog_search.retrieval.leads import Doubt
from catalog_search.search.query.kinds import VAGUE
from catalog_search.search.words.named_kind import NamedKind
from catalog_search.text import analysis
from catalog_search.text.analysis import terms_of
from catalog_search.text.descriptive import GENERAL
from catalog_search.text.goods.endings import ends_with
from catalog_search.text.goods.goods import sorts_of
from catalog_search.text.goods.purposes import vectors_of_names
from catalog_search.text.goods.things import thing_of
from catalog_search.text.query import dictionary
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.vectors import text_vectors
from catalog_search.types import Keys

SHORTEST_PART = 3
"""Letters of each part of a compound."""
ALIKE = 0.5
"""Cosine of two names from which they may be of the same goods."""
PARTS = re.compile(r"[&,/]|\sand\s")
"""Dividers between several kinds in the name of one category."""


@dataclass(frozen=True, eq=False)
class Doubtful:
    """A kind of goods that no title ends with: the store has it if something comes near to it."""

    kind: NamedKind
    stating: Keys
    """The first products that state a name, though their titles end with something else."""
    other_goods: Keys
    """Products that are goods of another kind with the same words: a sofa cover is no sofa."""
    doubt: Doubt
    store_words: StoreWords

    @property
    def name(self) -> str:
        """The name in the query."""
        return self.kind.name

    def may_be_any(self, products: Keys) -> bool:
        """Return whether one of the products may be of the kind; a gas stove is not a dutch oven.

        A product may be if its title names no goods, or goods with a similar name. All may be if
        the kind has a general name, such as "fruit". Raises EncoderUnavailable.
        """
        last = self.name.rpartition(" ")[2]
        if not len(products) or self.doubt == "purpose" or last in GENERAL | VAGUE:
            return len(products) > 0
        rows = self.store_words.rows_of(products).tolist()
        called = {thing_of(self.store_words.titles[row]).name if row >= 0 else () for row in rows}
        ends_alike = {name[-1:] for name in called} & self.kind.own_heads
        if () in called or ends_alike or not called.isdisjoint(sorts_of(self.kind.names)):
            return True
        # Compared with the last word, too: "hoodie" is near to "sweater", not to "mustard sweater".
        own = text_vectors([self.name, last])
        return bool((vectors_of_names([*called]) @ own.T).max() >= ALIKE)

    def is_category(self, store: Store) -> bool:
        """Return whether one of the products that state it is in a category of this kind."""
        if not len(self.stating):
            return False
        facts = facts_of(store, self.stating)
        cells = facts.values("category").cells(facts.find(facts.products))
        if any(ends_with(terms_of(kind), self.kind.names) for kind in kinds_in(cells)):
            return True
        if not self.kind.names.isdisjoint(map(terms_of, kinds_of_two_levels(cells))):
            return True
        return any(map(self.is_kept_with_kind, facts.products.tolist(), cells))

    def is_kept_with_kind(self, product: int, cell: Sequence[str]) -> bool:
        """Return whether its category has the goods of the kind, and its title all before them.

        A "rabbit hutch" in "Cages" is a rabbit cage.
        """
        labels = PARTS.split(cell[-1].rpartition(CATEGORY_SEPARATOR)[2]) if cell else []
        if not any(ends_with(terms_of(label), self.kind.heads) for label in labels):
            return False
        [row] = self.store_words.rows_of(np.array([product])).tolist()
        title = {*thing_of(self.store_words.titles[row]).ends[0]} if row >= 0 else set()
        return any(map(title.issuperset, self.kind.beginnings))

    def is_part_of_word(self, nearest: Keys) -> bool:
        """Return whether a title of these products has a compound: "saucepan" for "pan"."""
        if " " in self.name:
            return False
        rows = self.store_words.rows_of(nearest)
        titles = (self.store_words.titles[row] for row in rows[rows >= 0].tolist())
        words = {word for title in titles for word in analysis.tokens(title)}
        return any(is_compound(word, self.name) for word in words)


def kinds_in(cells: Sequence[Sequence[str]]) -> set[str]:
    """Return the kinds that categories name; each cell has a product's path, its own category last.

    A category of several kinds ("Printers & Inks") counts only if a product is directly in it.
    """
    kinds = set()
    for path in {path for cell in cells for path in cell}:
        parts = PARTS.split(path.rpartition(CATEGORY_SEPARATOR)[2])
        if len(parts) == 1 or is_kept_directly(path, cells):
            kinds.update(parts)
    return kinds


def kinds_of_two_levels(cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the kinds that categories name with one above: "Skates > Inline", "Cats > Bowls"."""
    for path in {path for cell in cells for path in cell}:
        *above, own = path.split(CATEGORY_SEPARATOR)
        parts = PARTS.split(own) if is_kept_directly(path, cells) else [own]
        for first, second in product(parts, chain(*map(PARTS.split, above))):
            yield from (f"{first} {second}", f"{second} {first}")


def is_kept_directly(path: str, cells: Iterable[Sequence[str]]) -> bool:
    """Return whether a product is in the very category, not in one below it."""
    return any(path in cell[-1:] for cell in cells)


def is_compound(word: str, last: str) -> bool:
    """Return whether the word is a word of the language and `last`: "sauce" and "pan"."""
    for end in (last, last.removesuffix("s"), f"{last}s"):
        first = word.removesuffix(end)
        if len(end) >= SHORTEST_PART and len(word) > len(first) >= SHORTEST_PART:
            return dictionary.has(first)
    return False
