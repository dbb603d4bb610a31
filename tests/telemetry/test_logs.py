"""Log lines as JSON: what they carry, and that no words of a shopper are among it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from catalog_search import conf
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.models import Store
from catalog_search.telemetry.logs import JsonFormatter
from tests.support.pages import index_down, send
from tests.support.shops.factories import color_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean")]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged, of any logger and level, as JSON."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def of_requests(lines: io.StringIO) -> list[dict[str, object]]:
    every = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [line for line in every if line["logger"] == "catalog_search.requests"]


def test_a_search_is_one_line(client: Client, shop: Store, lines: io.StringIO) -> None:
    answer = client.get("/", {"q": "blue thing"}, headers={"x-request-id": "abc-12345"})
    [line] = of_requests(lines)
    assert answer["X-Request-ID"] == "abc-12345"
    expected = {
        "level": "INFO",
        "request_id": "abc-12345",
        "view": "search",
        "store": "demo",
        "kind": "text",
        "band": "strong",
        "status": 200,
        "message": "search answered 200",
    }
    assert {name: line[name] for name in expected} == expected
    assert isinstance(line["milliseconds"], float)


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 200, "a b c d e f g", "q=1\tlevel: 5", "ä" * 9]
)
def test_a_malformed_request_id_is_replaced(client: Client, given: str) -> None:
    made = client.get("/healthz", headers={"x-request-id": given})["X-Request-ID"]
    assert made != given
    assert len(made) == 32


def test_each_request_has_its_own(client: Client) -> None:
    ids = {client.get("/healthz")["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


def test_no_words_of_a_shopper_are_logged(
    client: Client,
    shop: Store,
    lines: io.StringIO,
    caplog: pytest.LogCaptureFixture,
    settings: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Searches that succeed, find nothing, are degraded, refused, wrong or end in an error."""
    caplog.set_level(logging.DEBUG)
    client.raise_request_exception = False
    secret = "zebrasecret"
    requests = [
        ("/", {"q": f"{secret} blue"}),
        ("/", {"q": f"{secret} under 20", "brand": secret}),
        ("/", {"q": secret * 100}),
        ("/", {"q": secret, "page": secret}),
        ("/api/search", {"q": secret, "colour": secret}),
        ("/api/search", {"q": secret, "page": secret}),
        ("/suggestions/", {"q": secret}),
        (f"/{secret}/", {"q": secret}),
        ("/products/1234567/", {"q": secret}),
        (f"/photo/{secret * 2}.x/", {"words": secret}),
    ]
    for address, query in requests:
        client.get(address, query)
    address = send(client, color_bytes("blue")).request["PATH_INFO"]
    client.get(address, {"words": secret})
    monkeypatch.setattr(MemoryIndex, "search", index_down)
    for address, query in requests[:2]:
        client.get(address, query)

    def broken(self: object, texts: list[str]) -> None:
        raise ValueError(f"cannot encode {texts}")

    monkeypatch.setattr(type(conf.get_encoder()), "encode_texts", broken)
    cache.clear()
    # Not words that were encoded before.
    assert client.get("/", {"q": f"{secret} lamp"}).status_code == 500
    assert len(of_requests(lines)) >= len(requests)
    assert secret not in lines.getvalue()
    ours = [record for record in caplog.records if record.name.startswith("catalog_search")]
    assert secret not in "".join(record.getMessage() for record in ours)
    assert '"type": "builtins.ValueError"' in lines.getvalue()


def test_links_to_photos_and_addresses_of_clients_are_not_logged(
    client: Client, shop: Store, lines: io.StringIO
) -> None:
    path = send(client, color_bytes("blue"), REMOTE_ADDR="203.0.113.77").request["PATH_INFO"]
    client.get(path[:-2] + "/", REMOTE_ADDR="203.0.113.77")
    token = path.removeprefix("/photo/").strip("/")
    assert token[:-1] not in lines.getvalue()
    assert "203.0.113.77" not in lines.getvalue()
    assert '"status": 404' in lines.getvalue()


def test_an_error_is_told_by_type_and_place_and_its_message_only_when_asked() -> None:
    try:
        raise KeyError("photos/anna.jpg")
    except KeyError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("any", logging.ERROR, __file__, 1, "It failed", (), info)
    line = json.loads(JsonFormatter().format(record))
    assert line["error"]["type"] == "builtins.KeyError"
    assert "test_logs.py" in line["error"]["at"][0]
    assert "anna" not in json.dumps(line)
    detailed = json.loads(JsonFormatter(details=True).format(record))
    assert detailed["error"]["message"] == "'photos/anna.jpg'"
