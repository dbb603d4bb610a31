"""Row locks that work on every database."""

from typing import Any, TypeVar

from django.db.models import QuerySet

from catalog_search.models import databases

R = TypeVar("R", bound=QuerySet[Any])


def locked(rows: R, *of: str) -> R:
    """Return the queryset with SELECT FOR UPDATE on its rows and on the relations in `of`.

    MariaDB cannot restrict the lock, so it locks the rows of all joined tables.
    """
    features = databases.connection().features
    return rows.select_for_update(of=("self", *of) if features.has_select_for_update_of else ())
