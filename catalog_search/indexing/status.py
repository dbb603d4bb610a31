"""How a store stands: what is there, what waits, what is wrong."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from catalog_search import conf
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import Photo, PointToDelete, Store, Suggestion, SyncRun
from catalog_search.types import SCHEMA, Match

LISTED = 100
"""Photos named one by one in a status; the counts tell of all."""
RUNS = 5


@dataclass(frozen=True, slots=True)
class SetAside:
    """A photo that is not found, and why."""

    key: str
    sku: str
    reason: str
    attempts: int
    """Times it was started since it last succeeded; 0 for a blocked photo."""


@dataclass(frozen=True, slots=True)
class Run:
    """A sync as it is now; times in ISO 8601, "" while it is not finished."""

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
    """One store, in products, photos and points."""

    store: str
    products: int
    visible: int
    without_category: int
    photos: dict[str, int]
    """By state, every state named."""
    stale: int
    claimed: int
    """Stale photos that a worker has in hand."""
    expected_points: int
    points: int | None
    """None where the index does not answer."""
    open_suggestions: int
    quarantined: tuple[SetAside, ...]
    blocked: tuple[SetAside, ...]
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """The whole: model, index, stores. `problem` says what does not answer; "" when all does."""

    model_id: str = ""
    collection: str = ""
    dimension: int | None = None
    points_to_delete: int = 0
    problem: str = ""
    stores: tuple[StoreStatus, ...] = field(default=())


def status(stores: list[Store]) -> Status:
    """Return how the stores stand. An index or model that fails is reported, not raised."""
    waiting = PointToDelete.objects.count()
    model_id = ""
    try:
        model_id = conf.get_encoder().model_id
        state = conf.get_index().state()
        known = tuple(store_status(store, model_id, points(store)) for store in stores)
    except CatalogSearchError as error:
        known = tuple(store_status(store, model_id, None) for store in stores)
        return Status(model_id, points_to_delete=waiting, problem=str(error), stores=known)
    return Status(model_id, state.collection, state.dimension, waiting, stores=known)


def points(store: Store) -> int:
    return conf.get_index().count((Match("store", (store.slug,)),))


def store_status(store: Store, model_id: str, found: int | None) -> StoreStatus:
    products = store.products.aggregate(
        all=Count("pk"),
        visible=Count("pk", filter=Q(visible=True)),
        without=Count("pk", filter=Q(category="")),
    )
    stale = Photo.objects.stale(model_id).filter(store=store)
    live = store.photos.filter(state=Photo.State.LIVE)
    suggestions = Suggestion.objects.filter(product__store=store, state=Suggestion.State.OPEN)
    return StoreStatus(
        store=store.slug,
        products=products["all"],
        visible=products["visible"],
        without_category=products["without"],
        photos=by_state(store),
        stale=stale.count(),
        claimed=stale.exclude(claimed_by=None).count(),
        expected_points=live.filter(indexed_model=model_id, indexed_schema=SCHEMA)
        .exclude(indexed_etag="")
        .count(),
        points=found,
        open_suggestions=suggestions.count(),
        quarantined=set_aside(store, Photo.State.QUARANTINED),
        blocked=set_aside(store, Photo.State.BLOCKED),
        runs=tuple(as_run(run) for run in store.runs.all()[:RUNS]),
    )


def by_state(store: Store) -> dict[str, int]:
    counted = store.photos.order_by().values_list("state").annotate(Count("pk"))
    return {**dict.fromkeys(Photo.State.values, 0), **dict(counted)}


def set_aside(store: Store, state: str) -> tuple[SetAside, ...]:
    photos = store.photos.filter(state=state).select_related("product").order_by("key")[:LISTED]
    return tuple(
        SetAside(photo.key, photo.product.sku, photo.reason, photo.attempts) for photo in photos
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
