"""How a check joins Django's: under this app's tag, and only where the settings can be read."""

from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, register

from catalog_search import conf
from catalog_search.exceptions import WrongSettings

TAG = "catalog_search"

Check = Callable[[], Iterable[CheckMessage]]


def check(function: Check) -> Check:
    """Run it with every `manage.py check`: it must be quick and ask no network."""
    return joined(function, deploy=False)


def live_check(function: Check) -> Check:
    """Run it with `manage.py check --deploy` alone: it may load the model and use the network."""
    return joined(function, deploy=True)


def joined(function: Check, *, deploy: bool) -> Check:
    def run(**kwargs: Any) -> list[CheckMessage]:
        # What cannot be read is said once, by the check of the settings' shape.
        return [] if unreadable() else list(function())

    register(run, TAG, deploy=deploy)
    return function


def unreadable() -> str:
    """Return why the settings cannot be read at all; "" when they can."""
    try:
        stores = conf.settings().stores
    except (WrongSettings, TypeError, ValueError) as error:
        return str(error)
    if isinstance(stores, dict) and all(isinstance(store, dict) for store in stores.values()):
        return ""
    return "CATALOG_SEARCH['STORES'] must hold a dictionary for each store, by its slug."


def sources() -> dict[str, Any]:
    """Return what each store's SOURCE says, by the store's slug."""
    return {slug: store.get("SOURCE") for slug, store in conf.get("STORES").items()}


def missing_module(dotted: str) -> bool:
    """Return whether the module that should hold this object is not there; loads only parents."""
    module = dotted.rpartition(".")[0]
    try:
        return not module or find_spec(module) is None
    except (ImportError, ValueError):
        return True


def backend_path(entry: Any) -> str:
    """Return the entry's BACKEND; "" where it is not spelt out as it should be."""
    path = entry.get("BACKEND") if isinstance(entry, dict) else None
    return path if isinstance(path, str) else ""


def options_of(entry: Any) -> dict[str, Any]:
    options = entry.get("OPTIONS", {}) if isinstance(entry, dict) else {}
    return dict(options) if isinstance(options, dict) else {}
