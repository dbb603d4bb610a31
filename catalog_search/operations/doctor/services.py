"""Cache, storage and broker: does each take what it is given?"""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile

from catalog_search import conf
from catalog_search.exceptions import WrongSettings
from catalog_search.exceptions import message as _
from catalog_search.operations import readiness
from catalog_search.operations.doctor.finding import Finding
from catalog_search.operations.probes import Probe

PATIENCE = 5.0
"""Seconds."""
MANY_MESSAGES = 1000


def examine() -> Iterator[Finding]:
    yield from cache()
    yield from storage()
    yield from broker()


def cache() -> Iterator[Finding]:
    answer = Probe[Any](readiness.ask_cache).answer(PATIENCE)
    if answer.state != "ok":
        yield Finding(
            "cache",
            "fault",
            _("The cache does not take what is written to it (%(detail)s)", detail=answer.detail),
            _(
                "Start the cache server, or correct the alias of CATALOG_SEARCH['CACHE'] "
                "in CACHES. Until then pages come without it, and photos cannot be "
                "searched with."
            ),
        )


def storage() -> Iterator[Finding]:
    try:
        store = conf.get_storage()
        name = store.save("catalog_search/doctor.txt", ContentFile(b"It can be written."))
        store.delete(name)
    except WrongSettings:
        # The check E006 tells it.
        return
    except Exception as error:
        yield Finding(
            "storage",
            "caution",
            _(
                "The storage of thumbnails cannot be written (%(name)s: %(error)s).",
                name=type(error).__name__,
                error=error,
            ),
            _(
                "Give the web server's user the right to write to it, or correct the "
                "alias of CATALOG_SEARCH['STORAGE']. Until then pictures are made anew "
                "for each request."
            ),
        )


def broker() -> Iterator[Finding]:
    if not conf.settings().queue_depths:
        return
    answer = Probe(readiness.queue_depths).answer(PATIENCE)
    if answer.state != "ok":
        yield Finding(
            "broker",
            "fault",
            _("The broker does not answer (%(detail)s)", detail=answer.detail),
            _(
                "Start it, or correct CELERY_BROKER_URL. Nothing is lost: what is to be "
                "done stands in the database, and catalog_sync and catalog_index do it "
                "without a broker."
            ),
        )
    for queue, count in (answer.value or {}).items():
        if count > MANY_MESSAGES:
            yield Finding(
                "queue",
                "caution",
                _("%(count)s messages wait in the queue %(queue)s.", count=count, queue=queue),
                _("Start more workers, or see in their logs why tasks fail."),
            )
