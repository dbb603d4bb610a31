"""Reads settings.CATALOG_SEARCH and builds the backends; no other module does either."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from threading import RLock
from typing import Any, Literal, TypeVar, cast

from django.conf import settings as project
from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.base import BaseCache
from django.core.files.storage import InvalidStorageError, Storage, storages
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from catalog_search.exceptions import WrongSettings
from catalog_search.protocols import CatalogSource, Detector, Encoder, VectorIndex
from catalog_search.protocols.breaker import BreakerState, CircuitBreaker
from catalog_search.protocols.guarded import GuardedIndex, GuardedPhotos

Entry = Mapping[str, Any]
"""A backend as settings name it: {"BACKEND": dotted path, "OPTIONS": {...}}."""


QUICK = {"connect_timeout": 2, "read_timeout": 2, "transfer_timeout": 2, "max_attempts": 1}
"""Options of a source while somebody waits for it, where it has them. The times are seconds."""


def backend(name: str, options: Mapping[str, object] | None = None) -> Entry:
    """Return the entry for a backend of this package."""
    return {"BACKEND": f"catalog_search.backends.{name}", "OPTIONS": dict(options or {})}


@dataclass(frozen=True, slots=True)
class Settings:
    """The keys of CATALOG_SEARCH in lower case, with their defaults; README describes each."""

    stores: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    default_store: str = ""
    store_of_request: str = "catalog_search.models.stores.default_store"
    encoder: Entry = field(default_factory=lambda: backend("onnx.OnnxEncoder"))
    detector: Entry = field(default_factory=lambda: backend("segments.SegmentsDetector"))
    index: Entry = field(
        default_factory=lambda: backend("qdrant_edge.EdgeIndex", {"path": "var/index"})
    )
    facets: list[str] = field(default_factory=list)
    shown_attributes: list[str] = field(default_factory=list)
    language: str = "english"
    synonyms: list[Any] = field(default_factory=list)
    barcodes: list[str] = field(default_factory=lambda: ["barcode", "ean", "gtin", "upc"])
    max_photo_bytes: int = 20 * 1024 * 1024
    max_photo_pixels: int = 40_000_000
    max_photo_side: int = 16_384
    max_upload_memory: int = 128 * 1024 * 1024
    max_deleted_share: float = 0.2
    batch_size: int = 32
    max_attempts: int = 3
    lease_seconds: int = 60
    sync_lease_seconds: int = 600
    sync_runs_kept: int = 500
    candidates: int = 1000
    engine_seconds: float = 1.0
    page_size: int = 24
    max_query_length: int = 256
    cache: str = "default"
    listing_cache: str = ""
    storage: str = "default"
    query_photo_seconds: int = 1800
    query_photos_kept: int = 50
    listing_seconds: int = 900
    listings_kept: int = 1000
    searches_per_minute: int = 600
    uploads_per_minute: int = 60
    frames_per_minute: int = 90
    trusted_proxies: int | list[str] = field(default_factory=list)
    client_header: str = "X-Forwarded-For"
    client_of_request: str = "catalog_search.views.rate_limits.address_of"
    suggestion_confidence: float = 0.5
    log_searches: bool = True
    log_days: int = 365
    bought_together: str = ""
    start_sync: str = ""
    start_indexing: str = ""


DEFAULTS: dict[str, Any] = {
    each.name.upper(): getattr(Settings(), each.name) for each in fields(Settings)
}
"""Every key of CATALOG_SEARCH and its default."""

CacheKind = Literal["CACHE", "LISTING_CACHE"]
T = TypeVar("T")
BUILT: dict[str, Any] = {}
BUILDING = RLock()
READ: list[Settings] = []
"""The settings as read: one entry, or none before the first use and after a change."""


def settings() -> Settings:
    """Return CATALOG_SEARCH merged with the defaults. Raises WrongSettings for an unknown key."""
    if not READ:
        READ[:] = [read(getattr(project, "CATALOG_SEARCH", {}))]
    return READ[0]


def read(given: Mapping[str, Any]) -> Settings:
    if not isinstance(given, Mapping):
        raise WrongSettings(f"CATALOG_SEARCH must be a dictionary, not {given!r}.")
    if unknown := sorted(map(str, set(given) - set(DEFAULTS))):
        raise WrongSettings(
            f"CATALOG_SEARCH has unknown keys {unknown}; known are: {', '.join(DEFAULTS)}."
        )
    return Settings(**{key.lower(): value for key, value in given.items()})


def get(name: str) -> Any:
    """Return one setting by its key."""
    return getattr(settings(), name.lower())


def build(named: Entry, **extra: object) -> Any:
    """Return an instance of named["BACKEND"], built with named["OPTIONS"] and `extra`.

    Raises WrongSettings.
    """
    try:
        made = import_string(named["BACKEND"])
        return made(**{**named.get("OPTIONS", {}), **extra})
    except (ImportError, KeyError, TypeError) as error:
        # Names of options only: their values may be secrets.
        given = ", ".join(named.get("OPTIONS", {})) or "none"
        raise WrongSettings(
            f"Cannot build the backend {named.get('BACKEND')!r} with the options {given}: {error}"
        ) from error


def once(name: str, builder: Callable[[], T]) -> T:
    """Return the object of this name, built on the first call in the process.

    A lock keeps threads from building at once: a second index could not open the same folder.
    """
    with BUILDING:
        if name not in BUILT:
            BUILT[name] = builder()
        return cast(T, BUILT[name])


def get_encoder() -> Encoder:
    """Return the encoder, shared by the process; its model loads on first use."""
    return once("encoder", lambda: cast(Encoder, build(settings().encoder)))


def get_index() -> VectorIndex:
    """Return the index, shared by the process. Each model has a collection of its own in it.

    While it does not answer, what searches ask it raises IndexUnavailable at once.
    """
    return once("index", lambda: GuardedIndex(build_index()))


def build_index() -> VectorIndex:
    """Return a new index, which the caller must close."""
    encoder = get_encoder()
    index = build(
        settings().index,
        model_id=encoder.model_id,
        dimension=encoder.dimension,
        facets=tuple(settings().facets),
    )
    return cast(VectorIndex, index)


def get_detector() -> Detector:
    """Return the detector, shared by the process; its model, if any, loads on first use."""
    return once("detector", lambda: cast(Detector, build(settings().detector)))


def get_source(store: str) -> CatalogSource:
    """Return the source of the store with this slug. Raises WrongSettings for an unknown store."""
    stores = settings().stores
    if store not in stores:
        known = ", ".join(sorted(stores)) or "none"
        raise WrongSettings(f"CATALOG_SEARCH['STORES'] has no store {store!r}; there is: {known}.")
    return once(f"source {store}", lambda: cast(CatalogSource, build(stores[store]["SOURCE"])))


def get_photos(store: str) -> GuardedPhotos:
    """Return what reads the store's photos while a shopper waits: within seconds, or not at all."""
    return once(f"photos {store}", lambda: GuardedPhotos(store, quick_source(store)))


def quick_source(store: str) -> CatalogSource:
    """Return the store's source with QUICK options, or the shared one if it has no such options."""
    shared, entry = get_source(store), settings().stores[store]["SOURCE"]
    quick = quick_options(entry)
    return cast(CatalogSource, build(entry, **quick)) if quick else shared


def quick_options(entry: Entry) -> dict[str, Any]:
    """Return QUICK for the options that the entry's backend has; lower ones stay as they are."""
    given = entry.get("OPTIONS", {})
    parameters = inspect.signature(import_string(entry["BACKEND"])).parameters
    known = {name: most for name, most in QUICK.items() if name in parameters}
    return {name: min(most, given.get(name, most)) for name, most in known.items()}


def engines() -> list[BreakerState]:
    """Return which of the engines that this process has used are left alone for a while."""
    with BUILDING:
        built = list(BUILT.values())
    guarded = [each for each in built if isinstance(each, GuardedIndex | GuardedPhotos)]
    breakers = [each for each in built if isinstance(each, CircuitBreaker)]
    return [each.state() for each in [*(guard.breaker for guard in guarded), *breakers]]


def get_cache(kind: CacheKind = "CACHE") -> BaseCache:
    """Return the cache of this setting's alias, this thread's own connection to it."""
    try:
        return caches[get(kind) or settings().cache]
    except InvalidCacheBackendError as error:
        raise WrongSettings(
            f"CATALOG_SEARCH[{kind!r}]: {error} Name an alias of CACHES."
        ) from error


def get_storage() -> Storage:
    """Return the storage of the alias STORAGE; thumbnails and looks' pictures are kept in it."""
    try:
        return storages[settings().storage]
    except InvalidStorageError as error:
        raise WrongSettings(
            f"CATALOG_SEARCH['STORAGE']: {error} Name an alias of STORAGES."
        ) from error


def forget_backends(*, setting: str = "CATALOG_SEARCH", **kwargs: object) -> None:
    """Close and discard all backends, so that the next call builds them from current settings."""
    if setting != "CATALOG_SEARCH":
        return
    with BUILDING:
        READ.clear()
        if "index" in BUILT:
            BUILT["index"].close()
        BUILT.clear()


setting_changed.connect(forget_backends)
