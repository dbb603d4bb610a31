"""Check the settings: known keys, stores, existing backends and functions."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import (
    TAG,
    backend_path,
    check,
    live_check,
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


@live_check
def static_files() -> Iterator[CheckMessage]:
    """Ask for the address of a style sheet: a storage with a manifest refuses an unknown file."""
    try:
        static("catalog_search/catalog_search.css")
    except (ValueError, ImproperlyConfigured) as error:
        yield Error(
            gettext("No page can be shown, because its style sheets have no address: %(error)s")
            % {"error": error},
            hint=gettext("Run manage.py collectstatic, after every installation or upgrade."),
            id="catalog_search.E013",
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
    for name, entry in entries().items():
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
def keys_of_entries() -> Iterator[CheckMessage]:
    """Check stores and backends for keys that nobody reads, such as OPTION."""
    stores = {f"STORES[{slug!r}]": store for slug, store in conf.settings().stores.items()}
    for known_keys, named_entries in (
        (("NAME", "SOURCE"), stores),
        (("BACKEND", "OPTIONS"), entries()),
    ):
        for place, entry in named_entries.items():
            unknown = sorted(
                map(str, set(entry if isinstance(entry, dict) else ()) - set(known_keys))
            )
            if unknown:
                yield Error(
                    gettext("CATALOG_SEARCH: %(place)s has unknown keys %(unknown)s.")
                    % {"place": place, "unknown": unknown},
                    hint=gettext("Known are: %(known)s.") % {"known": ", ".join(known_keys)},
                    id="catalog_search.E001",
                )


def entries() -> dict[str, Any]:
    """Return every backend that settings name, by its place in CATALOG_SEARCH."""
    by_place = {name: conf.get(name) for name in ("ENCODER", "INDEX", "DETECTOR")}
    by_place |= {n: entry for n in ("NEXT_ENCODER", "CLASSIFIER") if (entry := conf.get(n))}
    return by_place | {f"STORES[{slug!r}]['SOURCE']": entry for slug, entry in sources().items()}


@check
def callables() -> Iterator[CheckMessage]:
    for name, path in named_functions():
        if not isinstance(path, str) or missing_module(path):
            yield no_function(name, path, gettext("there is no such module"))


@live_check
def callables_exist() -> Iterator[CheckMessage]:
    """Import the modules that settings name; one may need a package, such as Celery."""
    for name, path in named_functions():
        if isinstance(path, str) and not missing_module(path):
            try:
                import_string(path)
            except ImportError as error:
                yield no_function(name, path, str(error))


def named_functions() -> Iterator[tuple[str, Any]]:
    yield from ((name, conf.get(name)) for name in CALLABLES if conf.get(name))


def no_function(name: str, path: object, reason: str) -> CheckMessage:
    return Error(
        gettext("CATALOG_SEARCH[%(name)r] is %(path)r, but %(reason)s.")
        % {"name": name, "path": path, "reason": reason.rstrip(".")},
        hint=gettext("Write the dotted path of a function, such as myshop.tasks.start_sync."),
        id="catalog_search.E004",
    )
