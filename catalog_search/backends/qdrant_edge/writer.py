"""Write points: each write publishes a generation, so that it is on the disk and seen by all.

New points are appended to the log. As in a log-structured merge tree (O'Neil et al. 1996), a full
log becomes a shard, and a shard that is no longer small against an older one is merged with it.
"""

import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import qdrant_edge as engine

from catalog_search.backends.qdrant_edge import generation as generations
from catalog_search.backends.qdrant_edge import log, shards
from catalog_search.backends.qdrant_edge.filling import Filling
from catalog_search.backends.qdrant_edge.generation import LOG, SHARD, Generation, Part
from catalog_search.backends.qdrant_edge.keys import version
from catalog_search.backends.qdrant_edge.log import Log
from catalog_search.backends.qdrant_edge.reader import Reader, ReadView, visible_rows
from catalog_search.exceptions import IndexUnavailable
from catalog_search.exceptions import message as _
from catalog_search.types import Point

SMALL = 2000
"""A log with this many points becomes a shard: numpy compares 2,000 in .2 ms."""
RATIO = 4
"""A shard is merged with the next older one unless that has this many times its points."""
LARGE = 250_000
"""A shard with this many points takes in no newer ones: its graph is built in a few minutes."""
MAX_HIDDEN = 4000
"""Points. A search tells the engine which rows of a shard are hidden; 4,000 cost it 1 ms."""

LEFT_BEHIND = 60.0
"""Seconds after which a folder that no generation names is removed: a reader may be opening it."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes to the index in `root`, one process at a time."""

    root: Path
    reader: Reader
    dimension: int
    datatype: str
    facets: tuple[str, ...]
    timeout: float
    """Seconds to wait for another process that writes."""

    def create(self) -> str:
        """Create the collection if there is none; return its id."""
        with self.reader.current(fresh=True) as view:
            if view.generation.id:
                return view.generation.id
        with self.locked() as view:
            current = view.generation
            if not current.id:
                current = replace(current, owner=self.reader.owner).followed_by(*current.parts)
                with shards.translated(self.root):
                    generations.publish(self.root, current)
            return current.id

    def upsert(self, points: Sequence[Point]) -> None:
        with self.locked() as view:
            new = newest(points)
            stored = [
                (named, part, visible_rows(named, part, list(new))) for named, part in view.parts
            ]
            for _, part, rows in stored:
                for point_id, row in rows.items():
                    if part.keys.versions[row] > version(new[point_id].payload):
                        del new[point_id]
            if new:
                parts = [
                    named.hiding(row for point_id, row in rows.items() if point_id in new)
                    for named, _, rows in stored
                ]
                self.add(view.generation, parts, list(new.values()))

    def delete(self, ids: Sequence[str]) -> None:
        with self.locked() as view:
            parts = [
                named.hiding(visible_rows(named, part, ids).values()) for named, part in view.parts
            ]
            if parts != [named for named, _ in view.parts]:
                self.publish(view.generation, parts)

    def add(self, current: Generation, parts: list[Part], points: Sequence[Point]) -> None:
        newest = parts.pop() if parts and parts[-1].is_log else Part(self.new_name(LOG), 0)
        folder = self.root / newest.name
        with shards.translated(folder):
            size = log.append(folder, newest.points, newest.size, points)
        grown = replace(newest, points=newest.points + len(points), size=size)
        self.publish(current, [*parts, grown])

    def publish(self, current: Generation, parts: list[Part]) -> None:
        """Make these parts the current generation; merge the parts that are due."""
        after = current.followed_by(*parts)
        while due := due_for_merge(after.parts):
            after = self.merged(after, due)
        with shards.translated(self.root):
            generations.publish(self.root, after)
        self.sweep(after)

    def merged(self, current: Generation, first: int) -> Generation:
        """Return a generation in which all parts from `first - 1` on are one shard."""
        older, merging = current.parts[: first - 1], current.parts[first - 1 :]
        copied = merging[0] if worth_copying(merging[0]) else None
        name = self.new_name(SHARD)
        with self.made(name, copied) as filling:
            for named in merging[1:] if copied else merging:
                part = self.reader.part(named)
                if isinstance(part, Log):
                    filling.put(part.points(part.rows((), named.hidden).tolist()))
                else:
                    filling.take(part, named.hidden)
        points = sum(named.visible for named in merging)
        spent = copied.spent + len(copied.hidden) if copied else 0
        prepared = max(0, copied.prepared - len(copied.hidden)) if copied else 0
        return current.followed_by(*older, Part(name, points, spent=spent, prepared=prepared))

    @contextmanager
    def made(self, name: str, source: Part | None) -> Iterator[Filling]:
        """Yield a new shard with what `source` shows; it is sealed at the end."""
        folder = self.root / name
        with shards.translated(folder):
            try:
                filling = self.copied(folder, source) if source else self.empty(folder)
                yield filling
                self.reader.by_name[name] = filling.seal(folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise

    def empty(self, folder: Path) -> Filling:
        return Filling(shards.create(folder, self.dimension, self.datatype, self.facets))

    def copied(self, folder: Path, source: Part) -> Filling:
        copied = self.reader.shard(source.name)
        keys = copied.keys
        hidden = np.fromiter(source.hidden, np.int64, len(source.hidden))
        shards.copy(self.root / source.name, folder)
        shard = shards.unsealed(folder)
        if source.hidden:
            gone: list[Any] = hidden.tolist()
            shard.update(engine.UpdateOperation.delete_points(gone))
        live = keys.order[~np.isin(keys.order, hidden)]
        return Filling(shard, keys, live, copied.constants)

    def new_name(self, kind: str) -> str:
        """Return a name that no folder has, also none that a killed writer left."""
        taken = {folder.name.rpartition("-")[2] for folder in self.folders()}
        return f"{kind}-{max(map(int, taken), default=0) + 1:09}"

    def folders(self) -> list[Path]:
        return [folder for kind in (LOG, SHARD) for folder in self.root.glob(f"{kind}-*")]

    def sweep(self, current: Generation) -> None:
        """Remove folders that no generation names any more."""
        named = {part.name for part in current.parts}
        for folder in self.folders():
            if folder.name not in named and time.time() - folder.stat().st_mtime > LEFT_BEHIND:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[ReadView]:
        """Yield the current generation, while no other process or thread writes."""
        # It imports redis where that is installed, a fifth of a second that only writers pay.
        import portalocker

        lock = portalocker.Lock(self.root / "writer.lock", "w", timeout=self.timeout)
        try:
            with shards.translated(self.root):
                self.root.mkdir(parents=True, exist_ok=True)
                with lock, self.reader.lock, self.reader.current(fresh=True) as view:
                    yield view
                    self.reader.renew()
        except portalocker.LockException as error:
            raise IndexUnavailable(
                _(
                    "Another process has been writing to the index in %(root)s for longer "
                    "than %(timeout)s s. Try again when it is done.",
                    root=self.root,
                    timeout=f"{self.timeout:.0f}",
                )
            ) from error


def due_for_merge(parts: Sequence[Part]) -> int:
    """Return the place, from 1, of the part that takes in all newer ones; 0 if none is due.

    A part that hides much is due by itself: it is written anew without what it hides.
    """
    newer = 0
    for place in range(len(parts), 0, -1):
        part = parts[place - 1]
        if len(part.hidden) > MAX_HIDDEN or (
            newer >= SMALL and newer * RATIO >= part.points and part.points < LARGE
        ):
            return place
        newer += part.points
    return len(parts) if parts and parts[-1].is_log and parts[-1].points >= SMALL else 0


def worth_copying(part: Part) -> bool:
    """Return whether a copy without what is hidden has less work than filling a new shard."""
    return not part.is_log and part.spent + len(part.hidden) <= part.visible


def newest(points: Iterable[Point]) -> dict[str, Point]:
    """Return the points by id: of several with one id the last that has the highest version."""
    new: dict[str, Point] = {}
    for point in points:
        if point.id not in new or version(point.payload) >= version(new[point.id].payload):
            new[point.id] = point
    return new
