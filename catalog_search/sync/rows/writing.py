"""Batches, bulk updates, and transactions that are retried after a transient database error."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import IntegrityError, InterfaceError, OperationalError
from django.db.models import Model

from catalog_search.models import databases

T = TypeVar("T")

WAITS = (0.1, 0.5, 2.0)
"""Seconds before each retry, randomised by up to half either way."""

AT_ONCE = 500


def overwrite(rows: Sequence[Model], fields: Sequence[str], *, key: Sequence[str]) -> None:
    """Save these fields of existing rows, identified by the unique fields in `key`.

    Done as an upsert, which is ten times faster here than bulk_update: that sends a CASE with
    one branch per row and field.
    """
    if not rows:
        return
    for row in rows:
        # With a primary key in the INSERT, the conflict would be on it and not on `key`.
        row.pk = None
    manager = type(rows[0])._default_manager
    # MariaDB takes no conflict target; it updates on a conflict with any unique key.
    has_target = databases.connection().features.supports_update_conflicts_with_target
    manager.bulk_create(
        rows,
        AT_ONCE,
        update_conflicts=True,
        update_fields=fields,
        unique_fields=key if has_target else None,
    )


def retry_transaction(work: Callable[[], T]) -> T:
    """Run `work` in a transaction and return its result.

    After a deadlock, a serialization failure, a lock timeout, a row that another process inserted
    first or a lost connection the transaction is rolled back and tried again.
    """
    for wait in WAITS:
        try:
            with databases.transaction():
                return work()
        except (OperationalError, InterfaceError, IntegrityError):
            # Inside an outer transaction, which is now broken, a retry cannot succeed.
            if databases.connection().in_atomic_block:
                raise
            databases.connection().close_if_unusable_or_obsolete()
            time.sleep(wait * random.uniform(0.5, 1.5))  # noqa: S311  no secret
    with databases.transaction():
        return work()


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of `size`; the last may be shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
