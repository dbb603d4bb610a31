"""The query in which denials are looked for, and what of it was read before."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog_search.models import Store
from catalog_search.search.query.names import Name
from catalog_search.search.query.parts import Constraint
from catalog_search.text.analysis import Word
from catalog_search.text.store.values import StoreValues

MAX_LOOKUPS = 3
"""Negators of one query whose words are looked up in products' texts. Each costs a query."""
MAX_IN_TITLES = 8
"""Denied values of one query that are looked for in the titles of products with other values."""


@dataclass(slots=True)
class Lookups:
    """The lookups that a query may still make."""

    remaining: int = MAX_LOOKUPS

    def take(self) -> bool:
        """Use one lookup; return whether there was one."""
        self.remaining -= 1
        return self.remaining >= 0


@dataclass(frozen=True, slots=True)
class NegationContext:
    """The query to find negations in. `constraints` are those already parsed from it."""

    store: Store
    text: str
    words: Sequence[Word]
    values: StoreValues
    constraints: Sequence[Constraint]
    names: Sequence[Name] = ()
    """The names in the text."""
    lookups: Lookups = field(default_factory=Lookups)
    in_titles: Lookups = field(default_factory=lambda: Lookups(MAX_IN_TITLES))
    compounds: Lookups = field(default_factory=Lookups)
    """The lookups of what may be compounds."""

    def typed(self, words: Sequence[Word]) -> str:
        """Return the text from the first to the last of the words."""
        return self.text[words[0].start : words[-1].end]
