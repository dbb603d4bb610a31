"""The options of a Qdrant server: what is refused, and what the server is sent."""

import ssl
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest

from catalog_search.backends.qdrant.index import QdrantIndex
from catalog_search.exceptions import IndexUnavailable, WrongSettings
from catalog_search.types import Match, SparseVector, VectorQuery
from tests.contracts.vector_index import DIMENSION, VectorIndexContract, make_points
from tests.support.servers.certificates import own_certificate
from tests.support.servers.qdrant_grpc import failing_grpc_server
from tests.support.servers.qdrant_server import QdrantServer, qdrant_server

URL = "http://127.0.0.1:9"
QUERY = VectorQuery(np.eye(DIMENSION, dtype=np.float32)[0])


@pytest.fixture
def server() -> Iterator[QdrantServer]:
    with qdrant_server() as running:
        yield running


def filled(server: QdrantServer, **options: Any) -> QdrantIndex:
    index = QdrantIndex("fake", DIMENSION, url=server.url, timeout=30, **options)
    index.upsert(make_points(6))
    return index


def asked(server: QdrantServer, method: str, end: str) -> list[Any]:
    """Return the bodies of the requests with this method whose path ends this way."""
    return [
        body for path, body in server.bodies if path.startswith(f"{method} ") and path.endswith(end)
    ]


def made_with(server: QdrantServer, **options: Any) -> Any:
    """Return the request that makes the collection of an index with these options."""
    index = filled(server, **options)
    index.close()
    [body] = asked(server, "PUT", index.collection)
    return body


@pytest.mark.parametrize(
    ("options", "allowed"),
    [
        ({"shard_number": 0}, "a whole number of 1 or more"),
        ({"replication_factor": True}, "a whole number of 1 or more"),
        ({"write_consistency_factor": 2}, "must not exceed 'replication_factor', 1"),
        ({"read_consistency": "most"}, "'majority', 'quorum', 'all'"),
        ({"sharding_by_store": "yes"}, "True or False"),
        ({"datatype": "uint8"}, "'float16', 'float32'"),
        ({"quantization": "int4"}, "'int8', 'binary'"),
        ({"oversampling": 3.0}, "needs 'quantization'"),
        ({"quantization": "int8", "oversampling": 0.5}, "1 or more"),
        ({"hnsw": {"ef": 9}}, "'m', 'ef_construct' or 'payload_m'"),
        ({"strict_mode": ["enabled"]}, "strict_mode_config"),
        ({"timeout": 0}, "seconds above 0"),
        ({"write_timeout": "60"}, "seconds above 0"),
        ({"grpc_port": "6334"}, "a whole number"),
        ({"url": "ftp://there"}, "scheme, host and port"),
        ({"urls": "http://a"}, "a list of addresses"),
        ({"ca": "/nowhere/ca.pem"}, "exists"),
        ({"verify": False, "prefer_grpc": True}, "'ca' instead"),
        ({"colection": "typo"}, "no options colection"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_allowed(
    options: dict[str, Any], allowed: str
) -> None:
    with pytest.raises(WrongSettings, match=allowed):
        QdrantIndex("fake", DIMENSION, **{"url": URL, **options})


def test_a_folder_has_no_options_of_a_server(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="quantization: name its 'url'"):
        QdrantIndex("fake", DIMENSION, path=tmp_path, quantization="int8", timeout=2)


def test_a_collection_is_made_with_half_precision_and_without_graphs(server: QdrantServer) -> None:
    body = made_with(server)
    vectors = {body["vectors"][name]["datatype"] for name in ("photo", "title")}
    assert vectors == {"float16"}
    assert body["optimizers_config"] == {"indexing_threshold": 0}
    assert (body["replication_factor"], body["write_consistency_factor"]) == (1, 1)
    assert not {"hnsw_config", "quantization_config", "strict_mode_config"} & set(body)


def test_every_option_of_a_collection_reaches_the_server(server: QdrantServer) -> None:
    body = made_with(
        server,
        shard_number=6,
        replication_factor=2,
        write_consistency_factor=2,
        on_disk=True,
        on_disk_payload=False,
        datatype="float32",
        quantization="int8",
        hnsw={"ef_construct": 200},
        tenants=True,
        strict_mode={"enabled": True, "max_query_limit": 5000},
    )
    assert body["vectors"]["photo"] == {
        "size": DIMENSION,
        "distance": "Dot",
        "on_disk": True,
        "datatype": "float32",
    }
    assert (body["shard_number"], body["on_disk_payload"]) == (6, False)
    assert (body["replication_factor"], body["write_consistency_factor"]) == (2, 2)
    assert body["quantization_config"] == {"scalar": {"type": "int8", "always_ram": True}}
    assert body["hnsw_config"] == {"m": 0, "payload_m": 16, "ef_construct": 200}
    assert body["strict_mode_config"] == {"enabled": True, "max_query_limit": 5000}


def test_quantized_vectors_are_scored_again_and_words_are_not_quantized(
    server: QdrantServer,
) -> None:
    index = filled(server, quantization="int8", read_consistency="majority")
    index.search([QUERY, VectorQuery(SparseVector((2,), (1.0,)), "words")])
    [body] = asked(server, "POST", "/points/query/batch")
    photo, words = body["searches"]
    assert photo["params"] == {"quantization": {"rescore": True, "oversampling": 2.0}}
    assert "params" not in words
    assert "consistency=majority" in server.queries[-1]
    index.close()


def test_graphs_begin_when_the_collection_is_filled_also_after_a_kill(server: QdrantServer) -> None:
    killed = filled(server)
    killed.close()
    again = QdrantIndex("fake", DIMENSION, url=server.url, facets=("season",), timeout=30)
    again.prepare()
    again.prepare()
    threshold = {"optimizers_config": {"indexing_threshold": 10_000}}
    assert asked(server, "PATCH", again.collection) == [threshold]
    assert server.indexed.count("season") == 1
    again.close()


def test_an_empty_server_has_nothing_to_prepare(server: QdrantServer) -> None:
    index = QdrantIndex("fake", DIMENSION, url=server.url)
    index.prepare()
    assert all(path.endswith("/exists") for path in server.requests)
    index.close()


class TestShardsByStore(VectorIndexContract):
    @pytest.fixture
    def index(self) -> Iterator[QdrantIndex]:
        with qdrant_server() as server:
            index = QdrantIndex(
                "fake", DIMENSION, url=server.url, timeout=30, sharding_by_store=True
            )
            yield index
            index.close()

    def test_each_request_goes_to_the_shard_of_its_store(self, server: QdrantServer) -> None:
        index = filled(server, sharding_by_store=True)
        [key] = server.shard_keys.values()
        assert sorted(key) == ["a", "b"]
        assert {body["shard_key"] for body in asked(server, "PUT", "/points")} == {"a", "b"}
        only_a = (Match("store", ("a",)),)
        [in_a, anywhere, unknown] = index.search(
            [
                VectorQuery(QUERY.vector, where=only_a),
                QUERY,
                VectorQuery(QUERY.vector, where=(Match("store", ("new",)),)),
            ]
        )
        [body] = asked(server, "POST", "/points/query/batch")
        assert [search.get("shard_key") for search in body["searches"]] == ["a", None]
        assert (len(in_a), len(anywhere), len(unknown)) == (4, 6, 0)
        assert (index.count(only_a), len(list(index.ids(only_a)))) == (4, 4)
        index.delete([make_points(1)[0].id])
        assert asked(server, "POST", "/points/delete")[0]["shard_key"] == ["a", "b"]
        index.close()


class TestAddresses:
    def test_the_next_node_is_asked_and_kept(self, server: QdrantServer) -> None:
        index = QdrantIndex("fake", DIMENSION, urls=[URL, server.url], timeout=30)
        index.upsert(make_points(3))
        assert index.count() == 3
        assert index.connection.current == 1  # type: ignore[union-attr]
        index.close()

    def test_a_node_that_hangs_leaves_time_for_the_next(self, server: QdrantServer) -> None:
        with qdrant_server() as hanging:
            hanging.fault = lambda handler: handler.hang()
            index = QdrantIndex("fake", DIMENSION, urls=[hanging.url, server.url], timeout=2)
            assert index.count() == 0
            assert index.state().points == 0
            assert len(hanging.requests) == 1
            index.close()

    def test_a_refusal_is_the_same_everywhere(self, server: QdrantServer) -> None:
        with qdrant_server() as second:
            index = QdrantIndex("fake", DIMENSION, urls=[server.url, second.url])
            server.fault = lambda handler: handler.refuse(401, "Invalid API key")
            with pytest.raises(Exception, match="API key"):
                index.count()
            assert second.requests == []
            index.close()

    def test_a_prefix_and_a_key_are_sent_and_nothing_is_printed(self, server: QdrantServer) -> None:
        index = QdrantIndex("fake", DIMENSION, url=server.url, api_key="k", prefix="shop")
        reports: list[Any] = []

        def note(handler: Any) -> bool:
            reports.append((handler.path, handler.headers["api-key"]))
            return bool(handler.refuse(404, "gone"))

        server.fault = note
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(Exception, match="catalog_index"):
                index.count()
        assert reports == [(f"/shop/collections/{index.collection}/exists", "k")]
        index.close()


@pytest.mark.parametrize(("datatype", "longest"), [("float16", 6), ("float32", 20)])
def test_no_more_digits_are_sent_than_are_kept(
    server: QdrantServer, datatype: str, longest: int
) -> None:
    filled(server, datatype=datatype).close()
    points = [point for body in asked(server, "PUT", "/points") for point in body["points"]]
    numbers = [str(number) for point in points for number in point["vector"]["photo"]]
    digits = max(len(number.partition(".")[2]) for number in numbers)
    assert 6 <= digits <= longest


class TestCertificates:
    @pytest.fixture
    def certificate(self, tmp_path: Path) -> tuple[Path, Path]:
        return own_certificate(tmp_path)

    def test_a_file_without_any_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "ca.pem").write_text("none")
        index = QdrantIndex("fake", DIMENSION, url="https://qdrant:6333", ca=tmp_path / "ca.pem")
        with pytest.raises(WrongSettings, match="not a file of certificates"):
            index.count()

    def test_rest_trusts_what_it_is_given_and_nothing_else(
        self, server: QdrantServer, certificate: tuple[Path, Path]
    ) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        address = server.url.removeprefix("http://")
        reach: dict[str, Any] = {"url": address, "https": True, "timeout": 30}
        for trusting in ({"ca": certificate[0]}, {"verify": False}):
            index = QdrantIndex("fake", DIMENSION, **reach, **trusting)
            assert index.count() == 0
            index.close()
        stranger = QdrantIndex("fake", DIMENSION, **reach)
        with pytest.raises(IndexUnavailable, match="CERTIFICATE_VERIFY_FAILED"):
            stranger.count()
        stranger.close()

    def test_grpc_trusts_what_it_is_given_and_nothing_else(
        self, certificate: tuple[Path, Path]
    ) -> None:
        with failing_grpc_server(certificate) as server:
            server.status = grpc.StatusCode.NOT_FOUND, "It answered."
            reach: dict[str, Any] = {
                "url": "https://127.0.0.1:9",
                "prefer_grpc": True,
                "grpc_port": server.port,
                "timeout": 10,
            }
            index = QdrantIndex("fake", DIMENSION, **reach, ca=certificate[0])
            with pytest.raises(IndexUnavailable, match="It answered"):
                index.count()
            index.close()
            stranger = QdrantIndex("fake", DIMENSION, **reach)
            with pytest.raises(IndexUnavailable, match="does not answer"):
                stranger.count()
            stranger.close()
            assert len(server.asked) == 1
