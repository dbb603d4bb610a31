"""What a search leaves out because the index does not know: hidden products, deleted photos.

The lists are short: they hold what happened since the last indexing, and LISTING_SECONDS more for
what was made from points before. Where they are not, the hits themselves are looked up.
"""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from django.utils import timezone

from catalog_search import conf
from catalog_search.models import PointToDelete, ProductQuerySet, Store
from catalog_search.retrieval.store_rules import hidden_everywhere
from catalog_search.types import Hits, Keys

MAX_LISTED = 1000
"""Rows read per search. After larger changes each search looks up its own hits."""


def recently_hidden(store: Store) -> ProductQuerySet:
    """Return the hidden products that points, lists or words may still show."""
    age = timedelta(seconds=conf.settings().listing_seconds)
    return store.products.hidden_since(timezone.now() - age).order_by()


def without_withdrawn(store: Store, searches: Sequence[Hits]) -> list[Hits]:
    """Return the hits of each search without products and photos that left the shop."""
    products, photos = hidden_products(store, searches), deleted_photos(searches)
    if not len(products) and not len(photos):
        return list(searches)
    return [remaining(hits, products, photos) for hits in searches]


def remaining(hits: Hits, products: Keys, photos: Keys) -> Hits:
    kept = ~np.isin(hits.products, products) & ~np.isin(hits.photos, photos)
    return hits if kept.all() else hits.where(kept)


def hidden_products(store: Store, searches: Sequence[Hits]) -> Keys:
    hidden = recently_hidden(store).values_list("pk", flat=True)
    listed = list(hidden[: MAX_LISTED + 1])
    if len(listed) > MAX_LISTED:
        found = np.unique(np.concatenate([hits.products for hits in searches])).tolist()
        visible = store.products.filter(visible=False, pk__in=found)
        listed = list(visible.values_list("pk", flat=True))
    return np.array([*listed, *hidden_everywhere(store)], np.int64)


def deleted_photos(searches: Sequence[Hits]) -> Keys:
    """Return the keys of deleted photos that still have a point; of other stores, too."""
    tombstones = PointToDelete.objects.values_list("photo", flat=True)
    listed = list(tombstones[: MAX_LISTED + 1])
    if len(listed) > MAX_LISTED:
        found = np.unique(np.concatenate([hits.photos for hits in searches])).tolist()
        listed = list(tombstones.filter(photo__in=found))
    return np.array(listed, np.int64)
