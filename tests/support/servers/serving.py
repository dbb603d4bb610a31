"""Stand-in servers in a thread of this process."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import TypeVar


class HastyServer(ThreadingHTTPServer):
    """A server whose handlers wait on `hurry` instead of sleeping, so that it can be closed."""

    hurry: threading.Event


S = TypeVar("S", bound=HastyServer)


@contextlib.contextmanager
def serving(made: S) -> Iterator[S]:
    """Yield the server while a thread serves it; at the end nobody waits any more."""
    with made as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.hurry.set()
            server.shutdown()
            thread.join()
