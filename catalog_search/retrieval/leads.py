"""What the words of a search say besides what has to be so: it puts some products before others."""

from dataclasses import dataclass
from typing import Literal, Protocol

from catalog_search.models import Store
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.relevance import Chosen
from catalog_search.text.analysis import Terms
from catalog_search.text.things import Titled
from catalog_search.types import Keys, Vector, Vectors


@dataclass(frozen=True, slots=True)
class Looser:
    """Filters that ask for less. `dropped` are the shopper's words for what they leave out."""

    dropped: tuple[str, ...]
    filters: Filters


Doubt = Literal["unnamed", "unstated", "purpose"]
"""Why a store may lack a kind of goods.

"unnamed": no product is called so. "unstated": it is surely the name of one kind, and no product
states its last word. "purpose": it is no kind, but what no goods of the store are known for.
"""


class Kind(Protocol):
    """A kind of goods that the store has only if something comes near to its name."""

    @property
    def name(self) -> str:
        """What the words call it."""

    @property
    def other_goods(self) -> Keys:
        """Products of other kinds, which come near only because they state its name."""

    @property
    def doubt(self) -> "Doubt":
        """Why the store may lack it."""

    def may_be_any(self, products: Keys) -> bool:
        """Return whether one of them is called nothing else, however near they come."""

    def is_category(self, store: Store) -> bool:
        """Return whether one of the products that state its name is in a category of it."""

    def is_part_of_word(self, nearest: Keys) -> bool:
        """Return whether a title of these products has a word that ends with its name."""


@dataclass(frozen=True, slots=True, eq=False)
class Leads:
    """What puts some of the products that pass before others."""

    complete: Chosen | None = None
    """Products that match every word. They pass at any score."""
    stated: Chosen | None = None
    """Those that match every word outside of their description. They lead."""
    colors: tuple[str, ...] = ()
    """Colors that the words ask for: a product whose first color is one of them leads."""
    categories: tuple[str, ...] = ()
    """Categories that the words name."""
    beside: Chosen | None = None
    """Products that pass besides those in these categories."""
    is_kind: bool = False
    """Whether the words are nothing but the name of a kind of goods."""
    kind: "Kind | None" = None
    """The kind of goods that the words name, if the store may lack it."""
    better_beside: bool = False
    """Whether what fits better than anything in these categories passes, too."""
    kind_vector: Vector | None = None
    """The vector of its name, if the words say more."""
    names: frozenset[Terms] = frozenset()
    """Names of the kind of goods that the words ask for, as terms."""
    useful: Chosen | None = None
    """Products of kinds that serve the purpose that the words tell, or of sorts of the kind."""
    goods_vectors: Vectors | None = None
    """Those [k, d] of the names of goods for the purpose that the words tell."""
    useful_titled: Titled | None = None
    """What their titles make of them: salted chips are no salt."""
    handled: Chosen | None = None
    """Products of kinds that whoever has the purpose has already: tables of "set the table"."""
    called: Chosen | None = None
    """Those of the kind that the words name, where there are such. They lead."""
    titled: Titled | None = None
    """What titles make of the kind that the words name, where they say nothing else."""
    needed: Chosen | None = None
    """The same where the words ask for more: without one of them there are no results."""
    for_others: Chosen | None = None
    """Products for others than those whom the words name."""
    opposed: Chosen | None = None
    """Products that state the opposite of what the words ask for."""
    looser: tuple[Looser, ...] = ()
    """Where few products pass all filters: what to show beside them, in this order."""
