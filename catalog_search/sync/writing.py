"""Many rows changed by few statements."""

import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import (
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.models import Model

T = TypeVar("T")

WAITS = (0.1, 0.5, 2.0)
"""Seconds before each further attempt, give or take half."""


AT_ONCE = 500


def overwrite(rows: Sequence[Model], fields: Sequence[str], *, key: Sequence[str]) -> None:
    """Write these fields of rows that exist, which the unique fields `key` identify.

    An insert that ends as an update: ten times faster here than bulk_update, which asks the
    database to look up each value of each row in a CASE.
    """
    if not rows:
        return
    for row in rows:
        # Else the primary key would be part of the insert, and clash first.
        row.pk = None
    manager = type(rows[0])._default_manager
    # MariaDB takes whichever unique key is in the way.
    named = connections[manager.db].features.supports_update_conflicts_with_target
    manager.bulk_create(
        rows,
        AT_ONCE,
        update_conflicts=True,
        update_fields=fields,
        unique_fields=key if named else None,
    )


def retrying(work: Callable[[], T]) -> T:
    """Return what `work` returns, done in one transaction.

    A deadlock, a serialization failure, a lock that was not got in time, a row somebody else
    made first or a lost connection undo the whole transaction; it is then tried again.
    """
    for wait in WAITS:
        try:
            with transaction.atomic():
                return work()
        except (OperationalError, InterfaceError, IntegrityError):
            # Inside somebody else's transaction there is nothing left to try again with.
            if connection.in_atomic_block:
                raise
            connection.close_if_unusable_or_obsolete()
            time.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311  no secret
    with transaction.atomic():
        return work()
