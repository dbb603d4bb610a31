"""The label of a snapshot: of which model, dimension and schema the points in it are."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from catalog_search.exceptions import SnapshotRefused
from catalog_search.exceptions import message as _
from catalog_search.types import SCHEMA

FILE = "snapshot.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Label:
    """Properties that a snapshot and the index it is restored to must have in common."""

    engine: str
    """"folder" or "server"."""
    model_id: str
    dimension: int
    schema: int = SCHEMA
    format: int = FORMAT

    def save(self, folder: Path) -> None:
        (folder / FILE).write_text(json.dumps(asdict(self), indent=2) + "\n")

    def refuse_other(self, snapshot: "Label") -> None:
        """Raise SnapshotRefused for a snapshot that this index cannot hold."""
        names = {
            "format": _("format"),
            "engine": _("kind of index"),
            "model_id": _("model"),
            "dimension": _("length of vectors"),
            "schema": _("schema"),
        }
        for field, name in names.items():
            theirs, ours = getattr(snapshot, field), getattr(self, field)
            if theirs != ours:
                raise SnapshotRefused(
                    _(
                        "The snapshot has another %(name)s: %(theirs)s, and this index %(ours)s. "
                        "Nothing was changed. Restore it with the settings and the version that "
                        "made it, or run catalog_index --reconcile, which fills the index from "
                        "the photos.",
                        name=name,
                        theirs=theirs,
                        ours=ours,
                    )
                )


def read(folder: Path) -> Label:
    """Return the label in the folder. Raises SnapshotRefused."""
    try:
        stored = json.loads((folder / FILE).read_text())
        return Label(**stored)
    except (OSError, ValueError, TypeError) as error:
        raise SnapshotRefused(
            _(
                "%(folder)s is no snapshot of an index: %(file)s cannot be read (%(error)s).",
                folder=folder,
                file=FILE,
                error=error,
            )
        ) from error


def new_folder(target: str) -> Path:
    """Return the folder for a new snapshot, made and empty. Raises SnapshotRefused."""
    folder = Path(target)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise SnapshotRefused(
                _("The folder %(folder)s is not empty: name one that is new.", folder=folder)
            )
    except OSError as error:
        raise SnapshotRefused(
            _("The folder %(folder)s cannot be made: %(error)s.", folder=folder, error=error)
        ) from error
    return folder
