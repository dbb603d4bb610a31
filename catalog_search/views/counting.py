"""Searches of a request's store, counted and announced."""

from collections.abc import Callable

from django.http import HttpRequest

from catalog_search.models import Store
from catalog_search.models.stores import store_of
from catalog_search.search import counting
from catalog_search.search import log as search_log
from catalog_search.search.counting import Answer
from catalog_search.views import visits


def searched(request: HttpRequest, kind: str, search: Callable[[Store], Answer]) -> Answer:
    """Return what `search` finds in the request's store; count it unless it raises."""
    store = store_of(request)
    return counting.searched(store, kind, lambda: search(store))


def note_api_search(request: HttpRequest, text: str, total: int) -> None:
    """Count a search by API; one without words or photo, a list of the catalogue, with no words."""
    if visits.objects(request):
        return
    search_log.note_search(store_of(request), text, total, kind=search_log.Kind.API)
