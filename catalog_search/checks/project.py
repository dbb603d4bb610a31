"""The settings themselves: known keys, stores, backends that exist, values that make sense."""

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

CALLABLES = ("STORE_OF_REQUEST", "CLIENT_OF_REQUEST", "START_SYNC", "START_INDEXING")


@register(TAG)
def readable(**kwargs: Any) -> list[CheckMessage]:
    reason = unreadable()
    hint = "Correct the spelling, or delete what is not listed; README names every setting."
    return [Error(reason, hint=hint, id="catalog_search.E001")] if reason else []


@check
def some_store() -> Iterator[CheckMessage]:
    stores, default = conf.get("STORES"), conf.get("DEFAULT_STORE")
    if not stores:
        yield Caution(
            "CATALOG_SEARCH['STORES'] is empty: there is nothing to search.",
            hint='Name a store: "STORES": {"shop": {"NAME": "My shop", "SOURCE": {"BACKEND": '
            '"catalog_search.backends.s3.S3Source", "OPTIONS": {"bucket": "my-bucket"}}}}',
            id="catalog_search.W001",
        )
    elif default and default not in stores:
        yield Error(
            f"CATALOG_SEARCH['DEFAULT_STORE'] is {default!r}, which is no store.",
            hint=f"Write one of: {', '.join(sorted(stores))}.",
            id="catalog_search.E003",
        )


@check
def backends() -> Iterator[CheckMessage]:
    """Every backend is named and its module exists; none is imported for that."""
    entries = {name: conf.get(name) for name in ("ENCODER", "INDEX", "DETECTOR")}
    entries |= {f"STORES[{slug!r}]['SOURCE']": entry for slug, entry in sources().items()}
    for name, entry in entries.items():
        path = backend_path(entry)
        if missing_module(path):
            yield Error(
                f"CATALOG_SEARCH: {name} names no backend that exists ({path or 'none'}).",
                hint='Write {"BACKEND": "dotted.path.to.Class", "OPTIONS": {…}}; '
                "catalog_search/backends/ holds those that come with the package.",
                id="catalog_search.E002",
            )


@check
def callables() -> Iterator[CheckMessage]:
    for name in CALLABLES:
        path = conf.get(name)
        if path and missing_module(path):
            yield Error(
                f"CATALOG_SEARCH[{name!r}] is {path!r}, and there is no such module.",
                hint="Write the dotted path of a function, as in myshop.tasks.start_sync.",
                id="catalog_search.E004",
            )


@check
def numbers() -> Iterator[CheckMessage]:
    """A setting whose default is a whole number counts something; one with a fraction shares."""
    for name, default in conf.DEFAULTS.items():
        value = conf.get(name)
        if isinstance(default, bool):
            continue
        if isinstance(default, int) and not (isinstance(value, int) and value >= 1):
            yield wrong_number(name, "a whole number of 1 or more")
        if isinstance(default, float) and not (isinstance(value, int | float) and 0 <= value <= 1):
            yield wrong_number(name, "a share from 0 to 1")


def wrong_number(name: str, wanted: str) -> CheckMessage:
    return Error(
        f"CATALOG_SEARCH[{name!r}] is {conf.get(name)!r}; it must be {wanted}.",
        hint=f"Leave it out for the default, {conf.DEFAULTS[name]!r}.",
        id="catalog_search.E005",
    )
