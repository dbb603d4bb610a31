"""Builds the backends that settings name, once per process."""

import hashlib
import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import RLock
from typing import Any, Literal, TypeVar, cast

from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.base import BaseCache
from django.core.files.storage import InvalidStorageError, Storage, storages
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from catalog_search.conf.building import build
from catalog_search.conf.settings import READ, Entry, get, settings
from catalog_search.exceptions import WrongSettings
from catalog_search.exceptions import message as _
from catalog_search.protocols import CatalogSource, Classifier, Detector, Encoder, VectorIndex
from catalog_search.protocols.breaker import BreakerState, CircuitBreaker
from catalog_search.protocols.guarded import GuardedIndex, GuardedPhotos

QUICK = {"connect_timeout": 2, "read_timeout": 2, "transfer_timeout": 2, "max_attempts": 1}
"""Options of a source while somebody waits for it, where it has them. The times are seconds."""

INSTALLATION = "catalog_search.models.installations.installation"
"""Tells the index whose points it holds. By name, because models build on this module."""

IN_USE: ContextVar[Entry | None] = ContextVar("catalog_search_encoder", default=None)
"""The encoder of a request or run, where it is not the one that ENCODER names."""

CacheKind = Literal["CACHE", "LISTING_CACHE"]
T = TypeVar("T")
BUILT: dict[str, Any] = {}
BUILDING = RLock()


def once(name: str, builder: Callable[[], T]) -> T:
    """Return the object of this name, built on the first call in the process.

    A lock keeps threads from building at once: a second index could not open the same folder.
    """
    # Without the lock, which a page would take a thousand times.
    built: T | None = BUILT.get(name)
    if built is not None:
        return built
    with BUILDING:
        if name not in BUILT:
            BUILT[name] = builder()
        return cast(T, BUILT[name])


@contextmanager
def using(entry: Entry) -> Iterator[None]:
    """Within the block, get_encoder() and get_index() are this encoder and its collection."""
    token = IN_USE.set(entry)
    try:
        yield
    finally:
        IN_USE.reset(token)


def digest_of(entry: Entry) -> str:
    """Return a digest of how settings name a backend."""
    text = json.dumps(entry, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def encoder_in_use() -> tuple[str, Entry]:
    """Return a name for the encoder of this request or run, and its entry."""
    entry = IN_USE.get() or settings().encoder
    return ("" if entry == settings().encoder else f" {digest_of(entry)}"), entry


def get_encoder() -> Encoder:
    """Return the encoder, shared by the process; its model loads on first use."""
    name, entry = encoder_in_use()
    return once(f"encoder{name}", lambda: cast(Encoder, build(entry)))


def get_index() -> GuardedIndex:
    """Return the index, shared by the process. Each model has a collection of its own in it.

    While it does not answer, what searches ask it raises IndexUnavailable at once.
    """
    name, _ = encoder_in_use()
    return once(f"index{name}", lambda: GuardedIndex(build_index()))


def build_index() -> VectorIndex:
    """Return a new index, which the caller must close."""
    encoder = get_encoder()
    index = build(
        settings().index,
        model_id=encoder.model_id,
        dimension=encoder.dimension,
        facets=tuple(settings().facets),
        installation=import_string(INSTALLATION)(),
    )
    return cast(VectorIndex, index)


def get_detector() -> Detector:
    """Return the detector, shared by the process; its model, if any, loads on first use."""
    return once("detector", lambda: cast(Detector, build(settings().detector)))


def get_classifier() -> Classifier | None:
    """Return the classifier, shared by the process; None if settings name none."""
    entry = settings().classifier
    return once("classifier", lambda: cast(Classifier, build(entry))) if entry else None


def store_entry(slug: str) -> Entry:
    """Return what STORES says of the store with this slug. Raises WrongSettings if it has none."""
    stores = settings().stores
    if slug not in stores:
        raise WrongSettings(
            _(
                "CATALOG_SEARCH['STORES'] has no store %(store)r; there is: %(known)s.",
                store=slug,
                known=", ".join(sorted(stores)) or _("none"),
            )
        )
    return stores[slug]


def get_source(store: str) -> CatalogSource:
    """Return the source of the store with this slug. Raises WrongSettings for an unknown store."""
    entry = store_entry(store)
    return once(f"source {store}", lambda: cast(CatalogSource, build(entry["SOURCE"])))


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
    given = entry.get("OPTIONS")
    options = given if isinstance(given, Mapping) else {}
    parameters = inspect.signature(import_string(entry["BACKEND"])).parameters
    limits = {name: limit for name, limit in QUICK.items() if name in parameters}
    return {name: lower(options.get(name), limit) for name, limit in limits.items()}


def lower(option: Any, limit: float) -> Any:
    """Return the lower of an option and `limit`; one that is no number, for the backend to refuse.

    Variables of the environment are text.
    """
    try:
        return limit if option is None else min(limit, type(limit)(option))
    except (TypeError, ValueError):
        return option


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
            _(
                "CATALOG_SEARCH[%(kind)r]: %(error)s Name an alias of CACHES.",
                kind=kind,
                error=error,
            )
        ) from error


def get_storage() -> Storage:
    """Return the storage of the alias STORAGE; thumbnails and looks' pictures are kept in it."""
    try:
        return storages[settings().storage]
    except InvalidStorageError as error:
        raise WrongSettings(
            _("CATALOG_SEARCH['STORAGE']: %(error)s Name an alias of STORAGES.", error=error)
        ) from error


def forget_backends(*, setting: str = "CATALOG_SEARCH", **kwargs: object) -> None:
    """Close and discard all backends, so that the next call builds them from current settings."""
    if setting != "CATALOG_SEARCH":
        return
    with BUILDING:
        READ.clear()
        for built in BUILT.values():
            if isinstance(built, GuardedIndex):
                built.close()
        BUILT.clear()


setting_changed.connect(forget_backends)
