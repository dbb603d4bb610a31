"""Routers of projects whose catalogue is not in the default database."""

from typing import Any


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


class StrictReplica(WithReplica):
    """A router that says nothing of relations: Django allows them within one database."""

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool | None:
        return None
