"""What pages of people who edit rows share: the desk's and the admin's."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, QueryDict

from catalog_search.models import databases

V = TypeVar("V", bound=Callable[..., Any])


def editing(view: V) -> V:
    """Decorate a view of people who edit rows: view(request, ...).

    It reads from the primary database, and no NUL is in what the address and the form say.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        request.GET = without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = without_nul(request.POST)  # type: ignore[assignment]
        return view(request, *args, **kwargs)

    return cast(V, databases.on_primary(wrapped))


def without_nul(query: QueryDict) -> QueryDict:
    """Return the parameters without NUL, which PostgreSQL refuses in any text."""
    texts = [(name, value) for name, values in query.lists() for value in values]
    if not any("\0" in name + value for name, value in texts):
        return query
    kept = QueryDict(mutable=True, encoding=query.encoding)
    for name, value in texts:
        kept.appendlist(name.replace("\0", ""), value.replace("\0", ""))
    return kept
