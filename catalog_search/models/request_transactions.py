"""Views and the transaction that ATOMIC_REQUESTS opens around each.

Django opens it before a view could say that the database is away or locked, and on SQLite it may
wait for a lock that a page needs for nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from django.db import connections, transaction

V = TypeVar("V", bound=Callable[..., Any])


def without_transaction(view: V) -> V:
    """Decorate a view that Django opens no transaction for, on any database."""
    for alias in connections:
        transaction.non_atomic_requests(using=alias)(view)
    return view


@contextmanager
def request_transaction() -> Iterator[None]:
    """Open what ATOMIC_REQUESTS asks for: all that the block writes is kept, or nothing."""
    with ExitStack() as stack:
        for alias in connections:
            if connections.settings[alias]["ATOMIC_REQUESTS"]:
                stack.enter_context(transaction.atomic(using=alias))
        yield
