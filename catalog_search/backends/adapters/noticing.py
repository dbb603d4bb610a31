"""Note which of the project's own products were saved or deleted, once that is committed.

A note costs a few lines of SQL and never the project's own transaction: what cannot be noted is
logged, and the next full sync finds it.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from django.db import router
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.models import databases
from catalog_search.models.indexing import changed
from catalog_search.models.stores import open_store
from catalog_search.models.waits import savepoints

if TYPE_CHECKING:
    from catalog_search.backends.adapters.adapter import CatalogAdapter

logger = logging.getLogger(__name__)

Source: TypeAlias = "CatalogAdapter[Any]"
Adapter: TypeAlias = type["CatalogAdapter[Any]"]

AT_MOST = 2000
"""Products noted for one signal, such as of a category that was renamed: somebody waits."""

CONNECTED: set[str] = set()
"""Names of the adapters whose models this process listens to."""


class Waiting(threading.local):
    """What this thread's transactions have changed: references and SKUs by database and adapter.

    What a rolled back transaction leaves here is noted with the next one; reading a product once
    more does no harm.
    """

    def __init__(self) -> None:
        self.by_database: dict[str, dict[str, set[tuple[str, str]]]] = {}


WAITING = Waiting()


def name_of(adapter: Adapter) -> str:
    return f"{adapter.__module__}.{adapter.__qualname__}"


def is_connected(adapter: Adapter) -> bool:
    return name_of(adapter) in CONNECTED


def note(
    adapter: Adapter,
    products: Callable[[Source], Iterable[Model]],
    using: str | None = None,
    *,
    at_most: int | None = None,
    quietly: bool = False,
) -> None:
    """Note these products of the adapter once the transaction is committed.

    If there are more than `at_most`, the next sync is asked to read all products instead. What
    cannot be noted is logged, unless it is to be done `quietly`.
    """
    try:
        slugs, alias = stores_of(adapter), using or router.db_for_write(adapter.model)
        if not slugs:
            return
        by_adapter = WAITING.by_database.setdefault(alias, {})
        waiting = by_adapter.setdefault(name_of(adapter), set())
        if changed.EVERYTHING not in waiting:
            source = cast("CatalogAdapter[Any]", conf.get_source(slugs[0]))
            with savepoints():
                waiting.update(pairs_of(source, products(source), at_most))
        if waiting:
            databases.on_commit(partial(write, adapter, alias), robust=True, using=alias)
    except Exception:
        if not quietly:
            logger.exception("A changed product could not be noted; a full sync will find it.")


def pairs_of(
    source: Source, products: Iterable[Model], at_most: int | None
) -> set[tuple[str, str]]:
    """Return the products' references and SKUs, EVERYTHING for more products than `at_most`."""
    if at_most is not None:
        some = products[: at_most + 1] if isinstance(products, QuerySet) else products
        products = list(islice(some, at_most + 1))
        if len(products) > at_most:
            return {changed.EVERYTHING}
    listed = [source.listed(each) for each in products if each is not None]
    return {(str(each.pk), source.key(each)) for each in listed}


def stores_of(adapter: Adapter) -> list[str]:
    """Return the slugs of the stores whose source this adapter is."""

    def find() -> list[str]:
        named = {
            slug: str(entry["SOURCE"]["BACKEND"]) for slug, entry in conf.settings().stores.items()
        }
        return [slug for slug, path in named.items() if is_path_of(path, adapter)]

    return conf.once(f"stores of {name_of(adapter)}", find)


def is_path_of(path: str, adapter: Adapter) -> bool:
    """Return whether the path names the adapter, perhaps as another module imports it."""
    if path == name_of(adapter):
        return True
    return path.endswith(f".{adapter.__name__}") and import_string(path) is adapter


def write(adapter: Adapter, alias: str) -> None:
    """Write the notes of what was committed; the first of several calls writes them all.

    The first change since a store's last sync starts its next one, if START_SYNC says how.
    """
    name = name_of(adapter)
    pairs = WAITING.by_database.get(alias, {}).pop(name, set())
    if not pairs:
        return
    path = conf.settings().start_sync
    # The project may have a transaction open on another database.
    with savepoints():
        stores = [open_store(slug) for slug in stores_of(adapter)]
        idle = [store for store in stores if path and not changed.are_waiting(name, store)]
        changed.note_changes(name, sorted(pairs))
    for store in idle:
        with savepoints():
            import_string(path)(store.slug)


def is_everything_noted(adapter: Adapter, since: datetime) -> bool:
    """Return whether more changed since than was noted one by one."""
    return changed.is_everything_changed(name_of(adapter), since)


def noted(adapter: Adapter, since: datetime) -> Iterator[dict[str, set[str]]]:
    """Yield batches of what changed since: SKUs by reference. Forget what all stores have read."""
    name = name_of(adapter)
    changed.forget_changes(name, [open_store(slug) for slug in stores_of(adapter)])
    yield from changed.changes_since(name, since)
