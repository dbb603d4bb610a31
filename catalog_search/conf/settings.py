"""Reads settings.CATALOG_SEARCH; no other module does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from typing import Any

from django.conf import settings as project

from catalog_search.conf.attributes import COLOR, Declared, read_attributes
from catalog_search.exceptions import Message, WrongSettings
from catalog_search.exceptions import message as _

Entry = Mapping[str, Any]
"""A backend as settings name it: {"BACKEND": dotted path, "OPTIONS": {...}}."""
BARCODES = (
    *("barcode", "ean", "ean8", "ean13", "gtin", "gtin8", "gtin12", "gtin13", "gtin14", "upc"),
    *("isbn", "isbn10", "isbn13", "mpn"),
)


def backend(name: str, options: Mapping[str, object] | None = None) -> Entry:
    """Return the entry for a backend of this package."""
    return {"BACKEND": f"catalog_search.backends.{name}", "OPTIONS": dict(options or {})}


@dataclass(frozen=True, slots=True)
class Settings:
    """The keys of CATALOG_SEARCH in lower case, with their defaults.

    docs/reference/settings.md describes each.
    """

    stores: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    default_store: str = ""
    store_of_request: str = "catalog_search.models.stores.default_store"
    encoder: Entry = field(default_factory=lambda: backend("onnx.OnnxEncoder"))
    next_encoder: Entry = field(default_factory=dict)
    detector: Entry = field(default_factory=lambda: backend("segments.SegmentsDetector"))
    classifier: Entry = field(default_factory=dict)
    index: Entry = field(
        default_factory=lambda: backend("qdrant_edge.EdgeIndex", {"path": "var/index"})
    )
    installation: str = ""
    facets: list[str] = field(default_factory=list)
    """The facets of the settings, and those of `attributes`."""
    attributes: Declared = field(default_factory=dict)
    """By name, as ATTRIBUTES declares them."""
    shown_attributes: list[str] = field(default_factory=list)
    language: str = "english"
    synonyms: list[Any] = field(default_factory=list)
    barcodes: list[str] = field(default_factory=lambda: [*BARCODES])
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
    own_product_pages: bool = False
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
    max_concurrent: int = 4
    queue_seconds: int = 3
    trusted_proxies: int | list[str] = field(default_factory=list)
    client_header: str = "X-Forwarded-For"
    client_of_request: str = "catalog_search.views.rate_limits.address_of"
    suggestion_confidence: float = 0.5
    log_searches: bool = True
    log_days: int = 365
    click_boost: float = 0.0
    bought_together: str = ""
    on_category_decided: str = ""
    on_attribute_decided: str = ""
    start_sync: str = ""
    start_indexing: str = ""
    queue_depths: str = ""
    metrics_token: str = ""

    @property
    def reads_only_english(self) -> bool:
        """Whether the catalogue is in another language than the starter model knows."""
        is_starter = self.encoder == backend("onnx.OnnxEncoder")
        return is_starter and self.language not in ("english", "")


DEFAULTS: dict[str, Any] = {
    each.name.upper(): getattr(Settings(), each.name) for each in fields(Settings)
}
"""Every key of CATALOG_SEARCH and its default."""

READ: list[Settings] = []
"""The settings as read: one entry, or none before the first use and after a change."""


def settings() -> Settings:
    """Return CATALOG_SEARCH merged with the defaults. Raises WrongSettings for an unknown key."""
    if not READ:
        READ[:] = [read(getattr(project, "CATALOG_SEARCH", {}))]
    return READ[0]


def read(setting: Mapping[str, Any]) -> Settings:
    if not isinstance(setting, Mapping):
        raise WrongSettings(_("CATALOG_SEARCH must be a dictionary, not %(given)r.", given=setting))
    if unknown := sorted(map(str, set(setting) - set(DEFAULTS))):
        raise WrongSettings(unknown_keys(unknown))
    # A variable of the environment that is not set is None, and leaves a text as empty as "" does.
    unset = {key for key, value in setting.items() if value is None and DEFAULTS[key] == ""}
    values = {key.lower(): value for key, value in setting.items() if key not in unset}
    if declared := read_attributes(values.get("attributes", {})):
        # A product's colors are a facet of every store already.
        own = values.get("facets", [])
        facets = [*own, *(name for name, each in declared.items() if each.facet)]
        # A text is no list of names, and the checks say so.
        if not isinstance(own, str):
            values["facets"] = [name for name in dict.fromkeys(facets) if name != COLOR]
        values["attributes"] = declared
    return Settings(**values)


def unknown_keys(unknown: Sequence[str]) -> Message:
    """Return that these keys are unknown, and what was probably meant."""
    near = [get_close_matches(key.upper(), DEFAULTS, n=1) for key in unknown]
    if all(near):
        return _(
            "CATALOG_SEARCH has unknown keys %(unknown)s. Did you mean %(near)s?",
            unknown=unknown,
            near=", ".join(name for names in near for name in names),
        )
    return _(
        "CATALOG_SEARCH has unknown keys %(unknown)s; known are: %(defaults)s.",
        unknown=unknown,
        defaults=", ".join(DEFAULTS),
    )


def get(name: str) -> Any:
    """Return one setting by its key."""
    return getattr(settings(), name.lower())
