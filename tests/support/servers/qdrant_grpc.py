"""A gRPC server that answers no request of a Qdrant client: it hangs, or fails with one status."""

import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc


class FailingServer(grpc.GenericRpcHandler):
    """Notes how many seconds each call was given, and fails with `status` or hangs without one."""

    def __init__(self) -> None:
        self.status: tuple[grpc.StatusCode, str] | None = None
        self.asked: list[tuple[str, float]] = []
        self.hurry = threading.Event()
        self.port = 0

    def service(self, handler_call_details: Any) -> Any:
        method = handler_call_details.method.rpartition("/")[2]

        def fail(request: bytes, context: Any) -> bytes:
            self.asked.append((method, context.time_remaining()))
            if self.status:
                context.abort(*self.status)
            self.hurry.wait(30)
            return b""

        return grpc.unary_unary_rpc_method_handler(fail)


@contextlib.contextmanager
def failing_grpc_server(
    certificate: tuple[Path, Path] | None = None,
) -> Iterator[FailingServer]:
    """Yield the server; with a certificate and its key it speaks TLS."""
    handler = FailingServer()
    server = grpc.server(ThreadPoolExecutor(4), handlers=[handler])
    if certificate:
        chain, key = (file.read_bytes() for file in certificate)
        credentials = grpc.ssl_server_credentials([(key, chain)])
        handler.port = server.add_secure_port("127.0.0.1:0", credentials)
    else:
        handler.port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield handler
    finally:
        handler.hurry.set()
        server.stop(None).wait()
