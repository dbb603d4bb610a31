"""Check the functions of the project that settings name by their dotted paths."""

from collections.abc import Iterator
from inspect import signature
from typing import Any

from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import check, live_check, missing_module, shown

GIVEN = {
    "STORE_OF_REQUEST": ("request",),
    "CLIENT_OF_REQUEST": ("request",),
    "BOUGHT_TOGETHER": ("store",),
    "START_SYNC": ("store",),
    "START_INDEXING": ("store",),
    "QUEUE_DEPTHS": (),
    "ON_CATEGORY_DECIDED": ("decided",),
    "ON_ATTRIBUTE_DECIDED": ("decided",),
}
"""The settings that name a function, and what each is called with."""


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
                reason = why_uncallable(import_string(path), GIVEN[name])
            except ImportError as error:
                reason = f"{error}{conf.remedy(error)}"
            if reason:
                yield no_function(name, path, reason)


def why_uncallable(named: Any, given: tuple[str, ...]) -> str:
    """Return why what a setting names cannot be called with these arguments, "" if it can."""
    if not callable(named):
        return gettext("it is no function")
    try:
        parameters = signature(named)
    except (TypeError, ValueError):
        return ""  # It does not tell what it takes.
    try:
        parameters.bind(*given)
    except TypeError:
        return gettext("it does not take the arguments (%(given)s)") % {"given": ", ".join(given)}
    return ""


def named_functions() -> Iterator[tuple[str, Any]]:
    """Yield what each of the settings names; those that may be empty only if they are not."""
    for name in GIVEN:
        if (path := conf.get(name)) or conf.DEFAULTS[name]:
            yield name, path


def no_function(name: str, path: object, reason: str) -> CheckMessage:
    return Error(
        gettext("CATALOG_SEARCH[%(name)r] is %(path)r, but %(reason)s.")
        % {"name": name, "path": shown(path), "reason": reason.rstrip(".")},
        hint=gettext("Write the dotted path of a function, such as myshop.tasks.start_sync."),
        id="catalog_search.E004",
    )
