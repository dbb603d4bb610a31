"""Dashboard and alerts ask for metrics that exist, in a language that Prometheus reads."""

import json
import re
from typing import Any

import pytest
import yaml
from prometheus_client import Metric

from catalog_search.operations import gauges
from catalog_search.telemetry import metrics
from tests.support.servers.compose import DEPLOY
from tests.support.shops.factories import make_store

METRICS = {
    "catalog_search_searches_total": {"store", "kind", "band"},
    "catalog_search_request_seconds": {"view"},
    "catalog_search_stage_seconds": {"stage"},
    "catalog_search_degraded_total": {"engine"},
    "catalog_search_breaker_state": {"engine"},
    "catalog_search_stale_photos": {"store"},
    "catalog_search_quarantined_photos": {"store"},
    "catalog_search_points_to_delete": set(),
    "catalog_search_indexed_photos_total": {"store", "outcome"},
    "catalog_search_sync_runs_total": {"store", "state"},
    "catalog_search_seconds_since_sync": {"store"},
    "catalog_search_queue_depth": {"queue"},
}
"""Metrics of the package and their labels."""

HISTOGRAMS = {"catalog_search_request_seconds", "catalog_search_stage_seconds"}
DASHBOARD: dict[str, Any] = json.loads((DEPLOY / "grafana/catalog_search.json").read_text())
RULES = [
    rule
    for group in yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text())["groups"]
    for rule in group["rules"]
]
PANELS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
QUERIES = [*PANELS, *(rule["expr"] for rule in RULES)]


def metric_of(name: str) -> str:
    """Return the metric of a series: histograms have three series each."""
    base = re.sub(r"_(bucket|sum|count)$", "", name)
    return base if base in HISTOGRAMS else name


@pytest.mark.django_db
def test_these_are_the_metrics_of_the_package() -> None:
    make_store()
    instruments = [each for each in vars(metrics.INSTRUMENTS).values() if hasattr(each, "describe")]
    written = {name_of(each.describe()[0]): set(each._labelnames) for each in instruments}
    read = {name_of(family): set(family._labelnames) for family in gauges.read()}
    # Known only where a broker is asked.
    depth = {"catalog_search_queue_depth": {"queue"}}
    assert written | read | depth == METRICS


def name_of(family: Metric) -> str:
    """Return the name that is asked for: counters end in _total."""
    return family.name + ("_total" if family.type == "counter" else "")


def test_every_metric_that_is_asked_for_exists() -> None:
    asked = {
        metric_of(name) for query in QUERIES for name in re.findall(r"\bcatalog_search_\w+", query)
    }
    assert asked <= set(METRICS)


def test_the_dashboard_shows_every_metric() -> None:
    text = " ".join(PANELS)
    assert [name for name in METRICS if name not in text] == []


def test_labels_that_are_grouped_by_belong_to_the_metric() -> None:
    for query in QUERIES:
        known = {"le"}.union(
            *(METRICS[metric_of(name)] for name in re.findall(r"\bcatalog_search_\w+", query))
        )
        grouped = re.findall(r"\bby \(([\w, ]+)\)", query)
        filtered = re.findall(r'[{,](\w+)(?:=~|!=|=)"', query)
        used = {name.strip() for group in grouped for name in group.split(",")} | set(filtered)
        assert used <= known, query


def test_legends_and_messages_name_labels_of_their_query() -> None:
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            for label in re.findall(r"{{(\w+)}}", target["legendFormat"]):
                assert re.search(rf"by \([^)]*\b{label}\b", target["expr"]), target
    for rule in RULES:
        for label in re.findall(r"\$labels\.(\w+)", json.dumps(rule["annotations"])):
            assert re.search(rf"by \([^)]*\b{label}\b", rule["expr"]), rule["alert"]


def test_panels_do_not_overlap() -> None:
    taken = [
        (x, y)
        for panel in DASHBOARD["panels"]
        for grid in [panel["gridPos"]]
        for x in range(grid["x"], grid["x"] + grid["w"])
        for y in range(grid["y"], grid["y"] + grid["h"])
    ]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24


def test_every_alert_says_what_to_do() -> None:
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "warn", "info"}
        assert rule["annotations"]["summary"] and rule["annotations"]["description"]
