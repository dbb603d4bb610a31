"""Shards of each store's own: which of them a request is for."""

from collections.abc import Iterable
from typing import Any

from catalog_search.backends.qdrant import errors
from catalog_search.backends.qdrant.messages import version_of
from catalog_search.types import Match, Point, Where


class StoreShards:
    """The shard keys of a collection: one for each store's slug, none unless `by_store`."""

    def __init__(self, by_store: bool) -> None:
        self.by_store = by_store
        self.keys: set[str] = set()

    def selector(self, where: Where) -> str | None:
        """Return the key of the only store that `where` lets through, None for all stores."""
        stores = [
            each.values for each in where if isinstance(each, Match) and each.field == "store"
        ]
        slugs = [values[0] for values in stores if len(values) == 1]
        return str(slugs[0]) if self.by_store and slugs else None

    def has(self, client: Any, collection: str, key: str | None) -> bool:
        """Return whether the store has points, as far as its shard tells."""
        if key is None or key in self.keys:
            return True
        self.keys = keys_of(client, collection)
        return key in self.keys

    def all(self, client: Any, collection: str) -> list[str] | None:
        """Return the keys to name in a write that is for all stores; None without own shards."""
        if not self.by_store:
            return None
        self.keys = keys_of(client, collection)
        return sorted(self.keys)

    def create(self, client: Any, collection: str, stores: Iterable[str]) -> None:
        for key in dict.fromkeys(stores) if self.by_store else ():
            if not self.has(client, collection, key):
                create_key(client, collection, key)
                self.keys.add(key)

    def forget(self) -> None:
        self.keys = set()


def keys_of(client: Any, collection: str) -> set[str]:
    cluster = client.collection_cluster_info(collection)
    shards = [*cluster.local_shards, *cluster.remote_shards]
    return {str(shard.shard_key) for shard in shards if shard.shard_key is not None}


def create_key(client: Any, collection: str, key: str) -> None:
    try:
        client.create_shard_key(collection, key)
    except errors.OF_A_SERVER as error:
        # Another process may have made it at the same time.
        if not errors.is_there_already(error):
            raise


def store_of(point: Point) -> str:
    return str(point.payload.get("store", ""))


def writing(point: Point) -> tuple[int, str]:
    """Return what points have in common that are written by one request."""
    return version_of(point), store_of(point)
