"""The vector index on qdrant-client: a local folder, memory, or a server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from qdrant_client import models

from catalog_search.backends.qdrant import collection, options
from catalog_search.backends.qdrant.connection import ServerConnection
from catalog_search.backends.qdrant.folder import FolderConnection
from catalog_search.backends.qdrant.local import LocalSearch
from catalog_search.backends.qdrant.messages import (
    as_filter,
    as_point,
    as_struct,
    overtaking,
)
from catalog_search.backends.qdrant.owner import Owner, metadata_of, point_alias
from catalog_search.backends.qdrant.searching import ServerSearch
from catalog_search.backends.qdrant.sharding import StoreShards, store_of, writing
from catalog_search.backends.qdrant.upkeep import ServerUpkeep
from catalog_search.backends.snapshot_label import Label
from catalog_search.exceptions import IndexUnavailable
from catalog_search.protocols.collection import IndexState, Installation, collection_name
from catalog_search.protocols.several import joined, one_by_one
from catalog_search.protocols.usable import check_vectors
from catalog_search.types import SCHEMA, Hits, Payload, Point, VectorQuery, Where

UPSERT_BATCH = 256
PAGE = 500
"""More ids than this are those of an indexing run, which may wait longer than a page."""


class QdrantIndex(ServerUpkeep):
    """One collection per installation, model and schema of points, and named after them.

    Pass `path` for a folder that only this process opens, `url` or `urls` for a server, with the
    options of options.py, or neither for memory. Raises WrongSettings.
    """

    def __init__(
        self,
        model_id: str,
        dimension: int,
        facets: Sequence[str] = (),
        *,
        path: str | Path | None = None,
        collection_prefix: str = "catalog",
        installation: Installation | None = None,
        **server_options: Any,
    ) -> None:
        self.dimension = dimension
        self.collection = collection_name(collection_prefix, installation, model_id, SCHEMA)
        self.alias = f"{collection_prefix}_{installation.name}" if installation else ""
        self.owner = Owner(installation)
        self.facets = tuple(facets)
        self.label = Label("server", model_id, dimension)
        self.server, self.layout = options.read(server_options)
        self.local = not self.server.addresses
        self.local_search = LocalSearch(self.collection)
        self.connection = FolderConnection(path) if self.local else ServerConnection(self.server)
        self.shards = StoreShards(self.layout.sharding_by_store)
        self.server_search = ServerSearch(self.collection, self.layout, self.shards)
        self.reading = self.server_search.reading
        self.collection_checked = self.complete = False

    def create(self) -> str:
        with self.client(patient=True) as client:
            self.forget()
            self.create_collection(client)
            return self.owner.claimed(metadata_of(client, self.collection), self.collection)

    def upsert(self, points: Sequence[Point]) -> None:
        check_vectors(points, self.dimension)
        with self.client(patient=True) as client:
            self.create_collection(client)
            for start in range(0, len(points), UPSERT_BATCH):
                self.upsert_chunk(client, points[start : start + UPSERT_BATCH])

    def upsert_chunk(self, client: Any, points: Sequence[Point]) -> None:
        if self.local:
            # No other process writes here, so they can be looked up; the cache must match.
            points = self.local_search.not_overtaken(client, points)
            # Cached first: an interrupted write is repeated, and readers need not wait for it.
            self.local_search.remember(points)
        self.shards.create(client, self.collection, map(store_of, points))
        half = not self.local and self.layout.datatype == "float16"
        for (version, store), group in groupby(sorted(points, key=writing), writing):
            client.upsert(
                self.collection,
                [as_struct(point, half=half) for point in group],
                wait=True,
                update_filter=None if self.local else overtaking(version),
                shard_key_selector=store if self.layout.sharding_by_store else None,
            )

    def delete(self, ids: Sequence[str]) -> None:
        with self.client(patient=True) as client:
            if ids and self.exists(client):
                keys = self.shards.all(client, self.collection)
                if keys != []:
                    selected = models.PointIdsList(points=list(ids))
                    client.delete(self.collection, selected, wait=True, shard_key_selector=keys)
            self.local_search.forget(ids)

    def fetch(self, ids: Sequence[str]) -> dict[str, Point]:
        with self.client(patient=len(ids) > PAGE) as client:
            if not ids or not self.exists(client):
                return {}
            records = client.retrieve(self.collection, list(ids), with_vectors=True, **self.reading)
            return {str(record.id): as_point(record) for record in records}

    def search(self, queries: Sequence[VectorQuery]) -> list[Hits]:
        with self.client() as client:
            if not queries or not self.exists(client):
                return [Hits() for _ in queries]
            each = one_by_one(queries)
            if self.local:
                return joined(queries, list(self.local_search.search(client, each)))
            return joined(queries, self.server_search.search(client, each))

    def payloads(self, ids: Sequence[str], fields: Sequence[str] = ()) -> dict[str, Payload]:
        with self.client(patient=len(ids) > PAGE) as client:
            if not ids or not self.exists(client):
                return {}
            if self.local:
                cached = self.local_search.cached_payloads(client)
                return {point_id: cached[point_id] for point_id in ids if point_id in cached}
            records = client.retrieve(
                self.collection,
                list(ids),
                with_payload=list(fields) or True,
                with_vectors=False,
                **self.reading,
            )
            return {str(record.id): record.payload or {} for record in records}

    def count(self, where: Where = ()) -> int:
        with self.client() as client:
            selector = self.shards.selector(where)
            if not self.has_shard(client, selector):
                return 0
            counted = client.count(
                self.collection,
                as_filter(where),
                exact=True,
                shard_key_selector=selector,
                **self.reading,
            )
            return int(counted.count)

    def ids(self, where: Where = ()) -> Iterator[str]:
        offset: Any = None
        selector = self.shards.selector(where)
        while True:
            with self.client(patient=True) as client:
                if not self.has_shard(client, selector):
                    return
                records, offset = client.scroll(
                    self.collection,
                    as_filter(where),
                    1000,
                    offset=offset,
                    with_payload=False,
                    shard_key_selector=selector,
                    **self.reading,
                )
            yield from (str(record.id) for record in records)
            if offset is None:
                return

    def prepare(self) -> None:
        """Let a server build graphs from now on, and make payload indexes that are missing."""
        with self.client(patient=True) as client:
            if not self.local and self.exists(client):
                collection.create_payload_indexes(client, self.collection, self.facets)
                collection.start_graphs(client, self.collection)

    def state(self) -> IndexState:
        with self.client() as client:
            return collection.state(client, self.collection, self.owner)

    def take_over(self) -> None:
        with self.client(patient=True) as client:
            if self.exists(client):
                self.owner.move(client, self.collection)

    def announce(self) -> None:
        """Point the installation's alias to this collection, for whoever reads it by hand."""
        with self.client(patient=True) as client:
            if self.alias and self.exists(client):
                point_alias(client, self.alias, self.collection)

    def drop(self, collection: str) -> None:
        with self.client(patient=True) as client:
            client.delete_collection(collection)
            self.forget()

    def close(self) -> None:
        self.connection.close()
        self.forget()

    def exists(self, client: Any) -> bool:
        """Return whether the collection exists, checking its dimension the first time."""
        if not self.collection_checked and client.collection_exists(self.collection):
            collection.check(client, self.collection, self.dimension, self.owner)
            self.collection_checked = True
        return self.collection_checked

    def has_shard(self, client: Any, key: str | None) -> bool:
        """Return whether the collection exists, and in it the shard of this key, if any."""
        return self.exists(client) and self.shards.has(client, self.collection, key)

    def create_collection(self, client: Any) -> None:
        if self.complete:
            return
        if not self.exists(client):
            layout, about = None if self.local else self.layout, self.owner.metadata()
            collection.create(client, self.collection, self.dimension, layout, about)
        if not self.local:
            # A local collection ignores payload indexes and warns about them.
            collection.create_payload_indexes(client, self.collection, self.facets)
        self.collection_checked = self.complete = True

    @contextmanager
    def client(self, *, patient: bool = False) -> Iterator[Any]:
        """Yield the connection's client; after an error everything remembered is forgotten."""
        try:
            with self.connection.client(patient=patient) as client:
                yield client
        except IndexUnavailable:
            self.forget()
            raise

    def forget(self) -> None:
        self.collection_checked = self.complete = False
        self.local_search.payloads = None
        self.shards.forget()
