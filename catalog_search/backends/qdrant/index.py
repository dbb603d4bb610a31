"""Qdrant through qdrant-client: a local folder, memory, or a server by URL; one class for all."""

import re
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import numpy as np
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException

from catalog_search.backends.qdrant.local import LocalAnswers
from catalog_search.backends.qdrant.messages import (
    as_filter,
    as_hits,
    as_point,
    as_request,
    as_struct,
)
from catalog_search.exceptions import IndexMismatch, IndexUnavailable
from catalog_search.types import SCHEMA, Hits, IndexState, Payload, Point, VectorQuery, Where

PAYLOAD_INDEXES: dict[str, Any] = {
    "store": models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True),
    "product": models.PayloadSchemaType.INTEGER,
    "visible": models.PayloadSchemaType.BOOL,
    "in_stock": models.PayloadSchemaType.BOOL,
    "price": models.PayloadSchemaType.FLOAT,
    "brand": models.PayloadSchemaType.KEYWORD,
    "color": models.PayloadSchemaType.KEYWORD,
    "category": models.PayloadSchemaType.KEYWORD,
}
UPSERT_BATCH = 256


class QdrantIndex:
    """One collection per model and schema of points; its name tells both.

    Give `path` for a folder that this process alone opens, `url` for a server
    (with `api_key`, and `prefer_grpc` where port 6334 is open), or neither for memory.
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
        timeout: int = 5,
        collection_prefix: str = "catalog",
    ) -> None:
        self.dimension = dimension
        model = re.sub(r"[^A-Za-z0-9]+", "_", model_id)
        self.collection = f"{collection_prefix}_{model}"[:200] + f"_{SCHEMA}"
        self.facets = tuple(facets)
        self.local = not url
        self.locally = LocalAnswers(self.collection)
        if url:
            self.options: dict[str, Any] = {
                "url": url,
                "api_key": api_key,
                "prefer_grpc": prefer_grpc,
                "timeout": timeout,
                # The check asks the server from a thread of its own and only warns.
                "check_compatibility": False,
            }
        else:
            self.options = {"path": str(path)} if path else {"location": ":memory:"}
        self.lock = threading.RLock()
        self.opened: QdrantClient | None = None
        self.closing: weakref.finalize[Any, Any] | None = None
        self.made = False

    def upsert(self, points: Sequence[Point]) -> None:
        for point in points:
            self.check(point)
        with self.answering() as client:
            self.make(client)
            for start in range(0, len(points), UPSERT_BATCH):
                chunk = points[start : start + UPSERT_BATCH]
                # Before it is written: a write that breaks off is repeated, a reader never waits.
                self.locally.changed(chunk)
                client.upsert(self.collection, [as_struct(one) for one in chunk], wait=True)

    def delete(self, ids: Sequence[str]) -> None:
        with self.answering() as client:
            if ids and self.exists(client):
                client.delete(self.collection, models.PointIdsList(points=list(ids)), wait=True)
            self.locally.deleted(ids)

    def fetch(self, ids: Sequence[str]) -> dict[str, Point]:
        with self.answering() as client:
            if not ids or not self.exists(client):
                return {}
            found = client.retrieve(self.collection, list(ids), with_vectors=True)
            return {str(record.id): as_point(record) for record in found}

    def search(self, queries: Sequence[VectorQuery]) -> list[Hits]:
        with self.answering() as client:
            if not queries or not self.exists(client):
                return [Hits() for _ in queries]
            if self.local:
                return list(self.locally.answer(client, queries))
            requests = [as_request(query) for query in queries]
            answers = client.query_batch_points(self.collection, requests)
            return [as_hits(answer.points) for answer in answers]

    def payloads(self, ids: Sequence[str]) -> dict[str, Payload]:
        with self.answering() as client:
            if not ids or not self.exists(client):
                return {}
            if self.local:
                known = self.locally.read(client)
                return {one: known[one] for one in ids if one in known}
            found = client.retrieve(self.collection, list(ids), with_vectors=False)
            return {str(record.id): record.payload or {} for record in found}

    def count(self, where: Where = ()) -> int:
        with self.answering() as client:
            if not self.exists(client):
                return 0
            return client.count(self.collection, as_filter(where), exact=True).count

    def ids(self, where: Where = ()) -> Iterator[str]:
        offset: Any = None
        while True:
            with self.answering() as client:
                if not self.exists(client):
                    return
                found, offset = client.scroll(
                    self.collection, as_filter(where), 1000, offset=offset, with_payload=False
                )
            yield from (str(record.id) for record in found)
            if offset is None:
                return

    def state(self) -> IndexState:
        with self.answering() as client:
            if not client.collection_exists(self.collection):
                return IndexState(self.collection, None, 0)
            vectors = client.get_collection(self.collection).config.params.vectors
            size = vectors["photo"].size if isinstance(vectors, dict) else None
            return IndexState(self.collection, size, client.count(self.collection).count)

    def close(self) -> None:
        with self.lock:
            if self.closing is not None:
                self.closing()
            self.opened, self.closing, self.made = None, None, False
            self.locally = LocalAnswers(self.collection)

    def check(self, point: Point) -> None:
        """Refuse vectors that no search could ever find again."""
        for vector in (point.photo, point.title):
            if vector.shape != (self.dimension,) or not np.isfinite(vector).all():
                raise IndexMismatch(
                    f"The vectors of point {point.id} are not {self.dimension} finite numbers."
                )

    def exists(self, client: QdrantClient) -> bool:
        """Return whether the collection is there, checking its dimension the first time."""
        if not self.made and client.collection_exists(self.collection):
            vectors = client.get_collection(self.collection).config.params.vectors
            size = vectors["photo"].size if isinstance(vectors, dict) else None
            if size != self.dimension:
                raise IndexMismatch(
                    f"Collection {self.collection} holds vectors of {size} numbers, the encoder "
                    f"makes {self.dimension}: delete the collection and run catalog_index."
                )
            self.made = True
        return self.made

    def make(self, client: QdrantClient) -> None:
        if self.exists(client):
            return
        vector = models.VectorParams(size=self.dimension, distance=models.Distance.DOT)
        client.create_collection(
            self.collection,
            vectors_config={"photo": vector, "title": vector},
            sparse_vectors_config={"words": models.SparseVectorParams()},
        )
        # A local folder ignores payload indexes and warns when asked for one.
        if not self.local:
            declared = dict.fromkeys(self.facets, models.PayloadSchemaType.KEYWORD)
            for field, schema in {**declared, **PAYLOAD_INDEXES}.items():
                client.create_payload_index(self.collection, field, schema, wait=True)
        self.made = True

    @contextmanager
    def answering(self) -> Iterator[QdrantClient]:
        """Yield the client; turn each mode's own errors into IndexUnavailable.

        A local folder is not safe for threads, so there one call runs at a time.
        """
        with self.lock if self.local else threading.Lock():
            try:
                yield self.client()
            except (ApiException, ResponseHandlingException, grpc.RpcError) as error:
                self.made = False
                raise IndexUnavailable(
                    f"The Qdrant server at {self.options['url']} does not answer: {error}"
                ) from error
            except (ValueError, RuntimeError, OSError) as error:
                if not self.local:
                    raise
                raise IndexUnavailable(
                    f"The local index cannot be used ({error}). One process at a time may open "
                    "the folder; run a Qdrant server and set its url to share it."
                ) from error

    def client(self) -> QdrantClient:
        with self.lock:
            if self.opened is None:
                if "path" in self.options:
                    Path(self.options["path"]).mkdir(parents=True, exist_ok=True)
                self.opened = QdrantClient(**self.options)
                # At the latest when the process ends: the client's own destructor is too late.
                self.closing = weakref.finalize(self, self.opened.close)
            return self.opened
