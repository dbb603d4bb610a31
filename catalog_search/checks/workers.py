"""Check for settings that do not work with several worker processes."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution

from catalog_search import conf
from catalog_search.checks.registry import check, options_of
from catalog_search.indexing import prefork

ONE_PROCESS = "catalog_search.backends.qdrant.QdrantIndex"
"""Its folder belongs to the process that opens it."""


@check
def torch_in_prefork() -> Iterator[CheckMessage]:
    pool = getattr(settings, "CELERY_WORKER_POOL", "prefork")
    if has_workers() and prefork.needs_torch() and pool in ("prefork", "processes"):
        yield Caution(
            "A torch encoder is configured together with Celery's prefork pool: loading a torch "
            "model in a forked process hangs or kills it.",
            hint=f'{prefork.FIX} Then set CELERY_WORKER_POOL = "threads" in the settings.',
            id="catalog_search.W040",
        )


@check
def shared_folder() -> Iterator[CheckMessage]:
    index = conf.settings().index
    if has_workers() and index["BACKEND"] == ONE_PROCESS and options_of(index).get("path"):
        yield Caution(
            "The index is a local folder, which only one process can open, but web server and "
            "workers are separate processes.",
            hint='On one machine set "INDEX": {"BACKEND": '
            '"catalog_search.backends.qdrant_edge.EdgeIndex", "OPTIONS": {"path": ...}} and run '
            'catalog_index --reconcile. On several run a Qdrant server, and set its "url".',
            id="catalog_search.W041",
        )


def has_workers() -> bool:
    """Return whether the project runs its tasks in worker processes."""
    eager = getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False)
    return bool(getattr(settings, "CELERY_BROKER_URL", "")) and not eager
