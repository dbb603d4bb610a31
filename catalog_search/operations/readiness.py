"""Whether this process can answer pages: model, database, index, cache and broker.

docs/decisions/2026-11-27-a-degraded-shop-stays-in-the-balancer.md says why only a database that is
down, or a model that is still being loaded, take a process out of the load balancer.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.models import databases
from catalog_search.models.indexing import collections
from catalog_search.operations import warming
from catalog_search.operations.probes import TIMEOUT, Answer, Probe


@dataclass(frozen=True, slots=True)
class Readiness:
    """The answers by name: model, database, index, cache, and broker if one is configured."""

    checks: dict[str, Answer[Any]]

    @property
    def status(self) -> str:
        """ok, degraded (pages answer with less), loading, or down.

        Without the database pages are errors; while the model is being loaded they wait for it.
        """
        if self.checks["database"].state == "down":
            return "down"
        if self.checks["model"].state == "loading":
            return "loading"
        healthy = all(answer.state == "ok" for answer in self.checks.values())
        return "ok" if healthy else "degraded"

    @property
    def answers(self) -> bool:
        """Whether this process should be sent requests."""
        return self.status in ("ok", "degraded")

    def as_dict(self, *, details: bool) -> dict[str, Any]:
        """Return what JSON tells; `details` adds reasons, which may name servers."""
        checks: dict[str, dict[str, object]] = {}
        for name, answer in self.checks.items():
            checks[name] = {"state": answer.state, "milliseconds": answer.milliseconds}
            if details and answer.detail:
                checks[name]["detail"] = answer.detail
        return {"status": self.status, "checks": checks}


def check() -> Readiness:
    """Ask all engines at once, and wait TIMEOUT at most."""
    model = warming.start().answer()
    probes: dict[str, Probe[Any]] = conf.once("probes", build_probes)
    begun = {name: probe for name, probe in probes.items() if name != "index"}
    if model.state == "ok":
        # The index is built with the model's id and dimension.
        begun["index"] = probes["index"]
    for probe in begun.values():
        probe.begin()
    deadline = time.monotonic() + TIMEOUT
    answers: dict[str, Answer[Any]] = {"model": model, "index": Answer("unknown", 0.0)}
    for name, probe in begun.items():
        answers[name] = probe.answer(max(0.0, deadline - time.monotonic()))
    return Readiness(dict(sorted(answers.items())))


def build_probes() -> dict[str, Probe[Any]]:
    questions: dict[str, Callable[[], Any]] = {
        "database": ask_database,
        "cache": ask_cache,
        "index": ask_index,
    }
    if conf.settings().queue_depths:
        questions["broker"] = queue_depths
    return {name: Probe(question) for name, question in questions.items()}


def ask_database() -> None:
    with databases.connection().cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_cache() -> None:
    """Write to the cache and read it back. A cache that loses it is as good as none."""
    cache, key, value = conf.get_cache(), "catalog_search.readiness", uuid.uuid4().hex
    cache.set(f"{key}.{value}", value, 10)
    if cache.get(f"{key}.{value}") != value:
        raise ConnectionError("The cache does not keep what is written to it.")
    cache.delete(f"{key}.{value}")


@collections.serving()
def ask_index() -> None:
    # Through the circuit breaker: while that is open the probe costs nothing, and afterwards the
    # probe, not a shopper, is the first to ask the index again.
    conf.get_index().state()


def queue_depths() -> dict[str, int]:
    """Return the messages waiting by queue, as the function QUEUE_DEPTHS tells them."""
    path = conf.settings().queue_depths
    depths: dict[str, int] = dict(import_string(path)()) if path else {}
    return depths
