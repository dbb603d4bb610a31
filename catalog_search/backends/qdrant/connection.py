"""The clients of a Qdrant server, one for each address, whose calls have a time."""

import math
import ssl
import threading
import warnings
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import httpx
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse
from qdrant_client.qdrant_remote import QdrantRemote

from catalog_search.backends.qdrant import errors
from catalog_search.backends.qdrant.options import ServerOptions, without_password
from catalog_search.exceptions import IndexUnavailable, WrongSettings
from catalog_search.exceptions import message as _
from catalog_search.protocols.deadline import within

WAIT: ContextVar[float] = ContextVar("seconds that the running call may take", default=60.0)
INSECURE = "Api key is used with an insecure connection"
"""The client warns of it at every start; `manage.py check` says it where it matters."""


class BoundedClient(QdrantRemote):
    """A client whose calls end after WAIT seconds, over REST and over gRPC.

    The client's own `timeout` parameters are whole seconds, and over REST hints for the server.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.openapi_client.client.add_middleware(bounded)

    @property  # type: ignore[override]
    def _timeout(self) -> float:
        """What the client gives to each call over gRPC."""
        return WAIT.get()

    @_timeout.setter
    def _timeout(self, seconds: float) -> None:
        """Ignore the client's one time for all calls."""

    def download_snapshot(self, collection: str, name: str, file: Path) -> None:
        """Write the server's snapshot to a file. Raises OSError for that file."""
        address = f"{self.rest_uri.rstrip('/')}/collections/{collection}/snapshots/{name}"
        http = self.openapi_client.client._client
        with file.open("wb") as target:
            try:
                with http.stream("GET", address, timeout=WAIT.get()) as answer:
                    if answer.is_error:
                        answer.read()
                        raise UnexpectedResponse.for_response(answer)
                    for data in answer.iter_bytes():
                        target.write(data)
            except httpx.HTTPError as error:
                raise ResponseHandlingException(error) from error

    def upload_snapshot(self, collection: str, file: Path) -> None:
        """Let the server put the snapshot in this file in the place of the collection."""
        with file.open("rb") as archive:
            # The client would send the name of the enumeration's member.
            self.openapi_client.snapshots_api.recover_from_uploaded_snapshot(
                collection,
                wait=True,
                priority="snapshot",  # type: ignore[arg-type]
                snapshot=archive,
            )


def bounded(
    request: httpx.Request, send: Callable[[httpx.Request], httpx.Response]
) -> httpx.Response:
    request.extensions["timeout"] = httpx.Timeout(WAIT.get()).as_dict()
    return send(request)


class ServerConnection:
    """Keeps a client for each address, and asks the address that answered last."""

    def __init__(self, options: ServerOptions) -> None:
        self.options = options
        self.addresses = options.addresses
        self.place = " and ".join(map(without_password, self.addresses))
        self.lock = threading.Lock()
        self.clients: dict[tuple[int, bool], Any] = {}
        self.finalizers: list[weakref.finalize[Any, Any]] = []
        self.current = 0

    @contextmanager
    def client(self, *, patient: bool = False) -> Iterator[Any]:
        """Yield a client whose methods are those of QdrantClient.

        Raises IndexUnavailable, or IndexRefused, for its errors.
        """
        seconds = self.options.write_timeout if patient else self.options.timeout
        try:
            yield Asking(self, seconds)
        except errors.OF_A_SERVER as error:
            raise errors.translated(error, self.place) from error

    def client_of(self, number: int, *, grpc: bool) -> Any:
        with self.lock:
            if (number, grpc) not in self.clients:
                client = new_client(self.addresses[number], self.options, grpc=grpc)
                self.clients[number, grpc] = client
                # Close when the process ends at the latest; the client's destructor runs too late.
                self.finalizers.append(weakref.finalize(self, client.close))
            return self.clients[number, grpc]

    def order(self) -> list[int]:
        """Return the numbers of the addresses, the one that answered last first."""
        count = len(self.addresses)
        return [(self.current + step) % count for step in range(count)]

    def close(self) -> None:
        with self.lock:
            for finalizer in self.finalizers:
                finalizer()
            self.clients.clear()
            self.finalizers.clear()


class Asking:
    """Passes each call to the first address that answers, within its time and that of the page.

    Each of several addresses gets an equal share of it, so that the next can still be asked.
    """

    def __init__(self, connection: ServerConnection, seconds: float) -> None:
        self.connection, self.seconds = connection, seconds

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            order = self.connection.order()
            for tries_left, number in zip(range(len(order), 0, -1), order, strict=True):
                try:
                    answer = self.ask(number, tries_left, name, args, options)
                except errors.OF_A_SERVER as error:
                    if tries_left == 1 or not errors.is_unanswered(error):
                        raise
                else:
                    self.connection.current = number
                    return answer
            raise AssertionError("a connection has an address")

        return call

    def ask(self, number: int, tries_left: int, name: str, args: Any, options: Any) -> Any:
        left = within(self.seconds)
        if left <= 0:
            raise IndexUnavailable(
                _("The time of this page for %(place)s is over.", place=self.connection.place)
            )
        token = WAIT.set(left / tries_left)
        try:
            grpc = self.connection.options.by_grpc(name)
            return getattr(self.connection.client_of(number, grpc=grpc), name)(*args, **options)
        finally:
            WAIT.reset(token)


def new_client(address: str, options: ServerOptions, *, grpc: bool) -> BoundedClient:
    """Return a client of this address, which connects with its first call."""
    certificates: dict[str, Any] = {}
    if options.ca:
        certificates["grpc_options"] = {"root_certificates": Path(options.ca).read_bytes()}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", INSECURE)
        return BoundedClient(
            url=address,
            api_key=options.api_key,
            prefer_grpc=grpc,
            grpc_port=options.grpc_port,
            prefix=options.prefix or None,
            timeout=math.ceil(options.write_timeout),
            verify=trusted(options),
            # The check would query the server from another thread and only warn.
            check_compatibility=False,
            **certificates,
        )


def trusted(options: ServerOptions) -> ssl.SSLContext | bool:
    if not options.ca:
        return options.verify
    try:
        return ssl.create_default_context(cafile=str(options.ca))
    except (ssl.SSLError, OSError) as error:
        raise WrongSettings(
            _(
                "The option 'ca' of the index, %(ca)s, is not a file of certificates: %(error)s.",
                ca=options.ca,
                error=error,
            )
        ) from error
