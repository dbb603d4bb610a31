"""Backends behind a circuit breaker, whichever backend settings name."""

from collections.abc import Iterator, Sequence

from catalog_search.exceptions import IndexUnavailable, SourceUnavailable
from catalog_search.protocols import CatalogSource, VectorIndex
from catalog_search.protocols.breaker import CircuitBreaker
from catalog_search.types import Hits, IndexState, Payload, Point, StoredPhoto, VectorQuery, Where


class GuardedIndex:
    """An index whose questions a shopper never waits for twice while it does not answer.

    What indexing does, writing, preparing and listing all ids, goes past the breaker: a full disk
    stops no search, and work that nobody waits for is tried again by its own rules.
    """

    def __init__(self, index: VectorIndex) -> None:
        self.index = index
        self.breaker = CircuitBreaker("vector index", IndexUnavailable)

    def search(self, queries: Sequence[VectorQuery]) -> list[Hits]:
        return self.breaker.call(lambda: self.index.search(queries))

    def fetch(self, ids: Sequence[str]) -> dict[str, Point]:
        return self.breaker.call(lambda: self.index.fetch(ids))

    def payloads(self, ids: Sequence[str]) -> dict[str, Payload]:
        return self.breaker.call(lambda: self.index.payloads(ids))

    def count(self, where: Where = ()) -> int:
        return self.breaker.call(lambda: self.index.count(where))

    def state(self) -> IndexState:
        return self.breaker.call(self.index.state)

    def create(self) -> str:
        return self.index.create()

    def upsert(self, points: Sequence[Point]) -> None:
        self.index.upsert(points)

    def delete(self, ids: Sequence[str]) -> None:
        self.index.delete(ids)

    def prepare(self) -> None:
        self.index.prepare()

    def ids(self, where: Where = ()) -> Iterator[str]:
        return self.index.ids(where)

    def announce(self) -> None:
        self.index.announce()

    def drop(self, collection: str) -> None:
        self.index.drop(collection)

    def close(self) -> None:
        self.index.close()


class GuardedPhotos:
    """Reads photos from a store's source for requests that a shopper waits for."""

    def __init__(self, store: str, source: CatalogSource) -> None:
        self.source = source
        self.breaker = CircuitBreaker(f"source of store {store}", SourceUnavailable)

    def read(self, photo: StoredPhoto) -> bytes:
        """Return the photo's bytes; see CatalogSource.read."""
        return self.breaker.call(lambda: self.source.read(photo))
