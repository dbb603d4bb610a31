"""A store's words without the products that were hidden since the words were published."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from catalog_search.models import Store, category_prefixes
from catalog_search.retrieval.withdrawn import MAX_LISTED, recently_hidden
from catalog_search.text import words_cache
from catalog_search.text.store_words import NO_ROWS, ProductGroup, Rows, StoreWords


@dataclass(frozen=True, eq=False)
class VisibleWords:
    """What autocomplete reads of a store's words; `hidden` are rows to leave out."""

    words: StoreWords
    categories: Sequence[ProductGroup]
    brands: Sequence[ProductGroup]
    hidden: Rows = field(default_factory=lambda: NO_ROWS)

    def rows_with_name(self, token: str) -> Rows:
        """Return the rows of visible products that have exactly this token in title or brand."""
        rows = self.words.rows_with_name(token)
        if not len(self.hidden):
            return rows
        return np.setdiff1d(rows, self.hidden, assume_unique=True)

    def rows_with_sku(self, prefix: str, limit: int) -> list[int]:
        """Return the rows of visible products whose SKU begins with the prefix."""
        rows = self.words.rows_with_sku(prefix, limit + len(self.hidden))
        hidden = set(self.hidden.tolist())
        return [row for row in rows if row not in hidden][:limit]


def of_store(store: Store) -> VisibleWords:
    """Return the store's words without hidden products. Takes one query."""
    words = words_cache.of_store(store)
    recent = recently_hidden(store).values_list("pk", "category", "brand")[:MAX_LISTED]
    hidden = {pk: (category, brand) for pk, category, brand in recent}
    rows = np.flatnonzero(np.isin(words.products, list(hidden))) if hidden else NO_ROWS
    if not len(rows):
        return VisibleWords(words, words.categories, words.brands)
    values = [hidden[pk] for pk in words.products[rows].tolist()]
    categories = (path for category, _ in values for path in category_prefixes(category))
    return VisibleWords(
        words,
        list(fewer(words.categories, categories)),
        list(fewer(words.brands, (brand for _, brand in values))),
        rows.astype(np.int32),
    )


def fewer(groups: Sequence[ProductGroup], hidden: Iterable[str]) -> Iterator[ProductGroup]:
    """Yield the groups that have products without these values, with their new counts."""
    lost = Counter(hidden)
    for group in groups:
        if group.count > lost[group.value]:
            yield replace(group, count=group.count - lost[group.value])
