"""The folder of this machine that holds what its processes map. It is a cache: delete it freely."""

import logging
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

logger = logging.getLogger(__name__)

PART = ".part"
"""Suffix of a file that is being written."""
ABANDONED_SECONDS = 3600
"""After this long a file that is being written belongs to a process that was killed."""
LOCK_SECONDS = 120
"""Longest wait for another process that writes the same file."""


def base() -> Path:
    return Path(tempfile.gettempdir())


def own_folder(installation: str) -> Path:
    """Return the folder of this user and installation, made if needed.

    Raises OSError if it cannot be made, or if somebody else could write into it.
    """
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = base() / f"catalog-search-{user}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    foreign = hasattr(os, "getuid") and (status.st_uid != user or status.st_mode & 0o077)
    if not stat.S_ISDIR(status.st_mode) or foreign:
        raise PermissionError(f"{folder} is not a private folder of this user; delete it.")
    (folder / installation).mkdir(mode=0o700, exist_ok=True)
    return folder / installation


@contextmanager
def new_file(folder: Path) -> Iterator[BinaryIO]:
    """Yield a file to write, which the caller renames; what is not renamed is deleted."""
    descriptor, name = tempfile.mkstemp(suffix=PART, dir=folder)
    os.close(descriptor)
    try:
        with Path(name).open("w+b") as file:
            yield file
    finally:
        Path(name).unlink(missing_ok=True)


def put_in_place(file: BinaryIO, path: Path) -> None:
    """Name the flushed file, so that other processes find all of it or nothing."""
    os.fsync(file.fileno())
    os.replace(file.name, path)


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Hold the machine's lock of this name. Goes on without it where files cannot be locked."""
    # It imports redis where that is installed, a fifth of a second that only writers pay.
    import portalocker

    lock = portalocker.Lock(folder / f"{name}.lock", "a", timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except portalocker.LockException:
        logger.info("Writing %s without its lock.", folder / name, exc_info=True)
    try:
        yield
    finally:
        lock.release()


def clear(folder: Path, prefix: str, keep: str) -> None:
    """Delete other versions of a file, and what processes that were killed have left.

    Processes that map a deleted version keep it until they close it.
    """
    for path in folder.iterdir():
        older = path.name.startswith(prefix) and path.name != keep and path.suffix != ".lock"
        with suppress(OSError):
            if older or (path.suffix == PART and is_abandoned(path)):
                path.unlink()


def is_abandoned(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > ABANDONED_SECONDS
