"""Which store a request belongs to, and the row that stands for a configured store."""

from django.http import HttpRequest
from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.exceptions import WrongSettings
from catalog_search.models import Store


def default_slug() -> str:
    """Return DEFAULT_STORE, else the first configured store's slug."""
    slug = conf.get("DEFAULT_STORE") or next(iter(conf.get("STORES")), "")
    if not slug:
        raise WrongSettings("CATALOG_SEARCH['STORES'] is empty: name at least one store.")
    return str(slug)


def default_store(request: HttpRequest) -> str:
    """Answer every request with the default store (the default of STORE_OF_REQUEST)."""
    return default_slug()


def store_of(request: HttpRequest) -> Store:
    """Return the store that STORE_OF_REQUEST names for this request.

    The tenant is decided here, on the server's side, and never read from a client's filters.
    """
    return open_store(import_string(conf.get("STORE_OF_REQUEST"))(request))


def open_store(slug: str) -> Store:
    """Return the row of a configured store, making it on first use. Raises WrongSettings."""
    stores = conf.get("STORES")
    if slug not in stores:
        known = ", ".join(sorted(stores)) or "none"
        raise WrongSettings(f"CATALOG_SEARCH['STORES'] has no store {slug!r}; there is: {known}.")
    name = stores[slug].get("NAME", slug)
    return Store.objects.get_or_create(slug=slug, defaults={"name": name})[0]
