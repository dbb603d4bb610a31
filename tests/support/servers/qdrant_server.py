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

from tests.support.servers.qdrant_snapshots import ENDING, Snapshots
from tests.support.servers.serving import HastyServer, serving

Fault = Callable[["Handler"], bool]
"""Whether it has dealt with the request, so that the server does not answer."""


class QdrantServer(HastyServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.engine = QdrantClient(location=":memory:")
        self.lock = threading.Lock()
        self.requests: list[str] = []
        self.queries: list[str] = []
        self.bodies: list[tuple[str, Any]] = []
        """What was asked, and its body."""
        self.indexed: list[str] = []
        """Fields of the payload with an index; the embedded engine has none."""
        self.configs: dict[str, dict[str, Any]] = {}
        """What collections were created with, which the embedded engine does not keep."""
        self.shard_keys: dict[str, list[str]] = {}
        self.snapshots = Snapshots()
        self.version = "1.18.3"
        self.peers = 1
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
        self.data = self.rfile.read(size)
        is_json = self.headers.get("Content-Type", "").startswith("application/json")
        self.body = json.loads(self.data) if is_json and self.data else {}
        self.asked = f"{self.command} {self.path.partition('?')[0]}"
        self.server.requests.append(self.asked)
        self.server.queries.append(self.path.partition("?")[2])
        self.server.bodies.append((self.asked, self.body))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if self.server.fault(self) or self.is_refused():
                return
            if self.asked.startswith("GET ") and self.path.endswith(ENDING):
                self.send(200, self.server.snapshots.kept[self.path.rpartition("/")[2]])
            elif self.asked == "GET /":
                self.answer(200, {"title": "qdrant", "version": self.server.version})
            else:
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
        _, kind, name, *rest = (*self.path.partition("?")[0].split("/"), "", "")[:6]
        body = self.body
        if kind != "collections":
            return self.about_the_server(kind)
        match self.command, "/".join(rest).strip("/"):
            case "GET", "exists":
                return {"exists": engine.collection_exists(name)}
            case "GET", "":
                return self.collection_of(engine, name)
            case "GET", "cluster":
                return self.shards_of(name)
            case "PUT", "":
                self.server.configs[name] = body
                config = models.CreateCollection(**body)
                return engine.create_collection(
                    name,
                    config.vectors,
                    sparse_vectors_config=config.sparse_vectors,
                    metadata=config.metadata,
                )
            case "PATCH", "":
                self.server.configs[name].update(body)
                if about := body.get("metadata"):
                    engine.update_collection(name, metadata=about)
                return True
            case "POST", "" if name == "aliases":
                actions = models.ChangeAliasesOperation(**body).actions
                return engine.update_collection_aliases(actions)
            case (("GET" | "POST" | "PUT" | "DELETE"), path) if path.startswith("snapshots"):
                return self.server.snapshots.answer(self, engine, name, path)
            case "PUT", "shards":
                self.server.shard_keys.setdefault(name, []).append(body["shard_key"])
                return True
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
                # The embedded engine warns of parameters and of shards, which it does not have.
                plainly = [{**each, "params": None, "shard_key": None} for each in body["searches"]]
                searches = [models.QueryRequest(**search) for search in plainly]
                return engine.query_batch_points(name, searches)
        raise NotImplementedError(self.asked)

    def is_refused(self) -> bool:
        """Refuse what a server refuses of shards: writes without a key, unknown keys."""
        name = [*self.path.partition("?")[0].split("/"), "", ""][2]
        if self.asked.endswith("/shards"):
            return False
        named = [each.get("shard_key") for each in self.body.get("searches") or [self.body]]
        keys = [
            key for item in named if item for key in (item if isinstance(item, list) else [item])
        ]
        is_write = self.asked.startswith("PUT /") and self.asked.endswith("/points")
        if self.server.configs.get(name, {}).get("sharding_method") != "custom":
            return bool(keys) and self.refuse(400, "Wrong input: Shards of it have no keys")
        if (is_write or self.asked.endswith("/points/delete")) and not keys:
            return self.refuse(400, "Wrong input: Shard key not specified")
        unknown = set(keys) - set(self.server.shard_keys.get(name, []))
        return bool(unknown) and self.refuse(404, f"Not found: Shard key {unknown} not found")

    def about_the_server(self, kind: str) -> Any:
        if kind == "aliases":
            return self.server.engine.get_aliases()
        if kind != "cluster":
            raise NotImplementedError(self.asked)
        peers = {
            str(number): {"uri": f"http://node{number}"} for number in range(self.server.peers)
        }
        raft = {"term": 1, "commit": 1, "pending_operations": 0, "is_voter": True}
        thread = {"consensus_thread_status": "stopped"}
        description = {"peer_id": 0, "peers": peers, "raft_info": raft, "message_send_failures": {}}
        description["consensus_thread_status"] = thread
        return {"status": "enabled", **description} if len(peers) > 1 else {"status": "disabled"}

    def collection_of(self, engine: QdrantClient, name: str) -> Any:
        """Return what the embedded engine says of the collection, with what it was made with."""
        description, made = plain(engine.get_collection(name)), self.server.configs.get(name, {})
        for key in ("replication_factor", "shard_number", "sharding_method"):
            description["config"]["params"][key] = made.get(key)
        threshold = (made.get("optimizers_config") or {}).get("indexing_threshold", 10_000)
        description["config"]["optimizer_config"]["indexing_threshold"] = threshold
        return {**description, "payload_schema": dict.fromkeys(self.server.indexed, KEYWORD)}

    def shards_of(self, name: str) -> Any:
        keys = self.server.shard_keys.get(name, [])
        shards = [
            {"shard_id": number, "shard_key": key, "points_count": 0, "state": "Active"}
            for number, key in enumerate(keys)
        ]
        description = {"peer_id": 0, "shard_count": len(keys), "local_shards": shards}
        return {**description, "remote_shards": [], "shard_transfers": []}

    def answer(self, status: int, content: object, headers: dict[str, str] | None = None) -> bool:
        return self.send(status, json.dumps(content).encode(), headers)

    def send(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> bool:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
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
