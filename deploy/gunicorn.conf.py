"""Gunicorn for the shop: `gunicorn --config deploy/gunicorn.conf.py shop.wsgi`."""

import os
from typing import Any

# One thread for products of matrices: with more, pages that work at once wait for each other's
# threads (docs/load.md). It must be set before a worker imports numpy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

bind = os.environ.get("WEB_BIND", "0.0.0.0:8000")

# One process a core: pages are mostly Python, which runs one thread at a time in each process.
workers = int(os.environ.get("WEB_CONCURRENCY") or min(8, len(os.sched_getaffinity(0))))

# More threads than MAX_CONCURRENT lets work: the others wait for their turn, or say at once that
# the shop is busy. With no thread left to say so, requests would queue unseen.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "24"))
backlog = 128

# Seconds. A thread may take longer; a process whose main loop is silent for so long is replaced.
timeout = 30
graceful_timeout = 30
# Longer than the proxy keeps an idle connection, or it may send into one that is being closed.
keepalive = 75

# A process is replaced now and then, so that what leaks in a year stays small.
max_requests = 20_000
max_requests_jitter = 5_000

# Heartbeats in memory: a slow disk would look like a process that hangs.
worker_tmp_dir = "/dev/shm"  # noqa: S108  gunicorn makes a private file there
control_socket_disable = True

# Addresses carry links to shoppers' photos, so requests are logged on demand alone.
accesslog = os.environ.get("WEB_ACCESS_LOG") or None


WARMING_SECONDS = 20


def post_worker_init(worker: Any) -> None:
    """Load the model before the process takes requests, so that no shopper waits for it."""
    from catalog_search.operations import warming

    # /readyz tells what failed; the process serves all the same.
    warming.start().thread.join(WARMING_SECONDS)


def child_exit(server: Any, worker: Any) -> None:
    """Forget the gauges of a process that ended."""
    from catalog_search.operations import exposition

    exposition.forget_process(worker.pid)
