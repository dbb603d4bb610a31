"""The clients of one Qdrant: two of a server, or one that owns a folder; errors translated."""

import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qdrant_client import QdrantClient

from catalog_search.backends.qdrant import errors
from catalog_search.exceptions import IndexUnavailable

HALF_WRITTEN = "meta.json.tmp"
"""The engine leaves this in its folder if the disk is full."""


class QdrantConnection:
    """Opens clients when first asked for and keeps them.

    `timeouts` are whole seconds: what a page waits for, and what indexing waits for. A folder or
    memory has one client without timeouts, used by one thread at a time.
    """

    def __init__(self, options: Mapping[str, Any], timeouts: tuple[int, int]) -> None:
        self.options, self.timeouts = options, timeouts
        self.place = str(options.get("url") or options.get("path") or "memory")
        self.local = "url" not in options
        self.lock = threading.RLock()
        self.clients: dict[int, QdrantClient] = {}
        self.finalizers: list[weakref.finalize[Any, Any]] = []

    @contextmanager
    def client(self, *, patient: bool = False) -> Iterator[QdrantClient]:
        """Yield a client and translate its errors to IndexUnavailable.

        After an error of a folder it is opened anew: what is on the disk is the truth.
        """
        with self.lock if self.local else threading.Lock():
            try:
                yield self.opened(patient)
            except errors.OF_A_SERVER as error:
                raise IndexUnavailable(errors.explain_server(error, self.place)) from error
            except errors.OF_A_FOLDER as error:
                if not self.local:
                    raise
                self.start_anew()
                raise IndexUnavailable(errors.explain_folder(error, self.place)) from error

    def opened(self, patient: bool) -> QdrantClient:
        timeout = self.timeouts[patient]
        with self.lock:
            if 0 in self.clients or timeout in self.clients:
                return self.clients.get(0) or self.clients[timeout]
            if self.local:
                client = self.open_folder()
                self.clients[0] = client
            else:
                client = QdrantClient(**self.options, timeout=timeout)
                self.clients[timeout] = client
            # Close when the process ends at the latest; the client's destructor runs too late.
            self.finalizers.append(weakref.finalize(self, client.close))
            return client

    def open_folder(self) -> QdrantClient:
        try:
            if "path" in self.options:
                Path(self.options["path"]).mkdir(parents=True, exist_ok=True)
            return QdrantClient(**self.options)
        except errors.OF_A_FOLDER:
            raise
        except Exception as error:
            # Rows are pickled: one of another version may raise anything.
            raise RuntimeError(f"{type(error).__name__}: {error}") from error

    def start_anew(self) -> None:
        if "path" in self.options:
            self.close()
            errors.without_failing(Path(self.options["path"], HALF_WRITTEN).unlink)

    def close(self) -> None:
        with self.lock:
            for finalizer in self.finalizers:
                errors.without_failing(finalizer)
            self.clients.clear()
            self.finalizers.clear()
