"""A small Qdrant server over HTTP: the embedded engine's answers, which a test can spoil.

It knows the requests that QdrantIndex makes. A test sets `fault`, which may answer in place of the
server, before or after the engine did what was asked.
"""

import contextlib
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from qdrant_client import QdrantClient, models

from tests.support.serving import HastyServer, serving

Fault = Callable[["Handler"], bool]
"""Whether it has dealt with the request, so that the server does not answer."""


class QdrantServer(HastyServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.engine = QdrantClient(location=":memory:")
        self.lock = threading.Lock()
        self.requests: list[str] = []
        self.indexed: list[str] = []
        """Fields of the payload with an index; the embedded engine has none."""
        self.fault: Fault = lambda handler: False
        self.hurry = threading.Event()
        """Set when the test ends, so that hanging requests return."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: QdrantServer

    def respond(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        self.body = json.loads(self.rfile.read(size) or b"{}")
        self.asked = f"{self.command} {self.path.partition('?')[0]}"
        self.server.requests.append(self.asked)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if not self.server.fault(self):
                self.answer(200, {"result": self.do(), "status": "ok", "time": 0.0})

    def __getattr__(self, name: str) -> Any:
        """Return `respond` for do_GET, do_PUT and the others."""
        if name.startswith("do_"):
            return self.respond
        raise AttributeError(name)

    def do(self) -> Any:
        """Do what is asked with the engine and return the answer's result."""
        with self.server.lock:
            return plain(self.asked_of(self.server.engine))

    def asked_of(self, engine: QdrantClient) -> Any:
        _, _, name, *rest = self.path.partition("?")[0].split("/")
        body = self.body
        match self.command, "/".join(rest):
            case "GET", "exists":
                return {"exists": engine.collection_exists(name)}
            case "GET", "":
                schema = dict.fromkeys(self.server.indexed, KEYWORD)
                return {**plain(engine.get_collection(name)), "payload_schema": schema}
            case "PUT", "":
                config = models.CreateCollection(**body)
                return engine.create_collection(
                    name,
                    config.vectors,
                    sparse_vectors_config=config.sparse_vectors,
                    metadata=config.metadata,
                )
            case "DELETE", "":
                return engine.delete_collection(name)
            case "PUT", "index":
                self.server.indexed.append(body["field_name"])
                return DONE
            case "PUT", "points":
                points = [models.PointStruct(**point) for point in body["points"]]
                engine.upsert(name, points, update_filter=filter_in(body, "update_filter"))
                return DONE
            case "POST", "points/delete":
                engine.delete(name, models.PointIdsList(points=body["points"]))
                return DONE
            case "POST", "points":
                return engine.retrieve(name, body["ids"], body["with_payload"], body["with_vector"])
            case "POST", "points/count":
                return engine.count(name, filter_in(body, "filter"))
            case "POST", "points/scroll":
                points, offset = engine.scroll(
                    name, filter_in(body, "filter"), body["limit"], offset=body.get("offset")
                )
                return {"points": points, "next_page_offset": offset}
            case "POST", "points/query/batch":
                searches = [models.QueryRequest(**search) for search in body["searches"]]
                return engine.query_batch_points(name, searches)
        raise NotImplementedError(self.asked)

    def answer(self, status: int, content: object) -> bool:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        return True

    def refuse(self, status: int, words: str) -> bool:
        return self.answer(status, {"status": {"error": words}, "time": 0.0})

    def hang(self) -> bool:
        """Keep the connection open without an answer."""
        self.server.hurry.wait(30)
        self.close_connection = True
        return True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""


KEYWORD = {"data_type": "keyword", "points": 0}
DONE = {"operation_id": 0, "status": "completed"}


def filter_in(body: dict[str, Any], name: str) -> models.Filter | None:
    return models.Filter(**body[name]) if body.get(name) else None


def plain(result: Any) -> Any:
    if isinstance(result, list):
        return [plain(each) for each in result]
    if isinstance(result, dict):
        return {name: plain(value) for name, value in result.items()}
    return result.model_dump(mode="json") if hasattr(result, "model_dump") else result


def qdrant_server() -> contextlib.AbstractContextManager[QdrantServer]:
    return serving(QdrantServer())
