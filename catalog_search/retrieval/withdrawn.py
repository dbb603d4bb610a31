"""Hidden products and deleted photos that the index still has: searches leave them out.

The lists are short: they hold what happened since the last indexing, and LISTING_SECONDS more for
what was made from points before. Where they are not, the hits themselves are looked up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone

from catalog_search import conf
from catalog_search.models import PointToDelete, ProductQuerySet, Store
from catalog_search.retrieval.merchandising.store_rules import hidden_everywhere
from catalog_search.types import Hits, Keys

MAX_LISTED = 1000
"""Rows read per search. After larger changes each search looks up its own hits."""


def recently_hidden(store: Store) -> ProductQuerySet:
    """Return the hidden products that points, lists or words may still show."""
    age = timedelta(seconds=conf.settings().listing_seconds)
    return store.products.hidden_since(timezone.now() - age).order_by()


def without_withdrawn(store: Store, searches: Sequence[Hits]) -> list[Hits]:
    """Return the hits of each search without products and photos that left the shop."""
    return Withdrawn(store).remaining(searches)


@dataclass(frozen=True, eq=False)
class Withdrawn:
    """Products and photos that left the shop, read once for all questions of a search."""

    store: Store

    def remaining(self, searches: Sequence[Hits]) -> list[Hits]:
        """Return the hits of each search without products and photos that left the shop."""
        products = self.hidden if self.hidden is not None else hidden_among(self.store, searches)
        photos = self.deleted if self.deleted is not None else deleted_among(searches)
        products = np.append(products, np.array([*hidden_everywhere(self.store)], np.int64))
        if not len(products) and not len(photos):
            return list(searches)
        return [remaining(hits, products, photos) for hits in searches]

    @cached_property
    def hidden(self) -> Keys | None:
        """The recently hidden products, None if they are too many to list."""
        return listed(recently_hidden(self.store).values_list("pk", flat=True))

    @cached_property
    def deleted(self) -> Keys | None:
        """Deleted photos that still have a point, of other stores, too; None as for `hidden`."""
        return listed(tombstones())


def listed(keys: "QuerySet[Any, int]") -> Keys | None:
    """Return the keys, None if they are more than MAX_LISTED."""
    listed_keys = list(keys[: MAX_LISTED + 1])
    return None if len(listed_keys) > MAX_LISTED else np.array(listed_keys, np.int64)


def remaining(hits: Hits, products: Keys, photos: Keys) -> Hits:
    in_shop = ~np.isin(hits.products, products) & ~np.isin(hits.photos, photos)
    return hits if in_shop.all() else hits.where(in_shop)


def hidden_among(store: Store, searches: Sequence[Hits]) -> Keys:
    """Return the hidden products among the hits."""
    keys = np.unique(np.concatenate([hits.products for hits in searches])).tolist()
    hidden = store.products.filter(visible=False, pk__in=keys)
    return np.array(hidden.values_list("pk", flat=True), np.int64)


def deleted_among(searches: Sequence[Hits]) -> Keys:
    """Return the deleted photos among the hits."""
    keys = np.unique(np.concatenate([hits.photos for hits in searches])).tolist()
    return np.array(tombstones().filter(photo__in=keys), np.int64)


def tombstones() -> "QuerySet[PointToDelete, int]":
    return PointToDelete.objects.values_list("photo", flat=True)
