"""Why photos wait to be indexed: their source, or nobody at work."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from catalog_search.exceptions import message as _
from catalog_search.exceptions import read_message
from catalog_search.indexing.stages import pauses
from catalog_search.indexing.status import StoreStatus
from catalog_search.models import Photo, SourceOutage, Store, SyncRun
from catalog_search.operations.doctor.finding import Finding

IDLE_AFTER = timedelta(hours=1)
"""Photos that wait this long after the last sync, and nobody works on one: nobody indexes."""


def waiting(store: Store, store_status: StoreStatus) -> Iterator[Finding]:
    if store_status.postponed:
        yield postponed(store, store_status)
    if outage := SourceOutage.objects.filter(store=store).first():
        yield Finding(
            "source away",
            "fault",
            _(
                "The source hands out no photo; that began %(since)s: %(reason)s",
                since=ago(outage.since),
                reason=read_message(outage.problem),
            ),
            _("See that the source answers. Indexing asks it again after a pause."),
            store.slug,
        )
        return
    if not (stale := store_status.stale - store_status.postponed) or store_status.claimed:
        return
    last = SyncRun.objects.filter(store=store, finished_at__isnull=False).order_by("-started_at")
    ended = last.values_list("finished_at", flat=True).first()
    is_idle = ended is None or timezone.now() - ended > IDLE_AFTER
    yield Finding(
        "stale",
        "fault" if is_idle else "caution",
        _("%(stale)s photos wait to be indexed, and no process works on one.", stale=stale),
        _("Run catalog_index, or start a worker and beat; see in their logs why they stopped."),
        store.slug,
    )


def postponed(store: Store, store_status: StoreStatus) -> Finding:
    first = Photo.objects.filter(pauses.waiting(), store=store).order_by("pk").first()
    return Finding(
        "postponed",
        "caution",
        _(
            "%(postponed)s photos could not be read for the moment, the first because: %(reason)s",
            postponed=store_status.postponed,
            reason=read_message(first.reason if first else ""),
        ),
        _("Indexing reads them again after a pause. See that the source hands them out."),
        store.slug,
    )


def ago(moment: datetime) -> str:
    hours = (timezone.now() - moment).total_seconds() / 3600
    if hours < 48:
        return _("%(count)s hours ago", count=f"{hours:.0f}")
    return _("%(count)s days ago", count=f"{hours / 24:.0f}")
