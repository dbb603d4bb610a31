"""Check the settings: known keys, stores, existing backends and functions."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import URLResolver, get_resolver
from django.utils.functional import Promise
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import (
    TAG,
    backend_path,
    check,
    live_check,
    missing_module,
    shown,
    sources,
    unreadable,
)
from catalog_search.models import Store

STORES = (
    '"STORES": {"shop": {"NAME": "My shop", "SOURCE": {"BACKEND": '
    '"catalog_search.backends.s3.S3Source", "OPTIONS": {"bucket": "my-bucket"}}}}'
)
APP = "catalog_search"


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
def addresses() -> Iterator[CheckMessage]:
    """Look for the package's addresses below another namespace, where no page finds them."""
    try:
        resolver = get_resolver() if getattr(settings, "ROOT_URLCONF", None) else None
        outer = namespace_above(resolver) if resolver else ""
    except (ImportError, ImproperlyConfigured, SyntaxError):
        return  # Django's own checks tell what is wrong with the addresses.
    if outer and resolver and APP not in resolver.app_dict:
        yield Error(
            gettext(
                "catalog_search.urls are included below the namespace %(namespace)r, so that no "
                "page finds the address of another one."
            )
            % {"namespace": outer},
            hint=gettext(
                "Include them in ROOT_URLCONF itself, or in a module of addresses without app_name "
                "that is included without a namespace."
            ),
            id="catalog_search.E014",
        )


def namespace_above(resolver: URLResolver, above: str = "") -> str:
    """Return the namespace that holds the package's addresses, "" if none does."""
    for pattern in resolver.url_patterns:
        if not isinstance(pattern, URLResolver):
            continue
        if above and pattern.app_name == APP:
            return above
        inner = ":".join(filter(None, (above, pattern.namespace)))
        if found := namespace_above(pattern, inner):
            return found
    return ""


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
    elif default and not (isinstance(default, str) and default in stores):
        yield Error(
            gettext("CATALOG_SEARCH['DEFAULT_STORE'] is %(name)r, but there is no such store.")
            % {"name": shown(default)},
            hint=gettext("Write one of: %(names)s.")
            % {"names": ", ".join(sorted(map(str, stores)))},
            id="catalog_search.E003",
        )


@check
def names_of_stores() -> Iterator[CheckMessage]:
    """Check that each store's name can stand in an address."""
    for name in conf.settings().stores:
        is_text = isinstance(name, str)
        if not (is_text and re.fullmatch(r"[-a-zA-Z0-9_]{1,50}", name)):
            yield Error(
                gettext("CATALOG_SEARCH['STORES'] names a store %(name)r.") % {"name": shown(name)},
                hint=gettext(
                    "Write letters from a to z, digits, - and _, at most 50. Its NAME may differ."
                )
                if is_text
                else gettext("Write it as a plain text, in quotes."),
                id="catalog_search.E009",
            )


@check
def shown_names() -> Iterator[CheckMessage]:
    """Check each store's NAME, which its row has: an unset variable gives None."""
    longest = Store._meta.get_field("name").max_length or 0
    entries = conf.settings().stores.items()
    named = {slug: each["NAME"] for slug, each in entries if "NAME" in each}
    for slug, name in named.items():
        # A translated text is one, too.
        is_text = isinstance(name, str | Promise)
        if not (is_text and str(name).strip() and len(str(name)) <= longest):
            yield Error(
                gettext("CATALOG_SEARCH: the NAME of the store %(slug)r is %(value)r.")
                % {"slug": shown(slug), "value": shown(name)},
                hint=gettext("Write a text of at most %(longest)d characters, or leave NAME out.")
                % {"longest": longest},
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
def options() -> Iterator[CheckMessage]:
    """Check that the OPTIONS of every backend are a dictionary."""
    for name, entry in entries().items():
        given = entry.get("OPTIONS", {}) if isinstance(entry, dict) else {}
        if not isinstance(given, dict):
            yield Error(
                gettext("CATALOG_SEARCH: the OPTIONS of %(name)s are %(value)r.")
                % {"name": name, "value": shown(given)},
                hint=gettext("Write a dictionary of options, or leave OPTIONS out."),
                id="catalog_search.E001",
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
