"""What a Qdrant server refuses or leaves unanswered, over REST and gRPC, each with its remedy."""

import uuid
from collections.abc import Iterator

import grpc
import pytest

from catalog_search.backends.qdrant.index import PAGE, QdrantIndex
from catalog_search.exceptions import IndexRefused, IndexUnavailable
from catalog_search.protocols.deadline import EngineTime, page_time
from tests.contracts.vector_index import DIMENSION, make_points
from tests.support.servers.qdrant_grpc import FailingServer, failing_grpc_server
from tests.support.servers.qdrant_server import Handler, QdrantServer, qdrant_server


@pytest.fixture
def server() -> Iterator[QdrantServer]:
    with qdrant_server() as running:
        yield running


@pytest.fixture
def index(server: QdrantServer) -> Iterator[QdrantIndex]:
    made = QdrantIndex("fake", DIMENSION, url=server.url, timeout=30)
    made.upsert(make_points(2))
    yield made
    made.close()


@pytest.fixture
def grpc_server() -> Iterator[FailingServer]:
    with failing_grpc_server() as running:
        yield running


@pytest.fixture
def grpc_index(grpc_server: FailingServer) -> Iterator[QdrantIndex]:
    made = QdrantIndex(
        "fake",
        DIMENSION,
        url="http://127.0.0.1:9",
        prefer_grpc=True,
        grpc_port=grpc_server.port,
        timeout=0.5,
        write_timeout=0.75,
    )
    yield made
    made.close()


REFUSALS = [
    (401, "Invalid API key or JWT", IndexUnavailable, r"correct OPTIONS\['api_key'\]"),
    (403, "Forbidden: Global write access is required", IndexUnavailable, "read-only"),
    (404, "Not found: Collection", IndexUnavailable, "catalog_index --reconcile"),
    (400, "Index required but not found", IndexRefused, "strict mode"),
    (422, "Validation error in JSON body", IndexRefused, "bug"),
    (408, "Operation timed out", IndexUnavailable, "ENGINE_SECONDS"),
    (500, "No space left on device: WAL buffer size", IndexUnavailable, "no space left on its"),
    (507, "Insufficient storage", IndexUnavailable, "no space left on its disk"),
    (500, "1 of 1 read operations failed", IndexUnavailable, "replication_factor"),
    (502, "<html>Bad gateway</html>", IndexUnavailable, "does not answer: start it"),
]


@pytest.mark.parametrize(("status", "words", "kind", "remedy"), REFUSALS)
def test_each_refusal_has_its_own_remedy(
    server: QdrantServer,
    index: QdrantIndex,
    status: int,
    words: str,
    kind: type[IndexUnavailable],
    remedy: str,
) -> None:
    server.fault = lambda handler: handler.refuse(status, words)
    with pytest.raises(IndexUnavailable, match=remedy) as raised:
        index.count()
    assert type(raised.value) is kind


def test_a_read_only_key_searches_and_is_told_where_it_writes(
    server: QdrantServer, index: QdrantIndex
) -> None:
    def read_only(handler: Handler) -> bool:
        return handler.command == "PUT" and handler.refuse(403, "Forbidden")

    server.fault = read_only
    assert index.count() == 2
    with pytest.raises(IndexUnavailable, match="a key that may write"):
        index.upsert(make_points(1))


def test_an_overloaded_server_says_how_long_to_wait(
    server: QdrantServer, index: QdrantIndex
) -> None:
    def overloaded(handler: Handler) -> bool:
        return handler.answer(429, {"status": {"error": "Rate limited"}}, {"Retry-After": "7"})

    server.fault = overloaded
    with pytest.raises(IndexUnavailable, match="try again later in 7 s: Rate limited"):
        index.count()


@pytest.mark.parametrize(
    ("status", "words", "kind", "remedy"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, "no", IndexUnavailable, r"OPTIONS\['api_key'\]"),
        (grpc.StatusCode.PERMISSION_DENIED, "Invalid API key", IndexUnavailable, "not accept"),
        (grpc.StatusCode.PERMISSION_DENIED, "Forbidden", IndexUnavailable, "read-only"),
        (grpc.StatusCode.NOT_FOUND, "Collection", IndexUnavailable, "--reconcile"),
        (grpc.StatusCode.INVALID_ARGUMENT, "Index required", IndexRefused, "strict mode"),
        (grpc.StatusCode.INTERNAL, "No space left on device", IndexUnavailable, "no space left"),
        (grpc.StatusCode.UNAVAILABLE, "gone", IndexUnavailable, "start it"),
    ],
)
def test_grpc_has_the_same_words(
    grpc_server: FailingServer,
    grpc_index: QdrantIndex,
    status: grpc.StatusCode,
    words: str,
    kind: type[IndexUnavailable],
    remedy: str,
) -> None:
    grpc_server.status = status, words
    with pytest.raises(IndexUnavailable, match=remedy) as raised:
        grpc_index.count()
    assert type(raised.value) is kind


def test_grpc_gets_the_time_of_the_call(
    grpc_server: FailingServer, grpc_index: QdrantIndex
) -> None:
    with pytest.raises(IndexUnavailable, match="in time"):
        grpc_index.count()
    with pytest.raises(IndexUnavailable, match="in time"):
        grpc_index.upsert(make_points(1))
    with page_time(EngineTime(0.25)), pytest.raises(IndexUnavailable, match="in time"):
        grpc_index.count()
    timeouts = [seconds for _, seconds in grpc_server.asked]
    for seconds, limit in zip(timeouts, (0.5, 0.75, 0.25), strict=True):
        # The client counts from when it sent the call, the server from when it came.
        assert seconds <= limit + 0.1
    # Indexing waits longer than a page.
    assert timeouts[1] > 0.5


def test_rest_gets_the_time_of_the_call(
    index: QdrantIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeouts: list[float] = []
    client = index.connection.client_of(0, grpc=False).openapi_client.client  # type: ignore[union-attr]
    send = client.send_inner

    def note(request: object) -> object:
        timeouts.append(request.extensions["timeout"]["read"])  # type: ignore[attr-defined]
        return send(request)

    monkeypatch.setattr(client, "send_inner", note)
    index.count()
    index.upsert(make_points(1))
    turning = iter([0.0, 0.4, 0.4, 0.9])
    page = EngineTime(1.0, lambda: next(turning))
    # So many ids are indexing's elsewhere, which may wait longer.
    many = [str(uuid.UUID(int=number)) for number in range(PAGE + 1)]
    with page_time(page), page.asking():
        index.fetch(many)
    assert timeouts[0] == 30
    assert timeouts[1] == 60
    assert timeouts[-1] == pytest.approx(0.6)


def test_points_are_written_by_grpc_and_read_by_rest(
    server: QdrantServer, grpc_server: FailingServer
) -> None:
    port = grpc_server.port
    made = QdrantIndex(
        "fake", DIMENSION, url=server.url, prefer_grpc="writes", grpc_port=port, timeout=30
    )
    made.create()
    assert (made.count(), grpc_server.asked) == (0, [])
    grpc_server.status = grpc.StatusCode.RESOURCE_EXHAUSTED, "later"
    for write in (lambda: made.upsert(make_points(2)), lambda: made.delete(["a" * 32])):
        with pytest.raises(IndexUnavailable, match="too much to do"):
            write()
    assert [method for method, _ in grpc_server.asked] == ["Upsert", "Delete"]
    made.close()
