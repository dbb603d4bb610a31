"""healthz and readyz: what is told to whom, and how much asking costs."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache.backends.locmem import LocMemCache
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from catalog_search import conf
from catalog_search.backends.color_words import ColorWordsEncoder
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.exceptions import EncoderUnavailable
from catalog_search.models import Store
from catalog_search.operations import probes, readiness, warming
from tests.support.pages import index_down

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clean")]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is down only because this machine is busy, and no thread outlives its test."""
    monkeypatch.setattr(probes, "TIMEOUT", 60.0)
    monkeypatch.setattr(readiness, "TIMEOUT", 60.0)
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("catalog_search"):
            thread.join(60)


def warm() -> None:
    warming.start().thread.join(60)


def states(answer: HttpResponse) -> dict[str, str]:
    return {name: check["state"] for name, check in answer.json()["checks"].items()}


def fail(error: Exception) -> Callable[..., Any]:
    def failing(*args: object, **kwargs: object) -> None:
        raise error

    return failing


def test_healthz_asks_nothing(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert answer.json() == {"status": "ok"}
    assert "no-store" in answer["Cache-Control"]
    assert conf.BUILT == {}
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_a_process_is_ready_when_its_first_search_will_be_fast(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = threading.Event()
    encode = ColorWordsEncoder.encode_texts

    def slow(self: ColorWordsEncoder, texts: Any) -> Any:
        loaded.wait(60)
        return encode(self, texts)

    conf.forget_backends()
    monkeypatch.setattr(ColorWordsEncoder, "encode_texts", slow)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "loading"
    assert states(answer) == {
        "cache": "ok",
        "database": "ok",
        "index": "unknown",
        "model": "loading",
    }
    loaded.set()
    warm()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert set(states(answer).values()) == {"ok"}
    assert all(check["milliseconds"] >= 0 for check in answer.json()["checks"].values())


def test_without_the_index_the_process_stays_in_the_balancer_and_says_so(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm()
    monkeypatch.setattr(MemoryIndex, "state", index_down)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert states(answer)["index"] == "down"
    assert client.get("/", {"q": "blue thing"}).status_code == 200


def test_without_the_model_it_is_degraded_and_tries_again(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        gone = fail(EncoderUnavailable("no file /models/secret"))
        broken.setattr(ColorWordsEncoder, "encode_texts", gone)
        warm()
        answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert states(answer)["model"] == "down"
    monkeypatch.setattr(warming, "RETRY_SECONDS", 0.0)
    client.get("/readyz")
    warm()
    assert client.get("/readyz").json()["status"] == "ok"


def test_without_the_database_it_is_down(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm()
    monkeypatch.setattr(readiness, "ask_database", fail(OperationalError("db.internal refused")))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert "db.internal" not in answer.content.decode()


@pytest.mark.parametrize("answered", [None, "other"])
def test_a_cache_that_loses_what_it_takes_is_degraded(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch, answered: object
) -> None:
    warm()
    monkeypatch.setattr(LocMemCache, "get", lambda *args, **kwargs: answered)
    answer = client.get("/readyz")
    assert (answer.status_code, states(answer)["cache"]) == (200, "down")


def test_the_broker_is_asked_where_one_is_configured(
    client: Client, shop: Store, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "tests.operations.test_health.waiting"
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "QUEUE_DEPTHS": name}
    warm()
    assert states(client.get("/readyz"))["broker"] == "ok"
    monkeypatch.setattr(f"{__name__}.DEPTHS", None)
    conf.forget_backends()
    warm()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert states(answer)["broker"] == "down"


DEPTHS: dict[str, int] | None = {"celery": 3}


def waiting() -> dict[str, int]:
    if DEPTHS is None:
        raise ConnectionError("broker.internal refused")
    return DEPTHS


def test_reasons_are_told_to_staff_and_to_the_token_alone(
    client: Client, shop: Store, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "METRICS_TOKEN": "a-token"}
    warm()
    monkeypatch.setattr(MemoryIndex, "state", index_down)

    def told(**headers: str) -> str:
        return client.get("/readyz", headers=headers).content.decode()

    assert "qdrant.internal" not in told()
    assert "qdrant.internal" not in told(authorization="Bearer another")
    assert "qdrant.internal" in told(authorization="Bearer a-token")
    client.force_login(User.objects.create_user("shopper"))
    assert "qdrant.internal" not in told()
    client.force_login(User.objects.create_user("owner", is_staff=True))
    assert "qdrant.internal" in told()


def test_probes_of_many_balancers_cost_one(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(probes, "KEPT", 60.0)
    warm()
    calls: list[str] = []
    monkeypatch.setattr(readiness, "ask_database", lambda: calls.append("database"))
    monkeypatch.setattr(readiness, "ask_index", lambda: calls.append("index"))
    for _ in range(20):
        assert client.get("/readyz").status_code == 200
    assert sorted(calls) == ["database", "index"]


def test_an_engine_that_hangs_is_down_in_time_and_asked_no_second_time(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "TIMEOUT", 0.05)
    monkeypatch.setattr(probes, "KEPT", 0.0)
    warm()
    calls, released = [], threading.Event()

    def hang() -> None:
        calls.append(1)
        released.wait(60)

    monkeypatch.setattr(readiness, "ask_database", hang)
    for _ in range(3):
        assert client.get("/readyz").json()["checks"]["database"]["state"] == "down"
    assert len(calls) == 1
    released.set()


def test_after_a_fork_the_child_loads_for_itself(shop: Store) -> None:
    warm()
    before = warming.start()
    before.process -= 1
    after = warming.start()
    assert after is not before
    assert warming.start() is after
