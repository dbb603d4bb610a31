"""Searches on a server: each query in its store's shard, quantized vectors scored again."""

from collections.abc import Sequence
from typing import Any

from catalog_search.backends.qdrant import collection
from catalog_search.backends.qdrant.messages import as_hits, as_request
from catalog_search.backends.qdrant.options import CollectionOptions
from catalog_search.backends.qdrant.sharding import StoreShards
from catalog_search.types import Hits, VectorQuery


class ServerSearch:
    """Searches one collection of a server, in one round trip for all queries."""

    def __init__(self, name: str, layout: CollectionOptions, shards: StoreShards) -> None:
        self.name, self.shards = name, shards
        self.params = collection.search_params(layout)
        consistency = layout.read_consistency
        self.reading: dict[str, Any] = {"consistency": consistency} if consistency else {}
        """Options that every read is sent with."""

    def search(self, client: Any, queries: Sequence[VectorQuery]) -> list[Hits]:
        keys = [self.shards.selector(query.where) for query in queries]
        has_points = [self.shards.has(client, self.name, key) for key in keys]
        requests = [
            as_request(query, params=self.params, shard=key)
            for query, key, there in zip(queries, keys, has_points, strict=True)
            if there
        ]
        if not requests:
            return [Hits() for _ in queries]
        answers = iter(client.query_batch_points(self.name, requests, **self.reading))
        return [as_hits(next(answers).points) if there else Hits() for there in has_points]
