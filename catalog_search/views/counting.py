"""Count the searches that pages and API answer, by store, kind and how sure the answer is."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.http import HttpRequest

from catalog_search import telemetry
from catalog_search.models import Store
from catalog_search.models.stores import store_of
from catalog_search.search.camera import Recognition
from catalog_search.search.photo import PhotoAnswer
from catalog_search.search.results import Result, Results
from catalog_search.search.scene import ScenePart

Answer = TypeVar(
    "Answer",
    bound=Results | PhotoAnswer | Recognition | Sequence[Result] | Sequence[ScenePart],
)


def searched(request: HttpRequest, kind: str, search: Callable[[Store], Answer]) -> Answer:
    """Return what `search` finds in the request's store; count it unless it raises."""
    store = store_of(request)
    with telemetry.search(kind, store.slug) as counted:
        answer = search(store)
        counted.band = outcome(answer)
    return answer


def outcome(answer: Answer) -> str:
    """Return Results.outcome, or "related" where found products have no band."""
    if isinstance(answer, PhotoAnswer):
        return answer.results.outcome
    if isinstance(answer, Results):
        return answer.outcome
    found = answer.items if isinstance(answer, Recognition) else answer
    return "related" if found else "nothing"
