"""Transactions that start anew when another one was in their way."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

T = TypeVar("T")

WAITS = (0.1, 0.5, 2.0)
"""Seconds before each further attempt, give or take half."""


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
