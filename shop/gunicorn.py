"""gunicorn's settings for the shop: `gunicorn --config python:shop.gunicorn shop.wsgi`."""

from typing import Any


def post_worker_init(worker: Any) -> None:
    """Load the model in each worker before its first search; /readyz says when it is there."""
    from catalog_search.operations import warming

    warming.start()


def child_exit(server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that is gone, where workers share PROMETHEUS_MULTIPROC_DIR."""
    from catalog_search.operations import exposition

    exposition.forget_process(worker.pid)
