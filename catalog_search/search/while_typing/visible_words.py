"""A store's words without the products that were hidden since the words were published."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from catalog_search.models import Store, category_prefixes
from catalog_search.retrieval.merchandising.store_rules import hidden_everywhere
from catalog_search.retrieval.withdrawn import MAX_LISTED, recently_hidden
from catalog_search.text import analysis
from catalog_search.text.rules import language_rules
from catalog_search.text.store import words_cache
from catalog_search.text.store.row_sets import NO_ROWS, Rows, contained, union
from catalog_search.text.store.store_words import ProductGroup, StoreWords

MAX_ROWS = 1000
"""Products that suggestions are chosen from, the likeliest."""
MAX_READ = 20_000
"""Rows that are read to find those."""
MAX_TOKENS = 100
"""Words that one prefix may stand for where more rows would be read: the most frequent."""


@dataclass(frozen=True, eq=False)
class VisibleWords:
    """The words of a store that autocomplete reads; `hidden` are rows to leave out.

    A token is given by its position among the store's tokens, a product by its row.
    """

    words: StoreWords
    categories: Sequence[ProductGroup]
    brands: Sequence[ProductGroup]
    hidden: Rows = field(default_factory=lambda: NO_ROWS)

    def count(self, position: int) -> int:
        """Return how many visible products have exactly this token in title or brand."""
        rows = self.words.name_postings[position]
        hidden = np.count_nonzero(contained(self.hidden, rows)) if len(self.hidden) else 0
        return len(rows) - int(hidden)

    def has_token(self, token: str) -> bool:
        """Return whether a visible product has exactly this token in title or brand."""
        position = self.words.tokens.row(token)
        return position is not None and self.count(position) > 0

    def has_some(self, completion: str, count: int) -> bool:
        """Return whether a visible product has the completion, which had `count` when published."""
        if count > len(self.hidden):
            return True
        tokens = [
            token for token in analysis.tokens(completion) if token not in language_rules().fillers
        ]
        return bool((~contained(self.words.rows_with_all(tokens), self.hidden)).any())

    def total(self, prefixes: Iterable[str]) -> int:
        """Return how many products have a word with one of the prefixes in title or brand.

        Those with several such words count several times.
        """
        starts = self.words.name_postings.starts
        spans = map(self.words.tokens.with_prefix, prefixes)
        return sum(int(starts[span.stop]) - int(starts[span.start]) for span in spans)

    def best_rows(self, prefixes: Sequence[str]) -> Rows:
        """Return the likeliest visible products of total(), at most MAX_ROWS."""
        postings = self.words.name_postings
        if self.total(prefixes) <= MAX_READ:
            listed = [postings.between(self.words.tokens.with_prefix(each)) for each in prefixes]
        else:
            tokens = self.tokens_for(prefixes)
            limit = min(MAX_ROWS, MAX_READ // len(tokens))
            listed = [postings[token][:limit] for token in tokens]
        rows = union(listed)
        return rows[~contained(rows, self.hidden)][:MAX_ROWS]

    def tokens_for(self, prefixes: Iterable[str]) -> list[int]:
        """Return the suggested tokens with one of the prefixes, MAX_TOKENS for each at most."""
        tokens = (self.words.suggested_from(prefix, MAX_TOKENS) for prefix in prefixes)
        return list(dict.fromkeys(position for each in tokens for position in each))

    def tokens_in(
        self, rows: Rows, prefixes: Iterable[str]
    ) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """Return the tokens with one of the prefixes in the titles and brands of these rows.

        The second array has the place in `rows` that each token was found in.
        """
        tokens, places = self.words.names.gathered(rows)
        chosen = np.zeros(len(tokens), np.bool_)
        for prefix in prefixes:
            span = self.words.tokens.with_prefix(prefix)
            chosen |= (tokens >= span.start) & (tokens < span.stop)
        return tokens[chosen], places[chosen]

    def rows_with_sku(self, prefix: str, limit: int) -> list[int]:
        """Return the rows of visible products whose SKU begins with the prefix."""
        rows = self.words.rows_with_sku(prefix, limit + len(self.hidden))
        hidden = set(self.hidden.tolist())
        return [row for row in rows if row not in hidden][:limit]


def of_store(store: Store) -> VisibleWords:
    """Return the store's words without hidden products.

    Takes one query, and another where a rule hides products everywhere.
    """
    words = words_cache.of_store(store)
    fields = ("pk", "category", "brand")
    listed = [*recently_hidden(store).values_list(*fields)[:MAX_LISTED]]
    if by_rule := hidden_everywhere(store):
        listed += store.products.filter(pk__in=by_rule).order_by().values_list(*fields)
    hidden = {pk: (category, brand) for pk, category, brand in listed}
    keys = np.array(list(hidden), np.int64)
    rows = words.rows_of(keys)
    if not (rows >= 0).any():
        return VisibleWords(words, words.categories, words.brands)
    values = [hidden[pk] for pk in keys[rows >= 0].tolist()]
    categories = (path for category, _ in values for path in category_prefixes(category))
    return VisibleWords(
        words,
        list(fewer(words.categories, categories)),
        list(fewer(words.brands, (brand for _, brand in values))),
        np.sort(rows[rows >= 0]).astype(np.int32),
    )


def fewer(groups: Sequence[ProductGroup], hidden: Iterable[str]) -> Iterator[ProductGroup]:
    """Yield the groups that have products without these values, with their new counts."""
    hidden_counts = Counter(hidden)
    for group in groups:
        if group.count > hidden_counts[group.value]:
            remaining = group.count - hidden_counts[group.value]
            yield group if remaining == group.count else replace(group, count=remaining)
