"""What does not go together with several worker processes."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution

from catalog_search import conf
from catalog_search.checks.registry import check, options_of
from catalog_search.indexing import prefork


@check
def torch_in_prefork() -> Iterator[CheckMessage]:
    pool = getattr(settings, "CELERY_WORKER_POOL", "prefork")
    if has_workers() and prefork.needs_torch() and pool in ("prefork", "processes"):
        yield Caution(
            "A torch encoder is configured together with Celery's prefork pool: a model loaded "
            "in a forked child hangs or dies.",
            hint=f'{prefork.FIX} Then say so: CELERY_WORKER_POOL = "threads".',
            id="catalog_search.W040",
        )


@check
def shared_folder() -> Iterator[CheckMessage]:
    if has_workers() and options_of(conf.get("INDEX")).get("path"):
        yield Caution(
            "The index is a local folder, which one process alone can open; here web server and "
            "workers are several.",
            hint='Run a Qdrant server and write "INDEX": {"BACKEND": '
            '"catalog_search.backends.qdrant.QdrantIndex", "OPTIONS": {"url": '
            '"http://127.0.0.1:6333"}}, or set CELERY_TASK_ALWAYS_EAGER = True.',
            id="catalog_search.W041",
        )


def has_workers() -> bool:
    """Return whether the project sends its tasks to worker processes."""
    eager = getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False)
    return bool(getattr(settings, "CELERY_BROKER_URL", "")) and not eager
