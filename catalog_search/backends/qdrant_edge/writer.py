"""Write points: each write publishes a generation, so that it is on the disk and seen by all.

New points go to the newest shard, copied while it is small. As in a log-structured merge tree
(O'Neil et al. 1996), a shard that is no longer small against an older one is merged with it.
"""

import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import portalocker
import qdrant_edge as engine

from catalog_search.backends.qdrant_edge import generation as generations
from catalog_search.backends.qdrant_edge import messages, shards
from catalog_search.backends.qdrant_edge.generation import Generation, Part
from catalog_search.backends.qdrant_edge.reader import Opened, Reader
from catalog_search.exceptions import IndexUnavailable
from catalog_search.protocols import VERSION
from catalog_search.types import Payload, Point

SMALL = 2000
"""Points. A smaller shard is copied with each write to it, in some 30 ms."""
RATIO = 4
"""A shard is merged with the next older one unless that has so many times its points."""
MAX_HIDDEN = 4000
"""Points. A search tells the engine which points of a shard are hidden; 2,000 cost it 1 ms."""

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

    def upsert(self, points: Sequence[Point]) -> None:
        with self.locked() as opened:
            new = newest(points)
            stored = [versions(part, shard, new) for part, shard in opened.shards]
            for point_id, number in [pair for each in stored for pair in each.items()]:
                if number > version(new[point_id].payload):
                    del new[point_id]
            if new:
                parts = [
                    part.hiding(frozenset(found.keys() & new.keys()))
                    for (part, _), found in zip(opened.shards, stored, strict=True)
                ]
                self.add(opened.generation, parts, list(new.values()))

    def delete(self, ids: Sequence[str]) -> None:
        with self.locked() as opened:
            parts = [
                part.hiding(frozenset(versions(part, shard, ids))) for part, shard in opened.shards
            ]
            if parts != [part for part, _ in opened.shards]:
                self.publish(opened.generation, parts)

    def add(self, current: Generation, parts: list[Part], points: Sequence[Point]) -> None:
        source = parts.pop() if parts and parts[-1].points < SMALL else None
        name = self.new_name(current)
        with self.made(name, source) as shard:
            put(shard, points)
            count = points_in(shard)
        self.publish(current, [*parts, Part(name, count)])

    def publish(self, current: Generation, parts: list[Part]) -> None:
        """Make these parts the current generation, merging those that are due."""
        after = current.followed_by(*parts)
        while due := due_for_merge(after.parts):
            after = self.merged(after, due)
        with shards.translated(self.root):
            generations.publish(self.root, after)
        self.sweep(after)

    def merged(self, current: Generation, first: int) -> Generation:
        """Return a generation in which all parts from `first - 1` on are one."""
        oldest, *newer = current.parts[first - 1 :]
        name = self.new_name(current)
        with self.made(name, oldest) as shard:
            for part in newer:
                source = self.reader.shard(part.name)
                rows = shards.records(
                    source,
                    filter=messages.as_filter((), part.hidden),
                    with_payload=True,
                    with_vector=True,
                )
                put(shard, [messages.as_point(row) for row in rows])
            count = points_in(shard)
        return current.followed_by(*current.parts[: first - 1], Part(name, count))

    @contextmanager
    def made(self, name: str, source: Part | None) -> Iterator[engine.EdgeShard]:
        """Yield a new shard with what `source` shows; it is flushed at the end."""
        folder = self.root / name
        with shards.translated(folder):
            try:
                if source is None:
                    shard = shards.create(folder, self.dimension, self.datatype, self.facets)
                else:
                    shards.copy(self.root / source.name, folder)
                    shard = shards.unsealed(folder)
                    if source.hidden:
                        gone: list[Any] = list(source.hidden)
                        shard.update(engine.UpdateOperation.delete_points(gone))
                yield shard
                self.reader.by_name[name] = shards.seal(shard, folder)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise

    def new_name(self, current: Generation) -> str:
        """Return a name that no folder has, also none that a killed writer left."""
        number = current.number + 1
        taken = {part.name for part in current.parts}
        while (name := f"shard-{number:09}") in taken or (self.root / name).exists():
            number += 1
        return name

    def sweep(self, current: Generation) -> None:
        """Remove folders that no generation names any more."""
        named = {part.name for part in current.parts}
        for folder in self.root.glob("shard-*"):
            if folder.name not in named and time.time() - folder.stat().st_mtime > LEFT_BEHIND:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def locked(self) -> Iterator[Opened]:
        """Yield the current generation, while no other process or thread writes."""
        with shards.translated(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
        try:
            lock = portalocker.Lock(self.root / "writer.lock", "w", timeout=self.timeout)
            with lock, self.reader.lock, self.reader.current(fresh=True) as opened:
                yield opened
                self.reader.renew()
        except portalocker.LockException as error:
            raise IndexUnavailable(
                f"Another process has been writing to the index in {self.root} for longer than "
                f"{self.timeout:.0f} s. Try again when it is done."
            ) from error


def due_for_merge(parts: Sequence[Part]) -> int:
    """Return the place, from 1, of the part that takes in all newer ones; 0 if none is due.

    A part that hides much is due by itself: it is written anew without what it hides.
    """
    newer = 0
    for place in range(len(parts), 0, -1):
        part = parts[place - 1]
        if len(part.hidden) > MAX_HIDDEN or (newer >= SMALL and newer * RATIO >= part.points):
            return place
        newer += part.points
    return 0


def newest(points: Iterable[Point]) -> dict[str, Point]:
    """Return the points by id: of several with one id the last that has the highest version."""
    new: dict[str, Point] = {}
    for point in points:
        if point.id not in new or version(point.payload) >= version(new[point.id].payload):
            new[point.id] = point
    return new


def version(payload: Payload | None) -> int:
    return int(str((payload or {}).get(VERSION, 0)))


def versions(part: Part, shard: engine.EdgeShard, ids: Iterable[str]) -> dict[str, int]:
    """Return the versions of those of the points that the part shows, by id."""
    wanted: list[Any] = [one for one in ids if one not in part.hidden]
    rows = shard.retrieve(wanted, [VERSION], False) if wanted else []
    return {str(row.id): version(row.payload) for row in rows}


def put(shard: engine.EdgeShard, points: Sequence[Point]) -> None:
    for start in range(0, len(points), shards.AT_ONCE):
        stored = [messages.as_stored(point) for point in points[start : start + shards.AT_ONCE]]
        shard.update(engine.UpdateOperation.upsert_points(stored))


def points_in(shard: engine.EdgeShard) -> int:
    return shard.count(engine.CountRequest(exact=True))
