"""Shoppers in front of real servers: python -m tests.benchmarks.load --shoppers 1000 --minutes 8

Fills a shop of invented products (starter model, index folder, PostgreSQL, Valkey) and serves it by
gunicorn with deploy/gunicorn.conf.py. locust sends shoppers, who look at each page for --think
seconds. With --crowd so many times as many come afterwards, and with --unlimited again without the
middleware that refuses what does not fit. Prints for each page: requests, failures, milliseconds
until the answer (median, 95 and 99 of 100), and for each kind of server seconds of CPU a request.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.load.report import Phase, cpu_of, said
from tests.benchmarks.walks import say
from tests.support.servers.servers import free_ports, postgresql, process, valkey, wait_until

ROOT = Path(__file__).parents[3]
RUN = [sys.executable, "-m"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=3000)
    parser.add_argument("--shoppers", type=int, default=1000)
    parser.add_argument("--think", type=float, default=60, help="seconds from page to page")
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--crowd", type=float, default=0, help="times as many shoppers, afterwards")
    parser.add_argument("--crowd-minutes", type=float, default=2)
    parser.add_argument("--unlimited", action="store_true", help="the crowd without the middleware")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="load-") as name, shop(Path(name), options) as told:
        for phase in phases(options):
            with web(Path(name), told, phase) as (port, parent):
                before = cpu_of(parent)
                stats = send(Path(name), port, told, phase)
                say("\n".join(said(phase, stats, cpu_of(parent) - before)) + "\n")


def phases(options: argparse.Namespace) -> Iterator[Phase]:
    if options.minutes:
        yield Phase(options.shoppers, options.think, options.minutes)
    if options.crowd:
        many = round(options.crowd * options.shoppers)
        yield Phase(many, options.think, options.crowd_minutes)
        if options.unlimited:
            yield Phase(many, options.think, options.crowd_minutes, unlimited=True)


@contextmanager
def shop(folder: Path, options: argparse.Namespace) -> Iterator[dict[str, str]]:
    """Fill a shop; yield the environment of its processes."""
    with postgresql() as database, valkey() as cache:
        told = {
            **os.environ,
            "GROWTH_FOLDER": str(folder),
            "GROWTH_DATABASE": database,
            "LOAD_CACHE": cache,
            "TMPDIR": str(folder),
        }
        fill = [*RUN, "tests.benchmarks.large_shop", str(options.products)]
        subprocess.run(fill, check=True, env=told, cwd=ROOT)
        yield {**told, "LOAD_FIRST": "1", "LOAD_LAST": str(options.products)}


@contextmanager
def web(folder: Path, told: dict[str, str], phase: Phase) -> Iterator[tuple[int, int]]:
    """Serve the shop; yield its port and the id of the processes' parent."""
    (port,) = free_ports(1)
    more = {"WEB_BIND": f"127.0.0.1:{port}", "LOAD_UNLIMITED": "1" if phase.unlimited else ""}
    words = [f"{name}={value}" for name, value in {**told, **more}.items()]
    serve = [*RUN, "gunicorn", "--config", "deploy/gunicorn.conf.py", "tests.benchmarks.load.wsgi"]
    log = folder / "web.log"
    with process(["env", f"--chdir={ROOT}", *words, *serve], log, wait=40) as running:
        wait_until(f"http://127.0.0.1:{port}/?q=lamp")
        yield port, running.pid
    if "Traceback" in log.read_text():
        say(log.read_text()[-3000:])


def send(folder: Path, port: int, told: dict[str, str], phase: Phase) -> Path:
    """Send the phase's shoppers; return locust's file of figures."""
    command = [
        *(*RUN, "locust", "--headless", "--only-summary", "--loglevel", "ERROR"),
        *("--locustfile", "tests/benchmarks/load/shoppers.py"),
        *("--host", f"http://127.0.0.1:{port}", "--csv", str(folder / "figures")),
        *("--users", str(phase.shoppers), "--spawn-rate", "200", "--exit-code-on-error", "0"),
        *("--run-time", f"{round(60 * phase.minutes)}s"),
    ]
    environment = {**told, "LOAD_THINK": str(phase.think)}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return folder / "figures_stats.csv"


if __name__ == "__main__":
    main()
