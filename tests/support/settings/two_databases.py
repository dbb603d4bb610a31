"""Routers of projects whose catalogue is not in the default database."""

from itertools import cycle
from typing import Any

TURN = cycle(["replica", "replica2"])


class InShop:
    """The app's rows are in the database `shop`, everything else in `default`."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "shop" if model._meta.app_label == "catalog_search" else None

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == "shop") == (app_label == "catalog_search")


class WithReplica(InShop):
    """Besides, they are read from `replica`, which is behind: here it stays empty for ever."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "replica" if model._meta.app_label == "catalog_search" else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db in ("shop", "replica")) == (app_label == "catalog_search")


class InTurn(WithReplica):
    """The app's rows are read from one of two replicas in turn."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        is_ours = super().db_for_read(model, **hints)
        return is_ours and next(TURN)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return super().allow_migrate("replica" if db == "replica2" else db, app_label, **hints)


class OnlyReads:
    """A router that says only where the app's rows are read."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "replica" if model._meta.app_label == "catalog_search" else None


class OfAnotherApp:
    """A router that says nothing of this app."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return "archive" if model._meta.app_label == "sessions" else None

    db_for_write = db_for_read


class StrictReplica(WithReplica):
    """A router that says nothing of relations: Django allows them within one database."""

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        return None
