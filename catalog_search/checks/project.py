"""Check the settings: known keys, stores, existing backends and functions, valid numbers."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution

from catalog_search import conf
from catalog_search.checks.registry import (
    TAG,
    backend_path,
    check,
    missing_module,
    sources,
    unreadable,
)

CALLABLES = (
    *("STORE_OF_REQUEST", "CLIENT_OF_REQUEST", "BOUGHT_TOGETHER"),
    *("START_SYNC", "START_INDEXING", "QUEUE_DEPTHS"),
    *("ON_CATEGORY_DECIDED", "ON_ATTRIBUTE_DECIDED"),
)


@register(TAG)
def readable(**kwargs: Any) -> list[CheckMessage]:
    reason = unreadable()
    hint = "Correct or remove it; the documentation lists every setting."
    return [Error(reason, hint=hint, id="catalog_search.E001")] if reason else []


@check
def some_store() -> Iterator[CheckMessage]:
    stores, default = conf.settings().stores, conf.settings().default_store
    if not stores:
        yield Caution(
            "CATALOG_SEARCH['STORES'] is empty: there is nothing to search.",
            hint='Name a store: "STORES": {"shop": {"NAME": "My shop", "SOURCE": {"BACKEND": '
            '"catalog_search.backends.s3.S3Source", "OPTIONS": {"bucket": "my-bucket"}}}}',
            id="catalog_search.W001",
        )
    elif default and default not in stores:
        yield Error(
            f"CATALOG_SEARCH['DEFAULT_STORE'] is {default!r}, but there is no such store.",
            hint=f"Write one of: {', '.join(sorted(stores))}.",
            id="catalog_search.E003",
        )


@check
def backends() -> Iterator[CheckMessage]:
    """Check that every backend's module exists, without importing it."""
    entries = {name: conf.get(name) for name in ("ENCODER", "INDEX", "DETECTOR")}
    if conf.settings().classifier:
        entries["CLASSIFIER"] = conf.settings().classifier
    entries |= {f"STORES[{slug!r}]['SOURCE']": entry for slug, entry in sources().items()}
    for name, entry in entries.items():
        path = backend_path(entry)
        if missing_module(path):
            yield Error(
                f"CATALOG_SEARCH: the backend of {name} does not exist ({path or 'none given'}).",
                hint='Write {"BACKEND": "dotted.path.to.Class", "OPTIONS": {…}}; '
                "the backends of this package are in catalog_search/backends/.",
                id="catalog_search.E002",
            )


@check
def callables() -> Iterator[CheckMessage]:
    for name in CALLABLES:
        path = conf.get(name)
        if path and missing_module(path):
            yield Error(
                f"CATALOG_SEARCH[{name!r}] is {path!r}, but there is no such module.",
                hint="Write the dotted path of a function, such as myshop.tasks.start_sync.",
                id="catalog_search.E004",
            )


@check
def numbers() -> Iterator[CheckMessage]:
    """Check numbers by their default: an integer must be 1 or more, a float a share from 0 to 1."""
    for name, default in conf.DEFAULTS.items():
        value = conf.get(name)
        if isinstance(default, bool):
            continue
        if name == "ENGINE_SECONDS":
            if not (isinstance(value, int | float) and value > 0):
                yield wrong_number(name, "a number of seconds above 0")
            continue
        if isinstance(default, int) and not (isinstance(value, int) and value >= 1):
            yield wrong_number(name, "a whole number of 1 or more")
        if isinstance(default, float) and not (isinstance(value, int | float) and 0 <= value <= 1):
            yield wrong_number(name, "a share from 0 to 1")


def wrong_number(name: str, expected: str) -> CheckMessage:
    return Error(
        f"CATALOG_SEARCH[{name!r}] is {conf.get(name)!r}; it must be {expected}.",
        hint=f"Correct it, or remove it to use the default, {conf.DEFAULTS[name]!r}.",
        id="catalog_search.E005",
    )
