"""Searches of a request's store, counted and announced."""

from collections.abc import Callable

from django.http import HttpRequest

from catalog_search.models import Store
from catalog_search.models.stores import store_of
from catalog_search.search import counting
from catalog_search.search.counting import Answer


def searched(request: HttpRequest, kind: str, search: Callable[[Store], Answer]) -> Answer:
    """Return what `search` finds in the request's store; count it unless it raises."""
    store = store_of(request)
    return counting.searched(store, kind, lambda: search(store))
