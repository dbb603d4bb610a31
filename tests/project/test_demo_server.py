"""The demo's server: what a kept connection is told to do."""

import http.client
import socket
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIServer

import pytest

from shop import demo_check, demo_steps


@pytest.fixture
def shop(settings: Any) -> Iterator[WSGIServer]:
    with demo_steps.open_server(0) as server:
        yield server


def test_an_answers_body_does_not_wait_for_the_acknowledgment_of_its_headers(
    shop: WSGIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports: list[int] = []
    handle = demo_steps.PromptHandler.handle_one_request

    def noting(handler: demo_steps.PromptHandler) -> None:
        handle(handler)
        reports.append(handler.connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    monkeypatch.setattr(demo_steps.PromptHandler, "handle_one_request", noting)
    shop.set_app(small_page)
    with demo_check.serving(shop):
        client = http.client.HTTPConnection("127.0.0.1", shop.server_port)
        for _ in range(2):
            client.request("GET", "/")
            with client.getresponse() as answer:
                assert answer.read() == b"page"
        client.close()
    assert reports[0] != 0


def small_page(_environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Length", "4")])
    return [b"page"]
