"""Backends behind a circuit breaker, whichever backend settings name."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import TypeVar

from catalog_search.exceptions import (
    IndexRefused,
    IndexUnavailable,
    SnapshotRefused,
    SourceUnavailable,
)
from catalog_search.exceptions import message as _
from catalog_search.protocols import CatalogSource, SnapshotIndex, VectorIndex
from catalog_search.protocols.breaker import CircuitBreaker
from catalog_search.protocols.collection import IndexState
from catalog_search.protocols.deadline import PAGE
from catalog_search.telemetry import engine_call
from catalog_search.types import Hits, Payload, Point, StoredPhoto, VectorQuery, Where

logger = logging.getLogger(__name__)
T = TypeVar("T")


class GuardedIndex:
    """An index whose questions a shopper never waits for twice while it does not answer.

    All questions of a page share its time. A request that the index refuses is an answer: it stops
    no other request, and the log says it as an error.

    What indexing does, writing, preparing and listing all ids, goes past the breaker: a full disk
    stops no search, and work that nobody waits for is tried again by its own rules.
    """

    def __init__(self, index: VectorIndex) -> None:
        self.index = index
        self.breaker = CircuitBreaker(_("vector index"), IndexUnavailable, answers=IndexRefused)

    @engine_call("index", "search")
    def search(self, queries: Sequence[VectorQuery]) -> list[Hits]:
        return self.ask(lambda: self.index.search(queries))

    @engine_call("index", "fetch")
    def fetch(self, ids: Sequence[str]) -> dict[str, Point]:
        return self.ask(lambda: self.index.fetch(ids))

    @engine_call("index", "payloads")
    def payloads(self, ids: Sequence[str], fields: Sequence[str] = ()) -> dict[str, Payload]:
        return self.ask(lambda: self.index.payloads(ids, fields))

    @engine_call("index", "count")
    def count(self, where: Where = ()) -> int:
        return self.ask(lambda: self.index.count(where))

    @engine_call("index", "state")
    def state(self) -> IndexState:
        return self.ask(self.index.state)

    def ask(self, question: Callable[[], T]) -> T:
        """Return the index's answer within the page's time. Raises IndexUnavailable.

        An index that works in this process has no limit: it is slow where the machine is busy, and
        an answer that is given up would not end sooner.
        """
        page = None if getattr(self.index, "in_process", False) else PAGE.get()
        if page is not None and page.left() <= 0:
            raise IndexUnavailable(
                _(
                    "This page has waited %(seconds)s s for the index, which is all it may "
                    "(CATALOG_SEARCH['ENGINE_SECONDS']).",
                    seconds=f"{page.seconds:g}",
                )
            )
        with page.asking() if page is not None else nullcontext():
            try:
                return self.breaker.call(question)
            except IndexRefused as error:
                logger.error("%s", error)
                raise

    def create(self) -> str:
        return self.index.create()

    @engine_call("index", "upsert")
    def upsert(self, points: Sequence[Point]) -> None:
        self.index.upsert(points)

    @engine_call("index", "delete")
    def delete(self, ids: Sequence[str]) -> None:
        self.index.delete(ids)

    @engine_call("index", "prepare")
    def prepare(self) -> None:
        self.index.prepare()

    def snapshot(self, target: str) -> str:
        return self.with_snapshots().snapshot(target)

    def restore(self, source: str) -> None:
        self.with_snapshots().restore(source)

    def with_snapshots(self) -> SnapshotIndex:
        """Return the index. Raises SnapshotRefused if it has no snapshots."""
        if not isinstance(self.index, SnapshotIndex):
            raise SnapshotRefused(
                _(
                    "%(name)s has no snapshots: copy its files while nothing runs.",
                    name=type(self.index).__name__,
                )
            )
        return self.index

    def ids(self, where: Where = ()) -> Iterator[str]:
        return self.index.ids(where)

    def take_over(self) -> None:
        self.index.take_over()

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
        self.breaker = CircuitBreaker(
            _("source of store %(store)s", store=store), SourceUnavailable
        )

    @engine_call("source", "read")
    def read(self, photo: StoredPhoto) -> bytes:
        """Return the photo's bytes; see CatalogSource.read."""
        return self.breaker.call(lambda: self.source.read(photo))
