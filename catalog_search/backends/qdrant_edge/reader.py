"""The current generation, opened for reading, and renewed as writers publish others."""

import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalog_search.backends.qdrant_edge import generation as generations
from catalog_search.backends.qdrant_edge import sealed, shards
from catalog_search.backends.qdrant_edge.generation import Generation, Part
from catalog_search.backends.qdrant_edge.log import Log, LogFile
from catalog_search.backends.qdrant_edge.sealed import Sealed
from catalog_search.exceptions import ForeignIndex, IndexUnavailable
from catalog_search.exceptions import message as _

logger = logging.getLogger(__name__)

LOOK_AGAIN = 1.0
"""Seconds. A reader may be this much older than the last write of another process."""

ATTEMPTS = 3
"""A shard may be removed between reading its name and opening it."""


@dataclass(frozen=True, slots=True)
class ReadView:
    """A generation with its opened parts, from the oldest to the newest."""

    generation: Generation
    parts: Sequence[tuple[Part, Sealed | Log]]


class Reader:
    """Opens each part once per process: a new generation opens only what is new in it."""

    def __init__(self, root: Path, dimension: int, owner: str = "") -> None:
        self.root, self.dimension, self.owner = root, dimension, owner
        self.lock = threading.RLock()
        self.forget()

    def forget(self) -> None:
        """Close everything; the next call opens it again."""
        self.view: ReadView | None = None
        self.by_name: dict[str, Sealed] = {}
        self.logs: dict[str, LogFile] = {}
        self.stamp, self.looked_at, self.process = (-1, -1), 0.0, os.getpid()

    @contextmanager
    def current(self, *, fresh: bool = False) -> Iterator[ReadView]:
        """Yield the current generation. With `fresh` it is not older than this call."""
        with self.lock:
            if self.process != os.getpid():
                # The engine's threads do not survive a fork.
                self.forget()
            view = self.view
            if fresh or view is None or time.monotonic() - self.looked_at > LOOK_AGAIN:
                view = self.renew() if fresh else self.renewed()
        with shards.translated(self.root):
            yield view

    def renewed(self) -> ReadView:
        """Return the current generation, or the last one that could be opened."""
        try:
            return self.renew()
        except IndexUnavailable as error:
            if self.view is None:
                raise
            logger.warning("Searches go on with an older state of the index: %s", error)
            self.looked_at = time.monotonic()
            return self.view

    def renew(self) -> ReadView:
        """Return the current generation, opened anew if it is another one."""
        stamp, view = generations.stamp(self.root), self.view
        if view is None or stamp != self.stamp:
            view = self.open_newest()
            names = {part.name for part, _ in view.parts}
            self.by_name = {name: self.by_name[name] for name in names & self.by_name.keys()}
            self.logs = {name: self.logs[name] for name in names & self.logs.keys()}
        self.view, self.stamp, self.looked_at = view, stamp, time.monotonic()
        return view

    def open_newest(self) -> ReadView:
        for attempt in range(ATTEMPTS):
            current = generations.read(self.root) or Generation(self.dimension, owner=self.owner)
            self.check_owner(current)
            try:
                return ReadView(current, [(part, self.part(part)) for part in current.parts])
            except IndexUnavailable:
                unchanged = generations.read(self.root) == current
                if unchanged or attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def check_owner(self, current: Generation) -> None:
        """Raise ForeignIndex if the folder was filled by another installation."""
        if current.owner and self.owner and current.owner != self.owner:
            raise ForeignIndex(
                _(
                    "The index in %(root)s belongs to another installation. Choose another "
                    "folder in CATALOG_SEARCH['INDEX']['OPTIONS']['path'] or another name in "
                    "CATALOG_SEARCH['INSTALLATION'], and run catalog_index.",
                    root=self.root,
                )
            )

    def part(self, part: Part) -> Sealed | Log:
        return self.log(part) if part.is_log else self.shard(part.name)

    def shard(self, name: str) -> Sealed:
        if name not in self.by_name:
            self.by_name[name] = sealed.load(self.root / name)
        return self.by_name[name]

    def log(self, part: Part) -> Log:
        with shards.translated(self.root / part.name):
            if part.name not in self.logs:
                self.logs[part.name] = LogFile(self.root / part.name, self.dimension)
            return self.logs[part.name].upto(part.points, part.size)


def visible_rows(named: Part, part: Sealed | Log, ids: Sequence[str]) -> dict[str, int]:
    """Return the rows of the points with these ids that are visible in the part, by id."""
    rows = part.keys.find(ids)
    return {point_id: row for point_id, row in rows.items() if row not in named.hidden}
