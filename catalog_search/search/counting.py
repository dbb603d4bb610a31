"""Count and announce the searches that are answered: by store, kind and how sure the answer is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from catalog_search import telemetry
from catalog_search.models import Store
from catalog_search.search.photos.camera import Recognition
from catalog_search.search.photos.photo import PhotoAnswer
from catalog_search.search.results import Result, Results
from catalog_search.search.scenes.scene import ScenePart
from catalog_search.signals import SearchPerformed, search_performed, send_now

Answer = TypeVar(
    "Answer",
    bound=Results | PhotoAnswer | Recognition | Sequence[Result] | Sequence[ScenePart],
)

COUNTED: ContextVar[bool] = ContextVar("catalog_search_counted", default=False)
"""Whether the search that is being answered is counted already, by a page around it."""


def searched(store: Store, kind: str, search: Callable[[], Answer]) -> Answer:
    """Return what `search` finds in the store; count it, once, unless it raises."""
    if COUNTED.get():
        return search()
    with counted(), telemetry.search(kind, store.slug) as counts:
        answer = search()
        counts.band = outcome(answer)
    send_now(
        search_performed, "search", SearchPerformed, lambda: performed(store.slug, kind, answer)
    )
    return answer


@contextmanager
def counted() -> Iterator[None]:
    token = COUNTED.set(True)
    try:
        yield
    finally:
        COUNTED.reset(token)


def outcome(answer: Answer) -> str:
    """Return Results.outcome, or "related" where found products have no band."""
    if results := results_in(answer):
        return results.outcome
    return "related" if total_of(answer) else "nothing"


def performed(store: str, kind: str, answer: Answer) -> SearchPerformed:
    """Return the arguments of the signal search_performed for this answer."""
    results = results_in(answer)
    text = results.query.query.text if results and results.query else ""
    page = results.page if results else 1
    return SearchPerformed(store, kind, text, total_of(answer), outcome(answer), page)


def results_in(answer: Answer) -> Results | None:
    """Return the results of a search that has pages, None for one that has a shelf or several."""
    if isinstance(answer, PhotoAnswer):
        return answer.results
    return answer if isinstance(answer, Results) else None


def total_of(answer: Answer) -> int:
    """Return how many products were found."""
    if isinstance(answer, Recognition):
        return len(answer.items)
    if isinstance(answer, Results | PhotoAnswer):
        return (answer.results if isinstance(answer, PhotoAnswer) else answer).total
    return sum(len(item.items) if isinstance(item, ScenePart) else 1 for item in answer)
