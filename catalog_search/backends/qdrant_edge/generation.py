"""The generation of an index: which parts it consists of. A small file names the current one.

What a generation names is never changed: a shard is sealed, and a log only grows behind the rows
that are named. A point stands in one part, or again in a newer one, which then hides the older: the
generation lists by part which rows are hidden there.
"""

import json
import os
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from catalog_search.backends.qdrant_edge.errors import in_the_way
from catalog_search.exceptions import IndexUnavailable
from catalog_search.exceptions import message as _

FORMAT = 2
POINTER = "current.json"


LOG = "log"
SHARD = "shard"


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of points: a shard of the engine, or the log of the newest points."""

    name: str
    points: int
    """All of them, the hidden too; in a log also the number of its rows."""
    hidden: frozenset[int] = frozenset()
    """Rows."""
    size: int = 0
    """Bytes of a log's lines."""
    spent: int = 0
    """Points deleted within a shard, whose space is still used."""
    prepared: int = 0
    """Points of a shard for which `prepare` has built what makes searches cheap."""

    @property
    def is_log(self) -> bool:
        return self.name.startswith(LOG)

    @property
    def visible(self) -> int:
        return self.points - len(self.hidden)

    def hiding(self, rows: Iterable[int]) -> "Part":
        more = frozenset(rows)
        return replace(self, hidden=self.hidden | more) if more else self


@dataclass(frozen=True, slots=True)
class Generation:
    """All points of an index. `parts` stand from the oldest to the newest."""

    dimension: int
    number: int = 0
    parts: tuple[Part, ...] = ()
    id: str = ""
    """The id of the collection; "" before the first write."""
    owner: str = ""
    """The installation's id."""

    def followed_by(self, *parts: Part) -> "Generation":
        """Return the next generation, of these parts as far as they show anything."""
        visible_parts = tuple(part for part in parts if part.visible > 0)
        own_id = self.id or uuid.uuid4().hex
        return replace(self, number=self.number + 1, parts=visible_parts, id=own_id)

    @property
    def points(self) -> int:
        return sum(part.visible for part in self.parts)


def read(root: Path) -> Generation | None:
    """Return the current generation, None if nothing was written yet. Raises IndexUnavailable."""
    try:
        stored = json.loads((root / POINTER).read_text())
        if stored["format"] == FORMAT:
            return generation_of(stored)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnavailable(
            in_the_way(root)
            or _(
                "%(file)s cannot be read (%(error)s). Delete the folder %(root)s and "
                "run catalog_index --reconcile, which fills it anew.",
                file=root / POINTER,
                error=error,
                root=root,
            )
        ) from error
    raise IndexUnavailable(
        _(
            "The index in %(root)s has the layout %(format)s, this version reads "
            "%(known)s. Delete the folder and run catalog_index --reconcile, which "
            "fills it anew.",
            root=root,
            format=stored["format"],
            known=FORMAT,
        )
    )


def generation_of(stored: Mapping[str, object]) -> Generation:
    parts = stored["parts"]
    if not isinstance(parts, list):
        raise TypeError("its parts are no list")
    return Generation(
        dimension=int(str(stored["dimension"])),
        number=int(str(stored["number"])),
        parts=tuple(Part(**{**part, "hidden": frozenset(part["hidden"])}) for part in parts),
        id=str(stored.get("id", "")),
        owner=str(stored.get("owner", "")),
    )


def publish(root: Path, generation: Generation) -> None:
    """Make the generation the current one, at once for all readers."""
    parts = [{**asdict(part), "hidden": sorted(part.hidden)} for part in generation.parts]
    text = json.dumps(
        {
            "format": FORMAT,
            "dimension": generation.dimension,
            "number": generation.number,
            "id": generation.id,
            "owner": generation.owner,
            "parts": parts,
        }
    )
    temporary = root / f"{POINTER}.{uuid.uuid4().hex}"
    try:
        with temporary.open("w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(root / POINTER)
    finally:
        temporary.unlink(missing_ok=True)


def stamp(root: Path) -> tuple[int, int]:
    """Return what changes whenever another generation becomes the current one."""
    try:
        status = (root / POINTER).stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_ino)
