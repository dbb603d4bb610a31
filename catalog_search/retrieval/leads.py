"""What the words of a search ask for beyond its filters: it ranks some products above others."""

from dataclasses import dataclass
from typing import Literal, Protocol

from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.relevance import Chosen
from catalog_search.text.analysis import Terms
from catalog_search.text.goods.things import Titled
from catalog_search.types import Keys, Vector, Vectors


@dataclass(frozen=True, slots=True)
class Looser:
    """Filters without some constraints. `dropped` are the shopper's words for those."""

    dropped: tuple[str, ...]
    filters: Filters


Doubt = Literal["unnamed", "unstated", "purpose"]
"""Why a store may lack a kind of goods.

"unnamed": no product is called by its name. "unstated": it is surely the name of one kind, and no
product states its last word. "purpose": it is a purpose, and no goods of the store are for it.
"""


class Kind(Protocol):
    """A kind of goods that the store has only if something comes near to its name."""

    @property
    def name(self) -> str:
        """The name in the query."""

    @property
    def other_goods(self) -> Keys:
        """Products of other kinds, which come near only because they state its name."""

    @property
    def doubt(self) -> "Doubt":
        """Why the store may lack it."""

    def may_be_any(self, products: Keys) -> bool:
        """Return whether one of the products may be of the kind, by its title."""

    def is_part_of_word(self, nearest: Keys) -> bool:
        """Return whether a title of these products has a word that ends with its name."""


@dataclass(frozen=True, slots=True, eq=False)
class Leads:
    """What ranks some of the products that pass the filters above others."""

    complete: Chosen | None = None
    """Products that match every word. They pass at any score."""
    saying: Chosen | None = None
    """The same, if the words are several. They rank higher: one word alone may stand anywhere."""
    stated: Chosen | None = None
    """Products that match every word outside of their description. They rank higher."""
    colors: tuple[str, ...] = ()
    """Colors that the words ask for. A product whose first color is one of them ranks higher."""
    named_colors: tuple[str, ...] = ()
    """Of these, the ones that the words call by their own name: for "white" no off-white."""
    categories: tuple[str, ...] = ()
    """Categories that the words name."""
    beside: Chosen | None = None
    """Products that pass besides those in these categories."""
    is_kind: bool = False
    """Whether the words are nothing but the name of a kind of goods."""
    kind: "Kind | None" = None
    """The kind of goods that the words name, if the store may lack it."""
    better_beside: bool = False
    """Whether products that score higher than all of these categories pass, too."""
    kind_vector: Vector | None = None
    """The vector of the kind's name, if the query has other words as well."""
    names: frozenset[Terms] = frozenset()
    """Names of the kind of goods that the words ask for, as terms."""
    useful: Chosen | None = None
    """Products that serve the purpose of the words, or are of a sort of the kind."""
    goods_vectors: Vectors | None = None
    """The vectors [k, d] of names of goods for the purpose of the words."""
    useful_titled: Titled | None = None
    """Whether titles say that products are goods for the purpose: salted chips are no salt."""
    handled: Chosen | None = None
    """Products that the shopper has already: tables for "set the table"."""
    called: Chosen | None = None
    """Products of the kind that the words name, if there are any. They rank higher."""
    titled: Titled | None = None
    """Whether titles say that products are of the kind, if the words name nothing but the kind."""
    needed: Chosen | None = None
    """The same as `called`, if the words ask for more than the kind. If no candidate is of the
    kind, there are no results."""
    for_others: Chosen | None = None
    """Products for other wearers than the words name."""
    opposed: Chosen | None = None
    """Products that state the opposite of what the words ask for."""
    denying: Chosen | None = None
    """Products that deny what the words ask for. Ask it of few."""
    written: Chosen | None = None
    """Products whose titles have the very marks and signs of the words: "C++". Ask it of few."""
    looser: tuple[Looser, ...] = ()
    """Filters whose products are shown beside those that pass all filters, if these are few."""
