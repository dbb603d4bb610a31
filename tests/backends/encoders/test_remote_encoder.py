"""The remote encoder: its contract against catalog_encoder's server, and others' answers."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from wsgiref.simple_server import make_server

import httpx
import numpy as np
import pytest
from django.test import Client
from PIL import Image

from catalog_search import conf
from catalog_search.backends.color_words import ColorWordsEncoder
from catalog_search.backends.remote import RemoteEncoder
from catalog_search.exceptions import EncoderUnavailable
from catalog_search.management.commands.catalog_encoder import Handler, Server, served
from catalog_search.operations.encoder_server import MAX_ITEMS, application
from catalog_search.protocols.deadline import one_page
from tests.contracts.encoder import Build, EncoderContract
from tests.support.pages import text

REMOTE = "catalog_search.backends.remote.RemoteEncoder"


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """Breakers are shared by the process; ports may come again."""
    conf.forget_backends()
    yield
    conf.forget_backends()


@contextmanager
def running(server: Any) -> Iterator[str]:
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def encoder_server(api_key: str | None = None) -> Iterator[str]:
    app = application(ColorWordsEncoder(), api_key)
    with running(make_server("127.0.0.1", 0, app, Server, Handler)) as url:
        yield url


@pytest.fixture
def url() -> Iterator[str]:
    with encoder_server() as address:
        yield address


class TestContract(EncoderContract):
    @pytest.fixture
    def build(self, url: str) -> Build:
        return partial(RemoteEncoder, url, batch_size=3)

    def test_vectors_are_those_of_the_served_encoder(self, build: Build) -> None:
        remote, local = build(), ColorWordsEncoder()
        assert (remote.model_id, remote.dimension) == (local.model_id, local.dimension)
        assert remote.logit_scale == local.logit_scale
        words, photos = ["red", "a blue shoe"], [Image.new("RGB", (900, 300), "red")]
        for mine, theirs in (
            (remote.encode_texts(words), local.encode_texts(words)),
            (remote.encode_images(photos), local.encode_images(photos)),
        ):
            np.testing.assert_allclose(mine, theirs, atol=1e-6)

    def test_a_revision_is_another_model(self, url: str) -> None:
        local = ColorWordsEncoder().model_id
        assert RemoteEncoder(url, revision="2").model_id == f"{local}-2"


class Infinity(BaseHTTPRequestHandler):
    """Answers as Infinity does: no logit scale, numbers or base64, entries in any order."""

    questions: list[dict[str, Any]] = []
    models = ["openai/clip"]
    as_numbers = False
    broken: Any = None

    def do_GET(self) -> None:
        self.reply({"data": [{"id": name, "object": "model"} for name in self.models]})

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.questions.append(question)
        if self.broken is not None:
            self.reply(self.broken)
            return
        rows = [
            {"index": number, "embedding": self.packed(np.full(4, 2.0, dtype=np.float32))}
            for number in range(len(question["input"]))
        ]
        self.reply({"data": rows[::-1]})

    def packed(self, row: Any) -> Any:
        return row.tolist() if self.as_numbers else base64.b64encode(row.tobytes()).decode()

    def reply(self, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def infinity(**attributes: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    questions: list[dict[str, Any]] = []
    handler = type("Handler", (Infinity,), {"questions": questions, **attributes})
    with running(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as url:
        yield url, questions


class TestInfinity:
    @pytest.mark.parametrize("as_numbers", [True, False])
    def test_its_vectors_are_read(self, as_numbers: bool) -> None:
        with infinity(as_numbers=as_numbers) as (url, questions):
            encoder = RemoteEncoder(url)
            assert (encoder.model_id, encoder.dimension) == ("openai-clip", 4)
            assert encoder.logit_scale == 100
            np.testing.assert_allclose(encoder.encode_texts(["a", "b"]), np.full((2, 4), 0.5))
            encoder.encode_images([Image.new("RGB", (2000, 10), "red")])
        question = questions[-1]
        assert (question["model"], question["modality"]) == ("openai/clip", "image")
        assert question["input"][0].startswith("data:image/png;base64,")

    def test_one_of_several_models_is_named(self) -> None:
        with infinity(models=["one", "two"]) as (url, _questions):
            assert RemoteEncoder(url, model="two").model_id == "two"
            with pytest.raises(EncoderUnavailable, match="option model; it has: one, two"):
                assert RemoteEncoder(url).model_id
            with pytest.raises(EncoderUnavailable, match="it has: one, two"):
                assert RemoteEncoder(url, model="three").model_id

    @pytest.mark.parametrize(
        "broken",
        [
            {}, [], {"data": [{"index": 0}]}, {"data": [{"index": 0, "embedding": "!"}]},
            {"data": []}, {"data": [{"index": 0, "embedding": [0.0, 0.0]}]},
            {"data": [{"index": 0, "embedding": [None]}]},
        ],
    )  # fmt: skip
    def test_an_answer_that_is_no_vector_is_an_outage(self, broken: Any) -> None:
        no_vector = pytest.raises(EncoderUnavailable, match="no vector")
        with infinity(broken=broken) as (url, _questions), no_vector:
            RemoteEncoder(url).encode_texts(["a"])


class TestFaults:
    def test_nobody_there(self) -> None:
        with pytest.raises(EncoderUnavailable, match=r"manage\.py catalog_encoder"):
            RemoteEncoder("http://127.0.0.1:9").encode_texts(["a"])

    @pytest.mark.parametrize("url", ["nowhere", "ftp://127.0.0.1", "http://[", ""])
    def test_an_address_that_is_none(self, url: str) -> None:
        with pytest.raises(EncoderUnavailable, match="cannot be used"):
            RemoteEncoder(url).encode_texts(["a"])

    def test_after_a_few_outages_it_is_left_alone(self) -> None:
        encoder = RemoteEncoder("http://127.0.0.1:9")
        for _ in range(3):
            with pytest.raises(EncoderUnavailable):
                encoder.encode_texts(["a"])
        with pytest.raises(EncoderUnavailable, match="asked again in"):
            encoder.encode_texts(["a"])
        assert [each.state for each in conf.engines()] == ["open"]

    def test_a_page_without_time_does_not_ask(self, url: str) -> None:
        encoder = RemoteEncoder(url)
        assert encoder.dimension
        with one_page(-1), pytest.raises(EncoderUnavailable, match="no time left"):
            encoder.encode_texts(["a"])

    @pytest.mark.django_db
    def test_pages_come_without_it(self, client: Client, settings: Any) -> None:
        entry = {"BACKEND": REMOTE, "OPTIONS": {"url": "http://127.0.0.1:9"}}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": entry}
        response = client.get("/", {"q": "red"})
        assert response.status_code == 200
        assert "temporarily unavailable" in text(response)


class TestServer:
    def post(self, url: str, body: object, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.post(f"{url}/embeddings", content=content, headers=headers)

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            (b"{", "not JSON"),
            (b"[]", "not a JSON object"),
            ({}, "input must be"),
            ({"input": [1]}, "input must be"),
            ({"input": ["a"] * (MAX_ITEMS + 1)}, "256 items"),
            ({"input": ["http://x/y.png"], "modality": "image"}, "no URL is fetched"),
            ({"input": ["data:image/png;base64,???"], "modality": "image"}, "cannot be read"),
            ({"input": ["data:image/png;base64,AAAA"], "modality": "image"}, "cannot be read"),
        ],
    )
    def test_bad_questions_are_told(self, url: str, body: object, message: str) -> None:
        response = self.post(url, body)
        assert response.status_code == 400
        assert message in response.json()["error"]["message"]

    def test_too_much_is_refused_before_it_is_read(self) -> None:
        answered: list[str] = []
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/embeddings", "CONTENT_LENGTH": "9" * 9}
        app = application(ColorWordsEncoder())
        app(environ, lambda status, headers: answered.append(status))
        assert answered[0].startswith("413")

    def test_numbers_and_a_single_text_are_answered_too(self, url: str) -> None:
        answer = self.post(url, {"input": "red"}).json()["data"]
        assert len(answer[0]["embedding"]) == ColorWordsEncoder().dimension

    def test_a_key_keeps_others_out(self) -> None:
        with encoder_server("secret") as url:
            assert httpx.get(f"{url}/health").status_code == 200
            assert httpx.get(f"{url}/models").status_code == 401
            assert self.post(url, {"input": "red"}, Authorization="Bearer no").status_code == 401
            assert RemoteEncoder(url, api_key="secret").dimension
            with pytest.raises(EncoderUnavailable, match="401"):
                RemoteEncoder(url, api_key="wrong").encode_texts(["a"])

    def test_anything_else_says_what_there_is(self, url: str) -> None:
        response = httpx.get(f"{url}/nothing")
        assert response.status_code == 404
        assert "POST /embeddings" in response.json()["error"]["message"]


class TestCommand:
    def test_it_serves_what_the_settings_name(self, settings: Any) -> None:
        local = "catalog_search.backends.color_words.ColorWordsEncoder"
        options = {"url": "http://127.0.0.1:7123", "encoder": {"BACKEND": local}, "api_key": "k"}
        entry = {"BACKEND": REMOTE, "OPTIONS": options}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": entry}
        encoder, key, place = served()
        assert encoder.model_id == ColorWordsEncoder().model_id
        assert (key, place) == ("k", ("127.0.0.1", 7123))

    @pytest.mark.slow
    def test_a_process_answers_another(self) -> None:
        command = [sys.executable, "manage.py", "catalog_encoder", "--bind", "127.0.0.1:0"]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        with subprocess.Popen(
            command, env={**environment, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            try:
                line = next(line for line in process.stdout if line.startswith("Serving"))
                encoder = RemoteEncoder(line.split()[-1])
                assert encoder.encode_texts(["red"]).shape == (1, encoder.dimension)
            finally:
                process.terminate()
