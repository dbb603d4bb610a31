"""The client that owns a folder, or memory, used by one thread at a time; errors translated."""

import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import portalocker
from qdrant_client import QdrantClient

from catalog_search.backends.qdrant import errors
from catalog_search.exceptions import IndexUnavailable

LOCK = ".lock"
"""The engine's file that its owner holds locked."""
HALF_WRITTEN = "meta.json.tmp"
"""The engine leaves this in its folder if the disk is full."""


def ask_for(folder: Path) -> None:
    """Raise RuntimeError if somebody else holds the folder.

    The client asks as well, but after it has opened the rows, which it then leaves open.
    """
    with (folder / LOCK).open("a") as file:
        try:
            portalocker.lock(
                file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING
            )
        except portalocker.LockException as error:
            raise RuntimeError(f"{folder} is already accessed by another client") from error
        portalocker.unlock(file)


class FolderConnection:
    """Opens the folder when first asked for its client and keeps it."""

    def __init__(self, path: str | Path | None) -> None:
        self.path = Path(path) if path else None
        self.place = str(path or "memory")
        self.lock = threading.RLock()
        self.opened_client: QdrantClient | None = None
        self.finalizer: weakref.finalize[Any, Any] | None = None

    @contextmanager
    def client(self, *, patient: bool = False) -> Iterator[QdrantClient]:
        """Yield the client and translate its errors to IndexUnavailable.

        After an error the folder is opened anew: what is on the disk is the truth.
        """
        with self.lock:
            try:
                yield self.open()
            except errors.OF_A_FOLDER as error:
                self.start_anew()
                raise IndexUnavailable(errors.explain_folder(error, self.place)) from error

    def open(self) -> QdrantClient:
        if self.opened_client is None:
            self.opened_client = self.open_folder()
            # Close when the process ends at the latest; the client's destructor runs too late.
            self.finalizer = weakref.finalize(self, self.opened_client.close)
        return self.opened_client

    def open_folder(self) -> QdrantClient:
        try:
            if self.path is None:
                return QdrantClient(location=":memory:")
            self.path.mkdir(parents=True, exist_ok=True)
            ask_for(self.path)
            # The lock lets one thread in at a time. Otherwise the client asks SQLite what that
            # allows, by a connection that it never closes: Python 3.13 warns of it.
            return QdrantClient(path=str(self.path), force_disable_check_same_thread=True)
        except errors.OF_A_FOLDER:
            raise
        except Exception as error:
            # Rows are pickled: one of another version may raise anything.
            raise RuntimeError(f"{type(error).__name__}: {error}") from error

    def start_anew(self) -> None:
        if self.path is not None:
            self.close()
            errors.without_failing((self.path / HALF_WRITTEN).unlink)

    def close(self) -> None:
        with self.lock:
            if self.finalizer is not None:
                errors.without_failing(self.finalizer)
            self.opened_client = self.finalizer = None
