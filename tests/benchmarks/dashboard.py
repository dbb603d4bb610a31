"""A picture of the dashboard, fed by a run: python -m tests.benchmarks.dashboard docs/dashboard.svg

Serves the shop of tests.benchmarks.load to shoppers while a Prometheus (apt-get install
prometheus) scrapes it, then asks that for every query of deploy/grafana/catalog_search.json and
draws the panels. Grafana itself is not needed. Half way a sync finds new photos, which are indexed.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

from tests.benchmarks.load.__main__ import ROOT, send, shop, web
from tests.benchmarks.load.report import Phase
from tests.support.servers.servers import free_ports, process, wait_until

DASHBOARD = ROOT / "deploy/grafana/catalog_search.json"
TOKEN = "benchmark"
STEP = 2
"""Seconds from scrape to scrape."""
WINDOW = "20s"
"""What Grafana makes of $__rate_interval, for so short a run."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("picture", type=Path)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--shoppers", type=int, default=100)
    options = parser.parse_args()
    if not shutil.which("prometheus"):
        sys.exit("There is no prometheus: apt-get install prometheus (its service may stay off).")
    phase = Phase(options.shoppers, 15, options.minutes)
    with (
        tempfile.TemporaryDirectory(prefix="dashboard-") as name,
        shop(Path(name), SimpleNamespace(products=1500)) as told,
    ):
        folder = Path(name)
        (folder / "metrics").mkdir()
        told |= {"PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"), "LOAD_METRICS_TOKEN": TOKEN}
        with web(folder, told, phase) as (port, _), prometheus(folder, port) as address:
            begun = time.time()
            with indexing(told, after=30 * options.minutes):
                send(folder, port, told, phase)
            draw(address, begun, time.time(), options.picture)


@contextmanager
def indexing(told: dict[str, str], after: float) -> Iterator[None]:
    """Sync and index after so many seconds, beside the block."""
    later = f"sleep {after} && exec {sys.executable} -m tests.benchmarks.load.indexing"
    running = subprocess.Popen(["sh", "-c", later], env=told, cwd=ROOT)
    try:
        yield
    finally:
        if running.wait(120):
            sys.exit("Indexing failed.")


@contextmanager
def prometheus(folder: Path, target: int) -> Iterator[str]:
    """Scrape the web every STEP seconds; yield the address of what was scraped."""
    (port,) = free_ports(1)
    (folder / "token").write_text(TOKEN)
    config = {
        "global": {"scrape_interval": f"{STEP}s"},
        "scrape_configs": [
            {
                "job_name": "shop",
                "authorization": {"credentials_file": str(folder / "token")},
                "static_configs": [{"targets": [f"127.0.0.1:{target}"]}],
            }
        ],
    }
    (folder / "prometheus.json").write_text(json.dumps(config))
    command = [
        "prometheus",
        f"--config.file={folder / 'prometheus.json'}",
        f"--storage.tsdb.path={folder / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    address = f"http://127.0.0.1:{port}"
    with process(command, folder / "prometheus.log", wait=15):
        wait_until(f"{address}/-/ready")
        yield address


def ask(address: str, expression: str, begun: float, ended: float) -> list[dict[str, Any]]:
    """Return the series of a query of the dashboard, of all stores."""
    query = expression.replace("$__rate_interval", WINDOW).replace("$store", ".*")
    words = {"query": query, "start": f"{begun:.0f}", "end": f"{ended:.0f}", "step": f"{STEP}"}
    with urlopen(f"{address}/api/v1/query_range?{urllib.parse.urlencode(words)}") as answer:  # noqa: S310
        found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
    return found


def draw(address: str, begun: float, ended: float, picture: Path) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "catalog_search"
    from matplotlib import pyplot

    panels = json.loads(DASHBOARD.read_text())["panels"]
    figure, axes = pyplot.subplots(len(panels) // 3, 3, figsize=(15, 2.6 * len(panels) / 3))
    for panel, axis in zip(panels, axes.flat, strict=True):
        axis.set_title(panel["title"], fontsize=9, loc="left")
        for target in panel["targets"]:
            for series in ask(address, target["expr"], begun, ended):
                times, values = zip(*series["values"], strict=True)
                minutes = [(at - begun) / 60 for at in times]
                name = legend(target["legendFormat"], series["metric"])
                axis.plot(minutes, [float(value) for value in values], lw=1, label=name)
        axis.set_ylim(bottom=0)
        axis.tick_params(labelsize=7)
        if axis.lines:
            axis.legend(fontsize=6, frameon=False, ncols=2)
        else:
            axis.text(0.5, 0.5, "no data", ha="center", transform=axis.transAxes, fontsize=8)
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})
    picture.write_text(shortened(picture.read_text()))


def shortened(svg: str) -> str:
    """Return the picture with coordinates of paths to a tenth of a point: half the file."""

    def rounded(path: re.Match[str]) -> str:
        return re.sub(r"\d+\.\d+", lambda number: f"{float(number[0]):.1f}", path[0])

    return re.sub(r' d="[^"]+"', rounded, svg)


def legend(pattern: str, labels: dict[str, str]) -> str:
    for name, value in labels.items():
        pattern = pattern.replace("{{" + name + "}}", value)
    return pattern


if __name__ == "__main__":
    main()
