"""Whether descriptions say that a store has the kind of goods that a query names."""

import numpy as np

from catalog_search.search.words.named_kind import NamedKind
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.goods.things import described_thing, thing_of
from catalog_search.text.goods.uses import stating
from catalog_search.text.store.row_sets import NO_ROWS, Rows, contained, intersected, union
from catalog_search.text.store.store_words import StoreWords

MAX_READ = 50
"""Products that state the name of a kind, of which titles and categories are read."""
MAX_DESCRIBED = 1000
"""Products with the words of a kind, of which some may state them in the description alone."""
INGREDIENTS = (
    *("biotin", "collagen", "glycerin", "glycolic acid", "hyaluronic acid", "niacinamide"),
    *("retinol", "salicylic acid"),
)
"""Names of goods that are mostly asked for as what other goods contain."""


def is_ingredient(kind: NamedKind) -> bool:
    """Return whether the kind is what goods contain, and few shops sell by itself."""
    return not kind.names.isdisjoint(map(terms_of, INGREDIENTS))


def is_said(kind: NamedKind, rows: Rows, words: StoreWords) -> bool:
    """Return whether a product has the name, be it in its description: "kafka", "octavia".

    For what is no goods by the lists. Of a "mole deterrent" a product that states moles is enough.
    """
    if len(rows) or len(stating(kind.beginnings, words)):
        return True
    return any(len(rows_with_all(name, words)) for name in kind.names if name)


def is_said_of_head(kind: NamedKind, words: StoreWords) -> bool:
    """Return whether a product is the last word of the name, and has the others in its text.

    It is by its title or, if that names no goods, by its category: for "stephen king novel" a book
    in "Novels" that is described as "by Stephen King".
    """
    names = {name for name in kind.names if len(name) > 1}
    rows = union([rows_with_all(name, words) for name in names]) if names else NO_ROWS
    rows = rows[contained(rows, stating(kind.heads, words))][:MAX_READ]
    things = (thing_of(words.titles[row]) for row in rows.tolist())
    return any(thing.ends_with(kind.heads) or not thing.name for thing in things)


def described_as(kind: NamedKind, words: StoreWords) -> Rows:
    """Return the rows of the first products whose descriptions begin with the kind.

    "Gaming laptop with 165 Hz display" says what a "Striker G15" is.
    """
    with_words = union([rows_with_all(name, words) for name in kind.names if name])
    heads = kind.heads
    rows = np.setdiff1d(with_words[:MAX_DESCRIBED], stating(kind.names, words))[:MAX_READ]
    things = [described_thing(row, words) for row in rows.tolist()]
    chosen = [each.ends_with(heads) and each.has(kind.names) for each in things]
    return rows[np.array(chosen, np.bool_)]


def rows_with_all(name: Terms, words: StoreWords) -> Rows:
    """Return the rows of the products that have all words of the name, descriptions included."""
    return intersected(map(words.rows_with, name))
