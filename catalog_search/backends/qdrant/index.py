"""The vector index on qdrant-client: a local folder, memory, or a server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from qdrant_client import QdrantClient, models

from catalog_search.backends.qdrant.connection import QdrantConnection
from catalog_search.backends.qdrant.local import LocalSearch
from catalog_search.backends.qdrant.messages import (
    as_filter,
    as_hits,
    as_point,
    as_request,
    as_struct,
    overtaking,
    version_of,
)
from catalog_search.backends.qdrant.owner import Owner, point_alias
from catalog_search.exceptions import IndexMismatch, IndexUnavailable
from catalog_search.protocols import VERSION, collection_name
from catalog_search.types import (
    SCHEMA,
    Hits,
    IndexState,
    Installation,
    Payload,
    Point,
    VectorQuery,
    Where,
)

PAYLOAD_INDEXES: dict[str, Any] = {
    "store": models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True),
    "product": models.PayloadSchemaType.INTEGER,
    "visible": models.PayloadSchemaType.BOOL,
    "in_stock": models.PayloadSchemaType.BOOL,
    "price": models.PayloadSchemaType.FLOAT,
    "brand": models.PayloadSchemaType.KEYWORD,
    "color": models.PayloadSchemaType.KEYWORD,
    "category": models.PayloadSchemaType.KEYWORD,
    VERSION: models.PayloadSchemaType.INTEGER,
}
UPSERT_BATCH = 256
PAGE = 500
"""More ids than a page asks for are those of an indexing run, which may wait longer."""


class QdrantIndex:
    """One collection per model and point schema, named after both.

    Pass `path` for a folder that only this process opens, `url` for a server (with `api_key`, and
    `prefer_grpc` if port 6334 is open), or neither for memory. Timeouts are whole seconds:
    `timeout` for what a page asks, `write_timeout` for what indexing does.
    """

    def __init__(
        self,
        model_id: str,
        dimension: int,
        facets: Sequence[str] = (),
        *,
        path: str | Path | None = None,
        url: str = "",
        api_key: str | None = None,
        prefer_grpc: bool = False,
        timeout: int = 2,
        write_timeout: int = 60,
        collection_prefix: str = "catalog",
        installation: Installation | None = None,
    ) -> None:
        self.dimension = dimension
        self.collection = collection_name(collection_prefix, installation, model_id, SCHEMA)
        self.alias = f"{collection_prefix}_{installation.name}" if installation else ""
        self.owner = Owner(installation)
        self.facets = tuple(facets)
        self.local = not url
        self.local_search = LocalSearch(self.collection)
        if url:
            options: dict[str, Any] = {
                "url": url,
                "api_key": api_key,
                "prefer_grpc": prefer_grpc,
                # The check would query the server from another thread and only warn.
                "check_compatibility": False,
            }
        else:
            options = {"path": str(path)} if path else {"location": ":memory:"}
        self.connection = QdrantConnection(options, (timeout, write_timeout))
        self.collection_checked = self.complete = False

    def create(self) -> str:
        with self.client(patient=True) as client:
            self.forget()
            self.create_collection(client)
            return self.owner.claim(client, self.collection)

    def upsert(self, points: Sequence[Point]) -> None:
        for point in points:
            self.check(point)
        with self.client(patient=True) as client:
            self.create_collection(client)
            for start in range(0, len(points), UPSERT_BATCH):
                self.upsert_chunk(client, points[start : start + UPSERT_BATCH])

    def upsert_chunk(self, client: QdrantClient, points: Sequence[Point]) -> None:
        if self.local:
            # No other process writes here, so they can be looked up; the cache must match.
            points = self.local_search.not_overtaken(client, points)
            # Cached first: an interrupted write is repeated, and readers need not wait for it.
            self.local_search.remember(points)
        for version, group in groupby(sorted(points, key=version_of), version_of):
            client.upsert(
                self.collection,
                [as_struct(point) for point in group],
                wait=True,
                update_filter=None if self.local else overtaking(version),
            )

    def delete(self, ids: Sequence[str]) -> None:
        with self.client(patient=True) as client:
            if ids and self.exists(client):
                client.delete(self.collection, models.PointIdsList(points=list(ids)), wait=True)
            self.local_search.forget(ids)

    def fetch(self, ids: Sequence[str]) -> dict[str, Point]:
        with self.client(patient=len(ids) > PAGE) as client:
            if not ids or not self.exists(client):
                return {}
            records = client.retrieve(self.collection, list(ids), with_vectors=True)
            return {str(record.id): as_point(record) for record in records}

    def search(self, queries: Sequence[VectorQuery]) -> list[Hits]:
        with self.client() as client:
            if not queries or not self.exists(client):
                return [Hits() for _ in queries]
            if self.local:
                return list(self.local_search.search(client, queries))
            requests = [as_request(query) for query in queries]
            answers = client.query_batch_points(self.collection, requests)
            return [as_hits(answer.points) for answer in answers]

    def payloads(self, ids: Sequence[str]) -> dict[str, Payload]:
        with self.client(patient=len(ids) > PAGE) as client:
            if not ids or not self.exists(client):
                return {}
            if self.local:
                cached = self.local_search.cached_payloads(client)
                return {point_id: cached[point_id] for point_id in ids if point_id in cached}
            records = client.retrieve(self.collection, list(ids), with_vectors=False)
            return {str(record.id): record.payload or {} for record in records}

    def count(self, where: Where = ()) -> int:
        with self.client() as client:
            if not self.exists(client):
                return 0
            return client.count(self.collection, as_filter(where), exact=True).count

    def ids(self, where: Where = ()) -> Iterator[str]:
        offset: Any = None
        while True:
            with self.client(patient=True) as client:
                if not self.exists(client):
                    return
                records, offset = client.scroll(
                    self.collection, as_filter(where), 1000, offset=offset, with_payload=False
                )
            yield from (str(record.id) for record in records)
            if offset is None:
                return

    def prepare(self) -> None:
        """Do nothing: a server builds its graphs by itself, and the local mode has none."""

    def state(self) -> IndexState:
        with self.client() as client:
            if not client.collection_exists(self.collection):
                return IndexState(self.collection, None, 0)
            size, own_id = self.size(client), self.owner.id_of(client, self.collection)
            return IndexState(self.collection, size, client.count(self.collection).count, own_id)

    def announce(self) -> None:
        """Point the alias of the installation to this collection, for whoever reads it by hand."""
        with self.client(patient=True) as client:
            if self.alias and self.exists(client):
                point_alias(client, self.alias, self.collection)

    def drop(self, collection: str) -> None:
        with self.client(patient=True) as client:
            if client.collection_exists(collection):
                client.delete_collection(collection)
            self.forget()

    def close(self) -> None:
        self.connection.close()
        self.forget()

    def check(self, point: Point) -> None:
        """Raise IndexMismatch for vectors that no search could ever find."""
        for vector in (point.photo, point.title):
            if vector.shape != (self.dimension,) or not np.isfinite(vector).all():
                raise IndexMismatch(
                    f"The vectors of point {point.id} are not {self.dimension} finite numbers."
                )

    def size(self, client: QdrantClient) -> int | None:
        """Return the length of the collection's photo vectors; None if it has no such vectors."""
        vectors = client.get_collection(self.collection).config.params.vectors
        photo = vectors.get("photo") if isinstance(vectors, dict) else None
        return photo.size if photo else None

    def exists(self, client: QdrantClient) -> bool:
        """Return whether the collection exists, checking its dimension the first time."""
        if not self.collection_checked and client.collection_exists(self.collection):
            size = self.size(client)
            if size != self.dimension:
                raise IndexMismatch(
                    f"Collection {self.collection} holds vectors of {size} numbers, the encoder "
                    f"makes {self.dimension}: delete the collection and run catalog_index."
                )
            self.owner.check(client, self.collection)
            self.collection_checked = True
        return self.collection_checked

    def create_collection(self, client: QdrantClient) -> None:
        if self.complete:
            return
        if not self.exists(client):
            self.create_empty(client)
        # A local collection ignores payload indexes and warns about them.
        if not self.local:
            self.create_payload_indexes(client)
        self.collection_checked = self.complete = True

    def create_empty(self, client: QdrantClient) -> None:
        vector = models.VectorParams(size=self.dimension, distance=models.Distance.DOT)
        client.create_collection(
            self.collection,
            vectors_config={"photo": vector, "title": vector},
            sparse_vectors_config={"words": models.SparseVectorParams()},
            metadata=self.owner.metadata(),
        )

    def create_payload_indexes(self, client: QdrantClient) -> None:
        """Create those that are missing: an interrupted run left them out, or FACETS has grown."""
        existing = client.get_collection(self.collection).payload_schema or {}
        facets = dict.fromkeys(self.facets, models.PayloadSchemaType.KEYWORD)
        for field, schema in {**facets, **PAYLOAD_INDEXES}.items():
            if field not in existing:
                client.create_payload_index(self.collection, field, schema, wait=True)

    @contextmanager
    def client(self, *, patient: bool = False) -> Iterator[QdrantClient]:
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
