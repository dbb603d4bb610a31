"""Check the settings: known keys, stores, existing backends and functions, valid numbers."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import (
    TAG,
    backend_path,
    check,
    missing_module,
    sources,
    unreadable,
)

STORES = (
    '"STORES": {"shop": {"NAME": "My shop", "SOURCE": {"BACKEND": '
    '"catalog_search.backends.s3.S3Source", "OPTIONS": {"bucket": "my-bucket"}}}}'
)
CALLABLES = (
    *("STORE_OF_REQUEST", "CLIENT_OF_REQUEST", "BOUGHT_TOGETHER"),
    *("START_SYNC", "START_INDEXING", "QUEUE_DEPTHS"),
    *("ON_CATEGORY_DECIDED", "ON_ATTRIBUTE_DECIDED"),
)


@register(TAG)
def readable(**kwargs: Any) -> list[CheckMessage]:
    reason = unreadable()
    hint = gettext("Correct or remove it; the documentation lists every setting.")
    return [Error(reason, hint=hint, id="catalog_search.E001")] if reason else []


@check
def templates() -> Iterator[CheckMessage]:
    if not apps.is_installed("django_htmx"):
        yield Error(
            gettext("INSTALLED_APPS lacks django_htmx, whose tags every page uses."),
            hint=gettext('Add "django_htmx" before "catalog_search".'),
            id="catalog_search.E008",
        )


@check
def some_store() -> Iterator[CheckMessage]:
    stores, default = conf.settings().stores, conf.settings().default_store
    if not stores:
        yield Caution(
            gettext("CATALOG_SEARCH['STORES'] is empty: there is nothing to search."),
            hint=gettext("Name a store: %(example)s") % {"example": STORES},
            id="catalog_search.W001",
        )
    elif default and default not in stores:
        yield Error(
            gettext("CATALOG_SEARCH['DEFAULT_STORE'] is %(name)r, but there is no such store.")
            % {"name": default},
            hint=gettext("Write one of: %(names)s.") % {"names": ", ".join(sorted(stores))},
            id="catalog_search.E003",
        )


@check
def names_of_stores() -> Iterator[CheckMessage]:
    """Check that each store's name can stand in an address."""
    for name in conf.settings().stores:
        if not re.fullmatch(r"[-a-zA-Z0-9_]{1,50}", str(name)):
            yield Error(
                gettext("CATALOG_SEARCH['STORES'] names a store %(name)r.") % {"name": str(name)},
                hint=gettext(
                    "Write letters from a to z, digits, - and _, at most 50. Its NAME may differ."
                ),
                id="catalog_search.E009",
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
                gettext("CATALOG_SEARCH: the backend of %(name)s does not exist (%(path)s).")
                % {"name": name, "path": path or gettext("none given")},
                hint=gettext(
                    "Write %(entry)s; the backends of this package are in catalog_search/backends/."
                )
                % {"entry": '{"BACKEND": "dotted.path.to.Class", "OPTIONS": {…}}'},
                id="catalog_search.E002",
            )


@check
def callables() -> Iterator[CheckMessage]:
    for name in CALLABLES:
        path = conf.get(name)
        if path and missing_module(path):
            yield Error(
                gettext("CATALOG_SEARCH[%(name)r] is %(path)r, but there is no such module.")
                % {"name": name, "path": path},
                hint=gettext(
                    "Write the dotted path of a function, such as myshop.tasks.start_sync."
                ),
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
                yield wrong_number(name, gettext("a number of seconds above 0"))
            continue
        if isinstance(default, int) and not (isinstance(value, int) and value >= 1):
            yield wrong_number(name, gettext("a whole number of 1 or more"))
        if isinstance(default, float) and not (isinstance(value, int | float) and 0 <= value <= 1):
            yield wrong_number(name, gettext("a share from 0 to 1"))


def wrong_number(name: str, expected: str) -> CheckMessage:
    return Error(
        gettext("CATALOG_SEARCH[%(name)r] is %(value)r; it must be %(expected)s.")
        % {"name": name, "value": conf.get(name), "expected": expected},
        hint=gettext("Correct it, or remove it to use the default, %(default)r.")
        % {"default": conf.DEFAULTS[name]},
        id="catalog_search.E005",
    )
