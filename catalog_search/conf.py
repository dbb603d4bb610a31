"""The only reader of settings.CATALOG_SEARCH, and the only place where backends are built."""

from collections.abc import Callable, Mapping
from threading import RLock
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from catalog_search.exceptions import WrongSettings
from catalog_search.protocols import CatalogSource, Detector, Encoder, VectorIndex

DEFAULTS: dict[str, Any] = {
    "STORES": {},
    "DEFAULT_STORE": "",
    "STORE_OF_REQUEST": "catalog_search.models.stores.default_store",
    "ENCODER": {"BACKEND": "catalog_search.backends.onnx.OnnxEncoder", "OPTIONS": {}},
    "DETECTOR": {"BACKEND": "catalog_search.backends.segments.SegmentsDetector", "OPTIONS": {}},
    "INDEX": {
        "BACKEND": "catalog_search.backends.qdrant.QdrantIndex",
        "OPTIONS": {"path": "var/index"},
    },
    "FACETS": [],
    "LANGUAGE": "english",
    "SYNONYMS": [],
    "BARCODES": ["barcode", "ean", "gtin", "upc"],
    "MAX_PHOTO_BYTES": 20 * 1024 * 1024,
    "MAX_PHOTO_PIXELS": 40_000_000,
    "MAX_PHOTO_SIDE": 16_384,
    "MAX_DELETED_SHARE": 0.2,
    "BATCH_SIZE": 32,
    "MAX_ATTEMPTS": 3,
    "LEASE_SECONDS": 60,
    "SYNC_LEASE_SECONDS": 600,
    "SYNC_RUNS_KEPT": 500,
    "CANDIDATES": 1000,
    "PAGE_SIZE": 24,
    "MAX_QUERY_LENGTH": 256,
    "QUERY_PHOTO_SECONDS": 1800,
    "LISTING_SECONDS": 900,
    "UPLOADS_PER_MINUTE": 60,
    "FRAMES_PER_MINUTE": 90,
    "CLIENT_OF_REQUEST": "catalog_search.views.rate_limits.address_of",
    "SUGGESTION_CONFIDENCE": 0.5,
    "LOG_SEARCHES": True,
    "LOG_DAYS": 365,
    "START_SYNC": "",
    "START_INDEXING": "",
}
"""Every setting and its default; README's table says what each is for."""


T = TypeVar("T")
BUILT: dict[str, Any] = {}
BUILDING = RLock()


def configured() -> dict[str, Any]:
    """Return the project's settings laid over the defaults, key by key."""
    given: Mapping[str, Any] = getattr(settings, "CATALOG_SEARCH", {})
    if unknown := sorted(set(given) - set(DEFAULTS)):
        raise WrongSettings(
            f"CATALOG_SEARCH has unknown keys {unknown}; known are: {', '.join(DEFAULTS)}."
        )
    return {**DEFAULTS, **given}


def get(name: str) -> Any:
    """Return one setting of CATALOG_SEARCH."""
    return configured()[name]


def build(entry: Mapping[str, Any], **extra: object) -> Any:
    """Return an instance of entry["BACKEND"], given entry["OPTIONS"] and `extra`."""
    try:
        backend = import_string(entry["BACKEND"])
        return backend(**{**entry.get("OPTIONS", {}), **extra})
    except (ImportError, KeyError, TypeError) as error:
        # Names only: the values of OPTIONS may be secrets.
        given = ", ".join(entry.get("OPTIONS", {})) or "none"
        raise WrongSettings(
            f"Cannot build the backend {entry.get('BACKEND')!r} with the options {given}: {error}"
        ) from error


def once(name: str, builder: Callable[[], T]) -> T:
    """Return what was built under this name, building it the first time.

    No two threads build at once: a second index could not open the first one's folder.
    """
    with BUILDING:
        if name not in BUILT:
            BUILT[name] = builder()
        return cast(T, BUILT[name])


def get_encoder() -> Encoder:
    """Return the process's one encoder; the model itself loads on first use."""
    return once("encoder", lambda: cast(Encoder, build(get("ENCODER"))))


def get_index() -> VectorIndex:
    """Return the index of the encoder's own collection, so that models never mix."""
    return once("index", build_index)


def build_index() -> VectorIndex:
    """Return an index of the caller's own, to be closed by the caller."""
    encoder = get_encoder()
    index = build(
        get("INDEX"),
        model_id=encoder.model_id,
        dimension=encoder.dimension,
        facets=tuple(get("FACETS")),
    )
    return cast(VectorIndex, index)


def get_detector() -> Detector:
    """Return what says where things are on a photo; a model, if it has one, loads on first use."""
    return once("detector", lambda: cast(Detector, build(get("DETECTOR"))))


def get_source(store: str) -> CatalogSource:
    """Return the source of the store with this slug."""
    stores = get("STORES")
    if store not in stores:
        known = ", ".join(sorted(stores)) or "none"
        raise WrongSettings(f"CATALOG_SEARCH['STORES'] has no store {store!r}; there is: {known}.")
    return once(f"source {store}", lambda: cast(CatalogSource, build(stores[store]["SOURCE"])))


def forget_backends(*, setting: str = "CATALOG_SEARCH", **kwargs: object) -> None:
    """Close and drop what was built, so that the next call builds from current settings."""
    if setting != "CATALOG_SEARCH":
        return
    with BUILDING:
        if "index" in BUILT:
            BUILT["index"].close()
        BUILT.clear()


setting_changed.connect(forget_backends)
