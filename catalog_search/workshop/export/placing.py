"""A finished directory takes its place in one step; what is in use stays as it is."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from catalog_search import conf
from catalog_search.exceptions import ExportFailed

MARKS = ("encoder.json", "adapter.json", "training.json")
"""Files that only our own directories hold, one of them each."""


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """Give a folder on the same disk to work in; it is gone afterwards, whatever happened.

    Raises ExportFailed where the disk does not take what is written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise ExportFailed(f"{out} cannot be written: {error}.") from error


def check(out: Path, *, model: str, force: bool) -> None:
    """Raise ExportFailed where `out` may not be written."""
    if not out.parent.is_dir():
        raise ExportFailed(f"{out.parent} is no directory. Make it, or name another --out.")
    if not os.path.lexists(out):
        return
    if not force:
        raise ExportFailed(f"{out} is there already. Name another --out, or say --force.")
    if not out.is_dir() or out.is_symlink() or not is_model(out):
        raise ExportFailed(f"{out} is no model directory: it is not overwritten. Name another.")
    for used in (*in_use(conf.get("ENCODER")), model):
        if used and Path(used).resolve() == out.resolve():
            raise ExportFailed(
                f"{out} is in use: write to another directory, then let "
                "CATALOG_SEARCH['ENCODER'] name that."
            )


def in_use(entry: Mapping[str, Any]) -> list[str]:
    """Return what an encoder's entry of settings names, and the entries inside it."""
    options = entry.get("OPTIONS", {})
    inner = in_use(options["encoder"]) if isinstance(options.get("encoder"), Mapping) else []
    return [str(options[name]) for name in ("directory", "model") if options.get(name)] + inner


def is_model(folder: Path) -> bool:
    """Whether the folder is one of ours, or empty."""
    return any((folder / name).is_file() for name in MARKS) or not any(folder.iterdir())


def place(finished: Path, out: Path) -> None:
    """Rename the finished directory to `out`; what stood there is replaced. Raises OSError."""
    replaced = finished.parent / "replaced"
    if out.exists():
        out.rename(replaced)
    try:
        finished.rename(out)
    except OSError:
        if replaced.exists():
            replaced.rename(out)
        raise
