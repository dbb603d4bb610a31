"""System checks of an index server: its options, its version, its copies."""

import pytest

from tests.support.checks import QDRANT, Configure, messages_by_id
from tests.support.servers.qdrant_server import qdrant_server


def test_an_option_that_a_server_cannot_have(configure: Configure) -> None:
    options = {"url": "http://127.0.0.1:1", "quantization": "int4"}
    configure(INDEX={"BACKEND": QDRANT, "OPTIONS": options})
    assert "'int8', 'binary'" in messages_by_id()["E033"].msg


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://search.example.com:6333", True),
        ("http://203.0.113.9:6333", False),
        ("http://8.8.8.8:6333", True),
        ("https://search.example.com:6333", False),
        ("http://10.1.2.3:6333", False),
        ("http://[::1]:6333", False),
        ("http://qdrant:6333", False),
        ("http://qdrant.shop.svc:6333", False),
    ],
)
def test_a_key_over_a_public_network(configure: Configure, url: str, told: bool) -> None:
    configure(INDEX={"BACKEND": QDRANT, "OPTIONS": {"urls": [url], "api_key": "secret"}})
    messages = messages_by_id()
    assert list(messages) == (["W034"] if told else [])
    assert "secret" not in str(messages)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("version", "peers", "replicas", "told"),
    [
        ("1.18.3", 1, 1, ""),
        ("1.15.4", 1, 1, "update it to 1.16 or newer"),
        ("1.99.0", 1, 1, "update qdrant-client"),
        ("2.0.0", 1, 1, "update qdrant-client"),
        ("nightly", 1, 1, "cannot be read"),
        ("1.18.3", 3, 1, "'replication_factor': 2"),
        ("1.18.3", 3, 2, ""),
    ],
)
def test_what_a_server_says_of_itself(
    configure: Configure, version: str, peers: int, replicas: int, told: str
) -> None:
    with qdrant_server() as server:
        server.version, server.peers = version, peers
        options = {"url": server.url, "replication_factor": replicas}
        configure(INDEX={"BACKEND": QDRANT, "OPTIONS": options})
        messages = messages_by_id(deploy=True)
    assert list(messages) == (["W033"] if told else [])
    assert told in "".join(message.msg for message in messages.values())
