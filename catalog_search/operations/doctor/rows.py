"""Findings in the database: failed syncs, waiting photos, points that do not match."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone

from catalog_search import conf
from catalog_search.exceptions import message as _
from catalog_search.indexing.photos import delete_tombstones, is_publishing_due, publish
from catalog_search.indexing.reconcile import reconcile
from catalog_search.indexing.stages import claims
from catalog_search.indexing.stages.report import IndexingReport
from catalog_search.indexing.status import Status, StoreStatus, status
from catalog_search.models import Product, Store, SyncRun, databases
from catalog_search.models.indexing import collections
from catalog_search.operations.doctor.editors import editors_of_nothing
from catalog_search.operations.doctor.finding import Finding
from catalog_search.operations.doctor.waiting import ago, waiting
from catalog_search.sync import runs

OLD_AFTER = timedelta(days=1)
DECIDE = _("Bring back what the source lacks, or run catalog_sync --allow-deletes to let it go.")


def database() -> Iterator[Finding]:
    """Return what keeps rows from being read: no answer, or tables that are not there."""
    try:
        missing = databases.missing_migrations()
    except DatabaseError as error:
        yield Finding(
            "database",
            "fault",
            _("The database does not answer (%(error)s).", error=error),
            _("Start it, or correct DATABASES. No page can be answered until then."),
        )
        return
    if missing:
        yield Finding(
            "migrations",
            "fault",
            _("%(missing)s migrations of catalog_search are not applied.", missing=missing),
            _("Run manage.py migrate."),
        )


def examine() -> Iterator[Finding]:
    named = Store.objects.filter(slug__in=conf.settings().stores).order_by("slug")
    stores = list(named)
    report = status(stores)
    yield from index(report)
    for store, store_status in zip(stores, report.stores, strict=True):
        yield from syncs(store)
        yield from photos(store, store_status)
        yield from published(store)
    for slug in sorted({*conf.settings().stores} - {store.slug for store in stores}):
        yield never_synced(slug)
    yield from editors_of_nothing()


def index(report: Status) -> Iterator[Finding]:
    if report.problem:
        # Where the system checks found the same, they report it too, with its remedy.
        yield Finding(
            "status",
            "fault",
            report.problem,
            _("Do what the message says; pages show what the database finds by words until then."),
        )
    if report.points_to_delete:
        yield Finding(
            "points to delete",
            "caution",
            _(
                "%(points_to_delete)s points of deleted photos are still in the index.",
                points_to_delete=report.points_to_delete,
            ),
            _("Indexing deletes them: run catalog_index, or start a worker."),
            mend=None if report.problem else delete_points,
        )


@collections.serving()
def delete_points() -> str:
    report = IndexingReport()
    delete_tombstones(report)
    return _("Deleted %(deleted)s points of deleted photos.", deleted=report.deleted)


def syncs(store: Store) -> Iterator[Finding]:
    last = SyncRun.objects.filter(store=store).order_by("-started_at").first()
    if last is None:
        yield never_synced(store.slug)
    elif last.state == SyncRun.State.FAILED:
        yield Finding(
            "sync failed",
            "fault",
            _("The last sync failed: %(message)s", message=last.message),
            _("Do what the message says, then run catalog_sync."),
            store.slug,
        )
    elif last.state == SyncRun.State.STOPPED:
        yield Finding("sync stopped", "fault", last.message, DECIDE, store.slug)
    elif last.state == SyncRun.State.RUNNING:
        yield from dead_sync(store, last)
    elif timezone.now() - last.started_at > OLD_AFTER:
        yield Finding(
            "sync old",
            "caution",
            _("The last sync was %(started_at)s.", started_at=ago(last.started_at)),
            _("Run catalog_sync from cron, or start the worker and beat."),
            store.slug,
        )


def never_synced(slug: str) -> Finding:
    return Finding(
        "sync missing", "caution", _("It was never synced."), _("Run catalog_sync."), slug
    )


def dead_sync(store: Store, last: SyncRun) -> Iterator[Finding]:
    if not last.is_silent:
        return

    def end() -> str:
        runs.fail_stale_runs(store)
        return _("Ended the sync that no process works on; the next one repairs what it left.")

    yield Finding(
        "sync dead",
        "fault",
        _(
            "A sync has given no sign since %(heartbeat_at)s: its process died.",
            heartbeat_at=ago(last.heartbeat_at),
        ),
        _("The next catalog_sync takes over."),
        store.slug,
        end,
    )


def photos(store: Store, store_status: StoreStatus) -> Iterator[Finding]:
    yield from waiting(store, store_status)
    yield from expired_claims(store)
    yield from quarantined_photos(store, store_status)
    yield from products_without_photo(store)
    yield from different_points(store, store_status)


def expired_claims(store: Store) -> Iterator[Finding]:
    if not (expired := claims.count_expired(store)):
        return

    def release() -> str:
        return _("Ended %(claims)s claims of workers that died.", claims=claims.release_expired())

    yield Finding(
        "claims expired",
        "caution",
        _("%(expired)s photos are claimed by workers that died.", expired=expired),
        _("The next indexing run takes them over."),
        store.slug,
        release,
    )


def quarantined_photos(store: Store, store_status: StoreStatus) -> Iterator[Finding]:
    if not (quarantined := store_status.photos["quarantined"]):
        return
    yield Finding(
        "quarantined",
        "caution",
        _(
            "%(quarantined)s photos could not be read or embedded, the first because: %(reason)s",
            quarantined=quarantined,
            reason=store_status.quarantined[0].reason
            if store_status.quarantined
            else _("see the admin"),
        ),
        _("Correct them in the source, or retry them in the admin under Quarantined photos."),
        store.slug,
    )


def products_without_photo(store: Store) -> Iterator[Finding]:
    """Yield a finding if products are in no search because the source names no photo of them."""
    products = Product.objects.filter(store=store, visible=True, photos=None).count()
    if not products:
        return
    yield Finding(
        "without photo",
        "caution",
        _("%(products)s products have no photo, so no search finds them.", products=products),
        _("Add their photos to the source. The admin lists them: Products, Without a photo."),
        store.slug,
    )


def different_points(store: Store, store_status: StoreStatus) -> Iterator[Finding]:
    """Yield a finding if the index has more or fewer points than the rows say."""
    if store_status.points in (None, store_status.expected_points):
        return
    yield Finding(
        "points",
        "fault",
        _(
            "The index has %(points)s points, and rows say %(expected_points)s.",
            points=store_status.points,
            expected_points=store_status.expected_points,
        ),
        _("Run catalog_index --reconcile."),
        store.slug,
        compare,
    )


def compare() -> str:
    repaired = reconcile()
    return _(
        "Compared rows and points: %(rows_without_point)s photos will be indexed "
        "again, %(points_without_row)s points without a row deleted.",
        rows_without_point=repaired.rows_without_point + repaired.points_of_other_content,
        points_without_row=repaired.points_without_row,
    )


def published(store: Store) -> Iterator[Finding]:
    if not is_publishing_due(store):
        return

    def write() -> str:
        publish(store, IndexingReport(), drained=True)
        return _("Published the store's words and columns again.")

    yield Finding(
        "published",
        "caution",
        _("The words or columns that pages read are older than what is indexed."),
        _("The next indexing run that leaves nothing stale publishes them: run catalog_index."),
        store.slug,
        write,
    )
