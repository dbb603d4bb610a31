"""Make the searches of large shards cheap: vectors coded as int8, from GRAPH_FROM on a graph.

Built beside the shard that is searched, in a process of its own, and put in its place if it is
still part of the index by then. A build that fails or is killed is done again by the next call.
"""

import logging
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from catalog_search.backends.qdrant_edge import build, sealed, shards
from catalog_search.backends.qdrant_edge.generation import SHARD, Part
from catalog_search.backends.qdrant_edge.writer import Writer
from catalog_search.exceptions import IndexUnavailable
from catalog_search.exceptions import message as _

logger = logging.getLogger(__name__)

PREPARE_FROM = 8000
"""Points. Smaller shards are searched as they are."""
GRAPH_FROM = 150_000
"""Points. For 1,000 hits among fewer, comparing all codes costs less than a graph."""
GRAPH_EDGES = 16
DUE = 8
"""A shard is prepared again once one of so many points came after the last time."""
BUILDING = "build-"


@dataclass(frozen=True, slots=True)
class Preparer:
    writer: Writer

    @property
    def root(self) -> Path:
        return self.writer.root

    def prepare(self) -> None:
        """Prepare the shards that are due, unless another process is at it."""
        if not self.due():
            return
        # It imports redis where that is installed, a fifth of a second that only writers pay.
        import portalocker

        lock = portalocker.Lock(self.root / "prepare.lock", "w", timeout=0, fail_when_locked=True)
        try:
            with shards.translated(self.root), lock as held:
                self.sweep()
                self.build_all(held)
        except portalocker.AlreadyLocked:
            logger.info("The index in %s is being prepared by another process.", self.root)

    def build_all(self, lock: IO[str]) -> None:
        tried: set[str] = set()
        while left := [part for part in self.due() if part.name not in tried]:
            tried.add(left[0].name)
            self.build(left[0], lock)

    def due(self) -> list[Part]:
        with self.writer.reader.current(fresh=True) as view:
            return [part for part, _ in view.parts if is_due(part)]

    def sweep(self) -> None:
        """Remove the files that a killed build left."""
        for folder in self.root.glob(f"{BUILDING}*"):
            shutil.rmtree(folder, ignore_errors=True)

    def build(self, part: Part, lock: IO[str]) -> None:
        folder = self.root / f"{BUILDING}{part.name}"
        try:
            shards.copy(self.root / part.name, folder)
            self.run(part, folder, lock)
            self.publish(part, folder)
        except IndexUnavailable:
            # If another shard took it in meanwhile, its folder is gone and there is nothing to do.
            if part.name in {each.name for each in self.due()}:
                raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def run(self, part: Part, folder: Path, lock: IO[str]) -> None:
        """Build in another process, which holds the lock as long as it lives."""
        edges = GRAPH_EDGES if part.points >= GRAPH_FROM else 0
        datatype = self.writer.datatype.capitalize()
        arguments = [str(folder), str(self.writer.dimension), datatype, str(edges)]
        # -P: this folder's files must not stand for modules of the same name.
        done = subprocess.run(  # noqa: S603  our own module
            [sys.executable, "-P", build.__file__, *arguments],
            pass_fds=[lock.fileno()],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise IndexUnavailable(
                _(
                    "Preparing %(name)s of the index in %(root)s failed with exit code "
                    "%(returncode)s: %(stderr)s. Searches go on, slower. See that there is "
                    "free memory and disk space, and run catalog_index again.",
                    name=part.name,
                    root=self.root,
                    returncode=done.returncode,
                    stderr=last_line(done.stderr),
                )
            )

    def publish(self, part: Part, folder: Path) -> None:
        """Put the built shard in the place of the part, if that is still searched."""
        with self.writer.locked() as view:
            parts = [each for each, _ in view.parts]
            places = [place for place, each in enumerate(parts) if each.name == part.name]
            for place in places:
                name = self.writer.new_name(SHARD)
                with shards.translated(folder):
                    folder = folder.rename(self.root / name)
                    shard = sealed.sealed_from(folder, shards.taken_over(folder))
                self.writer.reader.by_name[name] = shard
                # Points hidden meanwhile stay hidden: rows have the same places in the new shard.
                parts[place] = replace(parts[place], name=name, spent=0, prepared=part.points)
                self.writer.publish(view.generation, parts)


def is_due(part: Part) -> bool:
    left = part.points - part.prepared
    return not part.is_log and part.points >= PREPARE_FROM and left * DUE > part.points


def last_line(text: str) -> str:
    lines: Sequence[str] = text.strip().splitlines() or [""]
    return lines[-1]
