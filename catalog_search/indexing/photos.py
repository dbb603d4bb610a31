"""Index stale photos store by store; pipeline.py has the stages.

A run may be killed at any point. Unfinished rows stay stale, and the next run indexes them, with
the same points as a run that was not interrupted.
"""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog_search import conf
from catalog_search.catalogue import complements
from catalog_search.catalogue import store as catalogue
from catalog_search.exceptions import SourceUnavailable, message_of
from catalog_search.indexing import moderation, reconcile, sales, withdrawals
from catalog_search.indexing.baselines import recalibration
from catalog_search.indexing.filling import note_filling
from catalog_search.indexing.moderation import teaching
from catalog_search.indexing.stages import pauses
from catalog_search.indexing.stages.pipeline import Pipeline
from catalog_search.indexing.stages.report import IndexingReport
from catalog_search.models import Collection, Photo, PointToDelete, SourceOutage, Store, databases
from catalog_search.models.indexing import collections
from catalog_search.models.stores import configured, row_of
from catalog_search.text.store import words_cache

PUBLISHED_EVERY = 5000
"""Photos after which a long run looks whether words and columns are due."""


@databases.primary()
@collections.serving()
def index_stale(
    limit: int | None = None,
    store: Store | str | None = None,
    progress: Callable[[IndexingReport], None] | None = None,
    report: IndexingReport | None = None,
    *,
    patient: bool = False,
) -> IndexingReport:
    """Index stale photos until none is unclaimed, or about `limit` are done; return the report.

    `store` is a store or its slug; None for all that the settings have.
    Counts are added to `report` if one is given.
    Raises SourceUnavailable, EncoderUnavailable or IndexUnavailable; the claimed photos are then
    given back without counting an attempt. A photo that the source does not hand out for the
    moment, though others can be read, is left for a later run. If one store's source is down, the
    other stores are indexed before its error is raised. With `patient`, such a store is left out
    for a while, the longer the longer its source was away.
    """
    report = report or IndexingReport()
    max_total = None if limit is None else report.total + limit
    outage: SourceUnavailable | None = None
    with report.stage("all"):
        collection = conf.get_index().create()
        remember_collection()
        delete_tombstones(report)
        for each_store in configured() if store is None else [row_of(store)]:
            if patient and SourceOutage.is_paused(each_store):
                continue
            before = report.total
            try:
                index_store(each_store, collection, max_total, report, progress)
            except SourceUnavailable as error:
                outage = error
                if report.total == before:
                    SourceOutage.note(each_store, message_of(error))
                    continue
            SourceOutage.end(each_store)
        delete_tombstones(report)
    if outage:
        raise outage
    return report


def index_store(
    store: Store,
    collection: str,
    max_total: int | None,
    report: IndexingReport,
    progress: Callable[[IndexingReport], None] | None,
) -> None:
    """Index the store's stale photos until the report's total reaches `max_total`.

    Afterwards calibrate the store if enough changed. What processes read of the store is published
    when no stale photo is left, and meanwhile if it is due.
    """
    before = report.total
    withdrawals.announce(store)
    retry(Photo.objects.filter(store=store, retry_at__lte=timezone.now()))
    with report.stage("sales"):
        sales.settle_due(store)
    with report.stage("adopt"):
        report.adopted += reconcile.adopt(store, collection)
    note_filling(store, collection)
    with report.stage("judge again"):
        moderation.judge_again(store)
        moderation.judge_uploads(store)
    drained = index_in_steps(store, collection, max_total, report, progress)
    note_filling(store, collection, drained=drained)
    withdrawals.settle(store)
    if report.total > before and recalibration.is_due(store):
        with report.stage("calibrate"):
            recalibration.calibrate(store)
            first = teaching.calibrate_all(store)
        if first:
            # Until now its photos were judged without knowing what is usual in this store.
            index_store(store, collection, max_total, report, progress)
    if drained:
        store.refresh_from_db(using=databases.alias(), fields=["indexed_at"])
        publish(store, report, drained=True)


def index_in_steps(
    store: Store,
    collection: str,
    max_total: int | None,
    report: IndexingReport,
    progress: Callable[[IndexingReport], None] | None,
) -> bool:
    """Index until no photo is stale or `max_total` is reached; return whether none is stale.

    Between the steps, what is due is published.
    """
    drained = False
    while not drained and (max_total is None or report.total < max_total):
        done = report.total
        try:
            stop = next_stop(done, max_total)
            drained = Pipeline(store, collection, stop, report, progress).run()
        finally:
            if report.total > done:
                recalibration.add_changes(store, report.total - done)
        if report.total == done:
            break
        if not drained:
            publish(store, report, drained=False)
            note_filling(store, collection)
    return drained


def remember_collection() -> None:
    """Note the collection that is filled. The first is live; so is the only encoder's always."""
    row = Collection.in_use()
    if not conf.settings().next_encoder or not Collection.objects.filter(is_live=True).exists():
        row.make_live()
        conf.get_index().announce()


def next_stop(done: int, max_total: int | None) -> int:
    """Return the total at which a run looks whether to publish what it has."""
    return min(done + PUBLISHED_EVERY, max_total or done + PUBLISHED_EVERY)


PUBLISHED = (words_cache, catalogue, complements)


def is_publishing_due(store: Store) -> bool:
    """Return whether anything that is published is older than what is indexed."""
    return any(file.needs_publishing(store, drained=True) for file in PUBLISHED)


def publish(store: Store, report: IndexingReport, *, drained: bool) -> None:
    """Publish the store's words, columns and complements if they are due."""
    for file in PUBLISHED:
        if file.needs_publishing(store, drained=drained):
            with report.stage(f"publish {file.KIND}"):
                file.publish(store)


def delete_tombstones(report: IndexingReport) -> None:
    """Delete the points of deleted rows, then their tombstones."""
    while tombstones := list(PointToDelete.objects.order_by("pk")[:1000]):
        with report.stage("delete"):
            withdrawals.delete_points([str(row.point_id) for row in tombstones])
            withdrawals.note_change({row.store for row in tombstones})
            PointToDelete.objects.filter(pk__in=[row.pk for row in tombstones]).delete()
        report.deleted += len(tombstones)


def retry(rows: "QuerySet[Photo]") -> int:
    """Let the next run read quarantined photos, and those that wait; return how many they are."""
    failed = rows.filter(pauses.waiting() | Q(state=Photo.State.QUARANTINED))
    return failed.update(
        state=Photo.State.LIVE, reason="", claimed_by=None, claimed_until=None, **pauses.NOT_TRIED
    )
