"""The database that holds this app's rows, as the project's router chooses it.

All models of this app are in one database. Transactions are opened there, and code that acts on
what it has just written reads from there, because a replica may be behind.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Self, TypeVar, cast

from django.apps import apps
from django.db import InterfaceError, OperationalError, connections, models, router
from django.db import transaction as transactions
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

T = TypeVar("T")
M = TypeVar("M", bound=models.Model)
V = TypeVar("V", bound=Callable[..., Any])

READS_PRIMARY: ContextVar[bool] = ContextVar("catalog_search_reads_primary", default=False)


VALIDATED: ContextVar[models.Model | None] = ContextVar("catalog_search_validated", default=None)
"""The row whose fields are checked now: Django asks for its relations by the replica's alias."""


class Row(models.Model):
    """A row that belongs to the primary database, also where it was read from a replica.

    A new row that names it is then one of the same database, whatever a router says of relations.
    One of a database that the router says nothing of, such as an archive, belongs there.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(db, *args, **kwargs)
        if router.routers:
            home = router.db_for_write(cls, instance=row)
            # A router may say only where rows are read.
            is_read_there = home == db and db == router.db_for_read(cls)
            row._state.db = router.db_for_write(cls) if is_read_there else home
        return row

    def clean_fields(self, *args: Any, **kwargs: Any) -> None:
        token = VALIDATED.set(self)
        try:
            super().clean_fields(*args, **kwargs)
        finally:
            VALIDATED.reset(token)


class Rows(models.QuerySet[M]):
    """A queryset that reads from the primary database inside `primary` and `transaction`."""

    def only(self, *fields: Any) -> Self:
        """Load these fields and, of `store.products`, the key of the store.

        Django gives each row the store that they came from, and would ask for its key one by one.
        """
        owners = getattr(self, "_known_related_objects", {})
        return super().only(*fields, *(owner.attname for owner in owners))

    @property
    def db(self) -> str:
        named: str | None = self._db  # type: ignore[attr-defined]
        hints: dict[str, Any] = self._hints  # type: ignore[attr-defined]
        if named and (validated := VALIDATED.get()):
            # The alias is what Django was told by the router, of several replicas any.
            hints = {"instance": validated}
        elif named or not READS_PRIMARY.get():
            return super().db
        return str(router.db_for_write(self.model, **hints))


def alias() -> str:
    """Return the alias of the database that this app's rows are written to."""
    return str(router.db_for_write(apps.get_model("catalog_search", "Store")))


def connection() -> BaseDatabaseWrapper:
    """Return this thread's connection to that database."""
    return connections[alias()]


def is_in_transaction() -> bool:
    """Return whether this thread has an open transaction where rows are written or read."""
    read_from = str(router.db_for_read(apps.get_model("catalog_search", "Store")))
    return any(connections[each].in_atomic_block for each in {alias(), read_from})


def place() -> str:
    """Return a digest of where that database is, which tells a copy from the original."""
    settings = connection().settings_dict
    parts = [str(settings[key]) for key in ("ENGINE", "NAME", "HOST", "PORT")]
    # A path of bytes that are no UTF-8 has surrogates in their place.
    text = "\n".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:16]


@contextmanager
def primary() -> Iterator[None]:
    """Read rows from the database that they are written to, not from a replica."""
    token = READS_PRIMARY.set(True)
    try:
        yield
    finally:
        READS_PRIMARY.reset(token)


def newest(read: Callable[[], T]) -> T:
    """Return what `read` returns of the primary's rows, or of a replica's while that is away."""
    try:
        with primary():
            return read()
    except (OperationalError, InterfaceError):
        if not router.routers:
            raise
        return read()


def on_primary(view: V) -> V:
    """Decorate a view of people who edit rows: they see what they have just written.

    A response that is rendered later reads from there, too.
    """

    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        with primary():
            response = view(*args, **kwargs)
        if hasattr(response, "render"):
            response.render = primary()(response.render)
        return response

    return cast(V, wrapped)


@contextmanager
def transaction() -> Iterator[None]:
    """Run the block as one transaction on the rows' database; also a decorator."""
    with primary(), writing_first(connection()), transactions.atomic(using=alias()):
        yield


@contextmanager
def writing_first(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Make a transaction that begins now wait for SQLite's write lock at its beginning.

    It reads before it writes. By default SQLite would refuse the write at once, whatever the
    timeout, if another process wrote meanwhile.
    """
    if database.vendor != "sqlite" or database.in_atomic_block:
        yield
        return
    database.ensure_connection()  # Which reads the mode from the settings.
    sqlite: Any = database
    mode, sqlite.transaction_mode = sqlite.transaction_mode, sqlite.transaction_mode or "IMMEDIATE"
    try:
        yield
    finally:
        sqlite.transaction_mode = mode


def on_commit(
    function: Callable[[], object], *, robust: bool = False, using: str | None = None
) -> None:
    """Call the function once the current transaction is committed.

    It is the one on the rows' database, or on `using`. A robust function's error is logged and
    stops nothing else.
    """

    def call() -> None:
        # Django logs a robust function's name, which a partial has not.
        function()

    transactions.on_commit(call, using=using or alias(), robust=robust)


def write_fields(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Save these fields of existing rows, by primary key; signals are not sent.

    One prepared statement for all rows: bulk_update writes a CASE with a branch per row and field,
    which costs ten times as much. Rows that others may change must be locked before.
    """
    if not rows:
        return
    meta, database = rows[0]._meta, connection()
    columns = [field for field in meta.concrete_fields if field.name in fields]
    quote = database.ops.quote_name
    values = ", ".join(f"{quote(str(field.column))} = %s" for field in columns)
    key = quote(str(meta.pk.column))
    changes = [
        [*(field.get_db_prep_save(getattr(row, field.attname), database) for field in columns)]
        for row in rows
    ]
    with database.cursor() as cursor:
        # Names of our own table and columns; all values are parameters.
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {values} WHERE {key} = %s",  # noqa: S608
            [[*change, row.pk] for change, row in zip(changes, rows, strict=True)],
        )


def missing_migrations(app: str | None = "catalog_search") -> int:
    """Return how many migrations are not applied, of all apps for None. Raises DatabaseError."""
    executor = MigrationExecutor(connection())
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes(app)))
