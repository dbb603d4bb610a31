"""Whether a store's collection misses so much that its searches by words ask the database.

So it is after the collection was lost or replaced: half an index would hide half of the shop.
Photos that were never indexed do not count. Nobody sees them before moderation has.
"""

from catalog_search.models import Photo, Store

BEGINS_BELOW, ENDS_AT = 0.5, 0.95
"""Shares of the photos that shoppers may see which the collection has."""


def note_filling(store: Store, collection: str, *, drained: bool = False) -> None:
    """Update `store.filling`. Without stale photos, `drained`, nothing is missing that could be."""
    filling = not drained and is_filling(store, collection)
    if filling != store.filling:
        store.filling = filling
        store.save(update_fields=["filling"])


def is_filling(store: Store, collection: str) -> bool:
    live = Photo.objects.filter(store=store, state=Photo.State.LIVE)
    indexed = live.exclude(indexed_etag="")
    there = indexed.filter(indexed_in=collection).count()
    return bool(there < (ENDS_AT if store.filling else BEGINS_BELOW) * indexed.count())
