"""A small S3 server whose answers a test can replace with faulty ones."""

import contextlib
import hashlib
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.support.servers.serving import HastyServer, serving

BUCKET = "bucket"


class FaultyS3(HastyServer):
    """A server with one bucket of `objects`, listed `page_size` at a time.

    `on_list(handler, page)`, `on_object(handler, key)` and `on_write(handler, key)` may answer a
    request themselves and then return True. Pages count from 1.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}
        self.page_size = 10
        self.on_list: Callable[[Handler, int], Any] = lambda handler, page: False
        self.on_object: Callable[[Handler, str], Any] = lambda handler, key: False
        self.on_write: Callable[[Handler, str], Any] = lambda handler, key: False
        self.requests: list[str] = []
        self.hurry = threading.Event()
        """Set when the test ends, so that hanging requests return."""

    @property
    def options(self) -> dict[str, Any]:
        return {
            "bucket": BUCKET,
            "endpoint_url": f"http://127.0.0.1:{self.server_address[1]}",
            "region": "us-east-1",
            "access_key_id": "key",
            "secret_access_key": "the-secret",
            "max_attempts": 1,
        }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: FaultyS3

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        key = unquote(parts.path).removeprefix(f"/{BUCKET}").removeprefix("/")
        self.server.requests.append(f"{self.command} {key}".strip())
        if key:
            self.give_object(key)
        else:
            self.give_page(parse_qs(parts.query))

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        key = unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}/")
        self.server.requests.append(f"PUT {key}")
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.server.on_write(self, key):
            self.server.objects[key] = data
            self.answer(200, b"", {"ETag": etag(data)})

    def give_object(self, key: str) -> None:
        if self.server.on_object(self, key):
            return
        data = self.server.objects.get(key)
        if data is None:
            self.refuse(404, "NoSuchKey")
        else:
            self.answer(200, data, {"ETag": etag(data)})

    def give_page(self, query: dict[str, list[str]]) -> None:
        start = int(query.get("continuation-token", ["0"])[0])
        if self.server.on_list(self, start // self.server.page_size + 1):
            return
        prefix = query.get("prefix", [""])[0]
        keys = sorted(key for key in self.server.objects if key.startswith(prefix))
        page_keys = keys[start : start + self.server.page_size]
        entries = "".join(self.entry(key) for key in page_keys)
        more = start + len(page_keys) < len(keys)
        token = f"<NextContinuationToken>{start + len(page_keys)}</NextContinuationToken>" * more
        self.answer(
            200,
            f"<ListBucketResult><Name>{BUCKET}</Name><EncodingType>url</EncodingType>"
            f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{entries}"
            "</ListBucketResult>".encode(),
        )

    def entry(self, key: str) -> str:
        data = self.server.objects[key]
        return (
            f"<Contents><Key>{quote(key)}</Key><ETag>{escape(etag(data))}</ETag>"
            f"<Size>{len(data)}</Size></Contents>"
        )

    def refuse(self, status: int, code: str, headers: dict[str, str] | None = None) -> bool:
        words = f"<Error><Code>{code}</Code><Message>No.</Message></Error>"
        self.answer(status, words.encode(), headers)
        return True

    def answer(
        self, status: int, body: bytes, headers: Mapping[str, str | None] | None = None
    ) -> bool:
        """Send this answer. Headers that are None are left out."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            if value is None:
                self.close_connection = True
            else:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        return True

    def hang(self) -> bool:
        """Keep the connection open without sending anything."""
        self.server.hurry.wait(30)
        self.close_connection = True
        return True

    def trickle(self, data: bytes) -> bool:
        """Send a byte at a time, each before any read timeout."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("ETag", etag(data))
        self.end_headers()
        with contextlib.suppress(OSError):
            for byte in data:
                self.wfile.write(bytes([byte]))
                if self.server.hurry.wait(0.05):
                    break
        self.close_connection = True
        return True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


def etag(data: bytes) -> str:
    return f'"{hashlib.md5(data).hexdigest()}"'  # noqa: S324


def faulty_s3() -> contextlib.AbstractContextManager[FaultyS3]:
    return serving(FaultyS3())
