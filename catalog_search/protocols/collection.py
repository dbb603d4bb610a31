"""A collection of the index: whose points it holds, its name and its state."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Installation:
    """One database of catalogue rows."""

    name: str
    """Part of the names of its collections."""
    id: str
    """Drawn when the database was first used; a copy of the database has the same."""
    database: str
    """Digest of where the database is, which tells a copy from the original."""


def collection_name(
    prefix: str, installation: Installation | None, model_id: str, schema: int
) -> str:
    """Return a name that no other model, schema or installation has."""
    owner = [installation.name] if installation else []
    parts = [re.sub(r"[^A-Za-z0-9]+", "_", part) for part in (*owner, model_id)]
    return "_".join([prefix, *parts])[:200] + f"_{schema}"


@dataclass(frozen=True, slots=True)
class IndexState:
    """A vector index now. `dimension` is None, `id` "", if no collection exists yet.

    The id is drawn when the collection is created: one that is filled anew has another.
    """

    collection: str
    dimension: int | None
    points: int
    id: str = ""
