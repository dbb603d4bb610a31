"""Moves a finished directory into place in one step, and never replaces one that is in use."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from catalog_search import conf
from catalog_search.exceptions import ExportFailed

MARKERS = ("encoder.json", "adapter.json", "training.json")
"""Each directory this package writes contains one of these files."""


@contextmanager
def temporary_folder(out: Path) -> Iterator[Path]:
    """Yield a temporary folder on the same disk as `out`; it is always removed afterwards.

    Raises ExportFailed if the disk cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise ExportFailed(f"{out} cannot be written: {error}.") from error


def check(out: Path, *, model: str, force: bool) -> None:
    """Raise ExportFailed if `out` may not be written."""
    if not out.parent.is_dir():
        raise ExportFailed(f"{out.parent} is no directory. Make it, or name another --out.")
    if not os.path.lexists(out):
        return
    if not force:
        raise ExportFailed(f"{out} is there already. Name another --out, or say --force.")
    if not out.is_dir() or out.is_symlink() or not is_model(out):
        raise ExportFailed(f"{out} is no model directory: it is not overwritten. Name another.")
    for path in (*in_use(conf.settings().encoder), model):
        if path and Path(path).resolve() == out.resolve():
            raise ExportFailed(
                f"{out} is in use: write to another directory, then let "
                "CATALOG_SEARCH['ENCODER'] name that."
            )


def in_use(entry: Mapping[str, Any]) -> list[str]:
    """Return the directories and models named by an ENCODER entry and the entries inside it."""
    options = entry.get("OPTIONS", {})
    inner = in_use(options["encoder"]) if isinstance(options.get("encoder"), Mapping) else []
    return [str(options[name]) for name in ("directory", "model") if options.get(name)] + inner


def is_model(folder: Path) -> bool:
    """Return whether this package wrote the folder, or it is empty."""
    return any((folder / name).is_file() for name in MARKERS) or not any(folder.iterdir())


def place(finished: Path, out: Path) -> None:
    """Rename the finished directory to `out`, replacing an existing one. Raises OSError."""
    replaced = finished.parent / "replaced"
    if out.exists():
        out.rename(replaced)
    try:
        finished.rename(out)
    except OSError:
        if replaced.exists():
            replaced.rename(out)
        raise
