"""What a project's code gives to the searches: a view's parameters, a form's cleaned_data.

Both have None where the shopper chose nothing, and numbers as text.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from catalog_search.exceptions import InvalidQuery
from catalog_search.retrieval import filters as parsing
from catalog_search.retrieval import ordering
from catalog_search.retrieval.filters import Filters
from catalog_search.search.paging import PageRequest

GivenFilters: TypeAlias = Filters | Mapping[str, object] | None
"""Filters as the pages' addresses have them: {"color": ["red", "blue"], "price_max": 50}."""


def words_of(words: object) -> str:
    """Return the words, "" for None. Raises TypeError for what is no text."""
    if words is None:
        return ""
    if not isinstance(words, str | Promise):
        raise TypeError(f"The words of a search are a text, not {words!r}.")
    return str(words)


def filters_of(filters: GivenFilters) -> Filters:
    """Return the filters; one that is None is not set.

    Raises InvalidQuery for an unknown name or a wrong value.
    """
    if filters is None or isinstance(filters, Filters):
        return filters or Filters()
    if not isinstance(filters, Mapping):
        raise TypeError(f'Filters are a dictionary such as {{"color": "red"}}, not {filters!r}.')
    # A request's parameters have several values by name, of which items() gives the last.
    named = filters.lists() if isinstance(filters, MultiValueDict) else filters.items()
    params = QueryDict(mutable=True)
    for name, value in named:
        params.setlist(name, [as_text(each) for each in values_of(value) if each is not None])
    parsing.refuse_unknown(params)
    return parsing.parse(params)


def values_of(value: object) -> Iterable[object]:
    """Return the values of a filter that was given as one of them or as several."""
    if isinstance(value, str | bytes | Promise) or not isinstance(value, Iterable):
        return [value]
    return value


def as_text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def page_of(page: object, sort: str, snapshot: str) -> PageRequest:
    """Return the page that is asked for. Raises InvalidQuery."""
    number = whole_number(page, 1)
    if number is None or number < 1:
        raise InvalidQuery(_("page must be a whole number of at least 1, as in page=2."))
    return PageRequest(number, ordering.check(str(sort or "")), str(snapshot or ""))


def limit_of(limit: object, default: int) -> int:
    """Return how many products are asked for, at least 0. Raises TypeError for no number."""
    number = whole_number(limit, default)
    if number is None:
        raise TypeError(f"A limit is a whole number, not {limit!r}.")
    return max(0, number)


def shelf_limit(limit: object, default: int) -> int:
    """Return how many products a template's tag shows; `default` for what is no number."""
    number = whole_number(limit, default)
    return default if number is None else max(0, number)


def whole_number(value: object, default: int) -> int | None:
    """Return a whole number that may be text, `default` for none, None for what is no number."""
    if value is None or value == "":
        return default
    if isinstance(value, str | Promise):
        value = str(value).strip()
    try:
        number = int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if isinstance(value, str) or number == value else None
