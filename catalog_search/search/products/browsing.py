"""Pages without words: the catalogue under filters, by name, price or age."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.catalogue import store as catalogue
from catalog_search.catalogue.columns import Columns
from catalog_search.catalogue.rows import names_of_facets
from catalog_search.catalogue.values import Mask, Rows
from catalog_search.models import Store
from catalog_search.retrieval import database
from catalog_search.retrieval.candidate_sets import variants_of
from catalog_search.retrieval.facets import Facet, counted, price_range
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.merchandising.applying import factors_of, placed
from catalog_search.retrieval.merchandising.rules import NOTHING, Decisions
from catalog_search.retrieval.merchandising.store_rules import decisions
from catalog_search.retrieval.ordering import RELEVANCE
from catalog_search.retrieval.withdrawn import recently_hidden
from catalog_search.search.paging import PageRequest, SearchOutcome, paged
from catalog_search.search.results import Results, results_by_id
from catalog_search.telemetry import stage


def browse(
    store: Store, filters: Filters, page: PageRequest, decided: Decisions | None = None
) -> Results:
    """Return a page of the products that satisfy the filters, by name unless `page` has a sort.

    `decided` are the decisions of the store's rules, where the caller has them already.
    """
    if decided is None:
        decided = decisions(store, (), filters.category)
    if not catalogue.is_small(store):
        return Selection.of_store(store, filters, decided).page(store, page)

    def search() -> SearchOutcome:
        return SearchOutcome(database.all_products(store, filters), filters)

    results = paged(store, page, ("all", store.slug, filters), None, search, decided)
    return replace(results, filters=filters)


@dataclass(frozen=True, eq=False)
class Selection:
    """The rows of a catalogue that satisfy filters, and for each facet those without its filter."""

    columns: Columns
    filters: Filters
    masks: dict[str, Mask]
    """By the name of an active facet, or "price"; under "" the rows that satisfy all filters."""
    hidden: Rows
    """Products that the shop hides since the columns were made. They keep their places on pages,
    which stay empty, so that no page skips a product; no number counts them."""
    decided: Decisions = NOTHING

    @classmethod
    def of_store(cls, store: Store, filters: Filters, decided: Decisions = NOTHING) -> "Selection":
        columns = catalogue.of_store(store)
        masks = {
            name: columns.satisfying(variant.where(store))
            for name, variant in variants_of(filters).items()
        }
        if decided.pins and decided.filters is not None:
            masks = with_pinned(store, columns, masks, decided)
        if decided.hidden:
            not_hidden = ~np.isin(columns.products, list(decided.hidden))
            masks = {name: mask & not_hidden for name, mask in masks.items()}
        keys = list(recently_hidden(store).values_list("pk", flat=True))
        hidden = columns.find(np.array(keys, np.int64))
        return cls(columns, filters, masks, hidden[hidden >= 0], decided)

    @cached_property
    def rows(self) -> Rows:
        """The rows that satisfy all filters."""
        return np.flatnonzero(self.masks[""])

    def rows_for(self, facet: str) -> Rows:
        """Return the rows to count the facet's values in."""
        rows = np.flatnonzero(self.masks[facet]) if facet in self.masks else self.rows
        return np.setdiff1d(rows, self.hidden, assume_unique=True) if len(self.hidden) else rows

    def page(self, store: Store, page: PageRequest) -> Results:
        size, total = conf.settings().page_size, len(self.rows_for(""))
        pages = max(1, -(-len(self.rows) // size))
        number = min(max(page.number, 1), pages)
        rows = self.ordered(page.sort, (number - 1) * size, number * size)
        price = price_range(self.columns.prices[self.rows_for("price")])
        return Results(
            items=results_by_id(store, self.columns.products[rows].tolist()),
            total=total,
            page=number,
            pages=pages,
            facets=self.facets(),
            price_low=price.low,
            price_high=price.high,
            price_counts=price.counts,
            sort=page.sort or RELEVANCE,
            compared=not total,
            filters=self.filters,
            decisions=self.decided,
        )

    @stage("facets")
    def facets(self) -> tuple[Facet, ...]:
        rows = {name: (self.columns, self.rows_for(name)) for name in names_of_facets()}
        return counted(rows, (self.columns, self.rows_for("")), self.filters)

    def ordered(self, sort: str, start: int, stop: int) -> Rows:
        """Return the rows in places start to stop of this order."""
        if sort in ("", RELEVANCE):
            return self.merchandised()[start:stop] if self.decided else self.rows[start:stop]
        products = self.columns.products[self.rows]
        if sort == "newest":
            # Keys increase with time, so the highest key is the newest product.
            return self.rows[smallest(-products.astype(np.float64), products, start, stop)]
        prices = self.columns.prices[self.rows]
        keys = -prices if sort == "-price" else prices
        return self.rows[smallest(keys, products, start, stop)]

    def merchandised(self) -> Rows:
        """Return the rows in the order that the store's rules want."""
        rows = self.rows
        if self.decided.boosts:
            factors = factors_of(self.columns, self.decided.boosts)[rows]
            rows = rows[np.argsort(-factors, kind="stable")]
        if self.decided.pins:
            rows = rows[placed(self.columns.products[rows], self.decided.pins)]
        return rows


def with_pinned(
    store: Store, columns: Columns, masks: dict[str, Mask], decided: Decisions
) -> dict[str, Mask]:
    """Return the masks with the pinned products that satisfy the decisions' own filters."""
    binding = decided.filters or Filters()
    variants = variants_of(binding)
    pinned = np.isin(columns.products, list(decided.pins.values()))
    return {
        name: mask | (pinned & columns.satisfying(variants.get(name, binding).where(store)))
        for name, mask in masks.items()
    }


def smallest(
    keys: NDArray[np.float64], products: NDArray[np.int64], start: int, stop: int
) -> NDArray[np.intp]:
    """Return the places from start to stop if `keys` [n] are sorted, nan last; ties by product."""
    places = np.arange(len(keys))
    if stop < len(keys):
        last = np.partition(keys, stop - 1)[stop - 1]
        # The last may be nan, which all others come before.
        places = places if np.isnan(last) else np.flatnonzero(keys <= last)
    order: NDArray[np.intp] = places[np.lexsort((products[places], keys[places]))]
    return order[start:stop]
