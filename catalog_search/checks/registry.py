"""Register checks under this app's tag; they run only if the settings can be read."""

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import Any, NamedTuple

from django.core.checks import CheckMessage, register
from django.utils.functional import Promise
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.exceptions import WrongSettings

TAG = "catalog_search"

Check = Callable[[], Iterable[CheckMessage]]


def check(function: Check) -> Check:
    """Register a check for every `manage.py check`: it must be quick and not use the network."""
    return registered(function, deploy=False)


def live_check(function: Check) -> Check:
    """Register a check for `manage.py check --deploy`: it may load models and use the network."""
    return registered(function, deploy=True)


def registered(function: Check, *, deploy: bool) -> Check:
    def run(**kwargs: Any) -> list[CheckMessage]:
        # Unreadable settings are reported once, by checks.project.readable.
        return [] if unreadable() else list(function())

    register(run, TAG, deploy=deploy)
    return function


def unreadable() -> str:
    """Return why the settings cannot be read, or "" if they can."""
    try:
        stores = conf.settings().stores
    except (WrongSettings, TypeError, ValueError) as error:
        return str(error)
    if isinstance(stores, dict) and all(isinstance(store, dict) for store in stores.values()):
        return ""
    return gettext(
        "CATALOG_SEARCH['STORES'] must be a dictionary of one dictionary per store, by slug."
    )


def sources() -> dict[str, Any]:
    """Return each store's SOURCE setting, by the store's slug."""
    return {slug: store.get("SOURCE") for slug, store in conf.settings().stores.items()}


def missing_module(dotted: str) -> bool:
    """Return whether the module of this dotted path is missing; imports only its parents."""
    module = dotted.rpartition(".")[0]
    try:
        return not module or find_spec(module) is None
    except (ImportError, ValueError):
        return True


class Lazy(NamedTuple):
    """A lazy translation in a message: its own repr looks like the text that belongs there."""

    text: str

    def __repr__(self) -> str:
        return f"gettext_lazy({self.text!r})"


def shown(value: Any) -> Any:
    """Return a setting's value for a message that shows its repr."""
    if isinstance(value, Promise):
        return Lazy(str(value))
    if isinstance(value, dict):
        return {shown(key): shown(each) for key, each in value.items()}
    return type(value)(map(shown, value)) if type(value) in (list, tuple, set) else value


def backend_path(entry: Any) -> str:
    """Return the entry's BACKEND, or "" if the entry has none or is malformed."""
    path = entry.get("BACKEND") if isinstance(entry, dict) else None
    return path if isinstance(path, str) else ""


def options_of(entry: Any) -> dict[str, Any]:
    options = entry.get("OPTIONS", {}) if isinstance(entry, dict) else {}
    return dict(options) if isinstance(options, dict) else {}
