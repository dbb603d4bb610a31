"""Copies of the folder's current generation, made and restored while readers and a writer work."""

import shutil
from dataclasses import replace
from pathlib import Path

from catalog_search.backends import snapshot_label
from catalog_search.backends.qdrant_edge import generation as generations
from catalog_search.backends.qdrant_edge import shards
from catalog_search.backends.qdrant_edge.generation import LOG, SHARD, Generation
from catalog_search.backends.qdrant_edge.reader import Reader
from catalog_search.backends.qdrant_edge.writer import Writer
from catalog_search.backends.snapshot_label import Label
from catalog_search.exceptions import IndexUnavailable, SnapshotRefused
from catalog_search.exceptions import message as _

POINTS = "points"
"""The folder of a snapshot that is laid out as an index."""


def save(writer: Writer, label: Label, target: str) -> str:
    """Copy the current generation to a new folder, and return where it is.

    Writers wait meanwhile, since a merge would remove what is being copied; readers do not.
    Raises SnapshotRefused and IndexUnavailable.
    """
    folder = snapshot_label.new_folder(target)
    copy = folder / POINTS
    try:
        with writer.locked() as view:
            copy_parts(view.generation, writer.root, copy)
        with shards.translated(folder):
            generations.publish(copy, view.generation)
            # Last: a folder without it is no snapshot.
            label.save(folder)
    except BaseException:
        shutil.rmtree(copy, ignore_errors=True)
        raise
    return f"{view.generation.points} points in {folder}"


def copy_parts(generation: Generation, root: Path, copy: Path) -> None:
    with shards.translated(copy):
        copy.mkdir()
    for part in generation.parts:
        shards.copy(root / part.name, copy / part.name)


def restore(writer: Writer, label: Label, source: str) -> None:
    """Make the snapshot the current generation, at once for all readers.

    It is examined first. Raises SnapshotRefused and IndexUnavailable.
    """
    label.refuse_other(snapshot_label.read(Path(source)))
    copy = Path(source) / POINTS
    generation = examined(copy, label.dimension)
    with writer.locked() as view:
        made: list[Path] = []
        try:
            parts = []
            for part in generation.parts:
                name = writer.new_name(LOG if part.is_log else SHARD)
                made.append(writer.root / name)
                shards.copy(copy / part.name, writer.root / name)
                parts.append(replace(part, name=name))
            before = view.generation
            restored = replace(
                generation,
                number=before.number + 1,
                parts=tuple(parts),
                # Rows know the collection by its id.
                id=before.id or generation.id,
                owner=before.owner,
            )
            with shards.translated(writer.root):
                generations.publish(writer.root, restored)
        except BaseException:
            for folder in made:
                shutil.rmtree(folder, ignore_errors=True)
            raise


def examined(copy: Path, dimension: int) -> Generation:
    """Return the snapshot's generation, all of whose parts can be opened."""
    try:
        with Reader(copy, dimension).current(fresh=True) as view:
            return view.generation
    except IndexUnavailable as error:
        raise SnapshotRefused(
            _(
                "The snapshot in %(parent)s is damaged, and nothing was changed: %(error)s",
                parent=copy.parent,
                error=error,
            )
        ) from error
