"""The status of stores: row and point counts, pending work and problems."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.db.models import Count, Q

from catalog_search import conf
from catalog_search.exceptions import CatalogSearchError, message_of
from catalog_search.indexing.stages import pauses
from catalog_search.models import (
    CategorySuggestion,
    Collection,
    Photo,
    PointToDelete,
    Store,
    SyncRun,
    databases,
)
from catalog_search.models.indexing import collections
from catalog_search.protocols.breaker import BreakerState
from catalog_search.types import Match

LISTED = 100
"""Quarantined or blocked photos listed individually; the counts include all."""
RUNS = 5


@dataclass(frozen=True, slots=True)
class ExcludedPhoto:
    """A photo that cannot be found by searches, and why."""

    key: str
    sku: str
    reason: str
    attempts: int
    """Indexing attempts since the last success; 0 for a blocked photo."""


@dataclass(frozen=True, slots=True)
class Run:
    """A sync run. Times are in ISO 8601; `finished_at` is "" while it is running."""

    state: str
    started_at: str
    finished_at: str
    products: int
    photos: int
    photos_new: int
    photos_changed: int
    photos_deleted: int
    problems: int
    message: str


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """Counts of one store's products, photos and points, and its latest runs."""

    store: str
    products: int
    visible: int
    without_category: int
    photos: dict[str, int]
    """Count by state, including states without photos."""
    stale: int
    postponed: int
    """Stale photos that the source did not hand out and that are read again after a pause."""
    claimed: int
    """Stale photos that a worker has claimed."""
    expected_points: int
    points: int | None
    """None if the index does not answer."""
    open_suggestions: int
    quarantined: tuple[ExcludedPhoto, ...]
    blocked: tuple[ExcludedPhoto, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class OtherCollection:
    """A collection that searches do not use: the next model's, or one to go back to."""

    name: str
    model_id: str
    share: float
    """Share of the photos that searches find, as last counted; from 0 to 1."""
    is_being_filled: bool


@dataclass(frozen=True, slots=True)
class Status:
    """Model, index and stores. `problem` says which of them does not answer; "" if all do."""

    model_id: str = ""
    collection: str = ""
    dimension: int | None = None
    points_to_delete: int = 0
    problem: str = ""
    stores: tuple[StoreStatus, ...] = field(default=())
    engines: tuple[BreakerState, ...] = ()
    """The engines that this process has used, and whether they are left alone for a while."""
    others: tuple[OtherCollection, ...] = ()


@databases.primary()
@collections.serving()
def status(stores: list[Store]) -> Status:
    """Return the stores' status. A failing index or model is reported in it, not raised."""
    return replace(
        index_status(stores), engines=tuple(conf.engines()), others=tuple(other_collections())
    )


def other_collections() -> Iterator[OtherCollection]:
    for row in Collection.objects.filter(is_live=False):
        yield OtherCollection(row.name, row.model_id, row.share, row.is_being_filled)


def index_status(stores: list[Store]) -> Status:
    points_to_delete = PointToDelete.objects.count()
    model_id = ""
    try:
        model_id = conf.get_encoder().model_id
        state = conf.get_index().state()
        statuses = tuple(store_status(store, state.id, count_points(store)) for store in stores)
    except CatalogSearchError as error:
        return Status(
            model_id,
            points_to_delete=points_to_delete,
            problem=message_of(error),
            stores=tuple(store_status(store, None, None) for store in stores),
        )
    return Status(model_id, state.collection, state.dimension, points_to_delete, stores=statuses)


def count_points(store: Store) -> int:
    return conf.get_index().count((Match("store", (store.slug,)),))


def store_status(store: Store, collection: str | None, points: int | None) -> StoreStatus:
    """Return the store's status. Without an index to ask, each point counts as where it belongs."""
    products = store.products.aggregate(
        all=Count("pk"),
        visible=Count("pk", filter=Q(visible=True)),
        without=Count("pk", filter=Q(category="")),
    )
    behind = Photo.objects.filter(behind=1)
    stale = (behind if collection is None else Photo.objects.stale(collection)).filter(store=store)
    live = store.photos.filter(state=Photo.State.LIVE)
    suggestions = CategorySuggestion.objects.filter(
        product__store=store, state=CategorySuggestion.State.OPEN
    )
    return StoreStatus(
        store=store.slug,
        products=products["all"],
        visible=products["visible"],
        without_category=products["without"],
        photos=by_state(store),
        stale=stale.count(),
        postponed=stale.filter(pauses.waiting()).count(),
        claimed=stale.exclude(claimed_by=None).count(),
        expected_points=(live if collection is None else live.filter(indexed_in=collection))
        .exclude(indexed_etag="")
        .count(),
        points=points,
        open_suggestions=suggestions.count(),
        quarantined=excluded_photos(store, Photo.State.QUARANTINED),
        blocked=excluded_photos(store, Photo.State.BLOCKED),
        runs=tuple(as_run(run) for run in store.runs.all()[:RUNS]),
    )


def by_state(store: Store) -> dict[str, int]:
    counts = store.photos.order_by().values_list("state").annotate(Count("pk"))
    return {**dict.fromkeys(Photo.State.values, 0), **dict(counts)}


def excluded_photos(store: Store, state: str) -> tuple[ExcludedPhoto, ...]:
    photos = store.photos.filter(state=state).select_related("product").order_by("key")[:LISTED]
    return tuple(
        ExcludedPhoto(photo.key, photo.product.sku, photo.reason, photo.attempts)
        for photo in photos
    )


def as_run(run: SyncRun) -> Run:
    return Run(
        state=run.state,
        started_at=run.started_at.isoformat(),
        finished_at=run.finished_at.isoformat() if run.finished_at else "",
        products=run.products,
        photos=run.photos,
        photos_new=run.photos_new,
        photos_changed=run.photos_changed,
        photos_deleted=run.photos_deleted,
        problems=run.problem_count,
        message=run.message,
    )
