"""Rows locked for a transaction, on every database."""

from typing import Any, TypeVar

from django.db import connections
from django.db.models import QuerySet

R = TypeVar("R", bound=QuerySet[Any])


def locked(rows: R, *of: str) -> R:
    """Return the query with its rows locked until the transaction ends.

    `of` names the relations that are locked too. MariaDB locks all rows of the query.
    """
    features = connections[rows.db].features
    return rows.select_for_update(of=("self", *of) if features.has_select_for_update_of else ())
