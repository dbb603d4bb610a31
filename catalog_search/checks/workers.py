"""Check for settings that do not work with several worker processes."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import backend_path, check, options_of
from catalog_search.exceptions import translated
from catalog_search.indexing import prefork

ONE_PROCESS = "catalog_search.backends.qdrant.QdrantIndex"
"""Its folder belongs to the process that opens it."""
EDGE = '{"BACKEND": "catalog_search.backends.qdrant_edge.EdgeIndex", "OPTIONS": {"path": ...}}'


@check
def torch_in_prefork() -> Iterator[CheckMessage]:
    pool = getattr(settings, "CELERY_WORKER_POOL", "prefork")
    encoders = [conf.settings().encoder, conf.settings().next_encoder]
    if has_workers() and prefork.needs_torch(encoders) and pool in ("prefork", "processes"):
        yield Caution(
            gettext(
                "A torch encoder is configured together with Celery's prefork pool: loading a "
                "torch model in a forked process hangs or kills it."
            ),
            hint=gettext('%(fix)s Then set CELERY_WORKER_POOL = "threads" in the settings.')
            % {"fix": translated(prefork.FIX)},
            id="catalog_search.W040",
        )


@check
def shared_folder() -> Iterator[CheckMessage]:
    index = conf.settings().index
    if has_workers() and backend_path(index) == ONE_PROCESS and options_of(index).get("path"):
        yield Caution(
            gettext(
                "The index is a local folder, which only one process can open, but web server and "
                "workers are separate processes."
            ),
            hint=gettext(
                'On one machine set "INDEX" to %(index)s and run catalog_index --reconcile. On '
                'several run a Qdrant server, and set its "url".'
            )
            % {"index": EDGE},
            id="catalog_search.W041",
        )


def has_workers() -> bool:
    """Return whether the project runs its tasks in worker processes."""
    eager = getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False)
    return bool(getattr(settings, "CELERY_BROKER_URL", "")) and not eager
