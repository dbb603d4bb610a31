"""Note which of the project's own products were saved or deleted, once that is committed.

A note costs a few lines of SQL and never the project's own transaction: what cannot be noted is
logged, and the next full sync finds it.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from django.db import router
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.models import changed, databases
from catalog_search.models.stores import open_store

if TYPE_CHECKING:
    from catalog_search.backends.adapters.adapter import CatalogAdapter

logger = logging.getLogger(__name__)

Source: TypeAlias = "CatalogAdapter[Any]"
Adapter: TypeAlias = type["CatalogAdapter[Any]"]

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


def connect(adapter: Adapter) -> None:
    """Listen to the adapter's models. Doing it twice equals doing it once."""
    name = name_of(adapter)
    CONNECTED.add(name)
    for model in (adapter.model, *adapter.watched):
        receive = partial(row_changed, adapter)
        for kind, signal in (("save", post_save), ("delete", post_delete)):
            uid = f"{name} {kind} {model._meta.label}"
            signal.connect(receive, sender=model, weak=False, dispatch_uid=uid)
    for relation in adapter.model._meta.many_to_many:
        receive, uid = partial(relation_changed, adapter), f"{name} {relation.name}"
        through = getattr(adapter.model, relation.name).through
        m2m_changed.connect(receive, sender=through, weak=False, dispatch_uid=uid)


def row_changed(
    adapter: Adapter, sender: type[Model], instance: Model, using: str, **kwargs: Any
) -> None:
    """Note the product that was saved or deleted, or those that a watched row belongs to."""

    def changed_products(source: Source) -> Iterable[Model]:
        own = issubclass(sender, adapter.model)
        return [instance] if own else source.products_of(instance)

    note(adapter, changed_products, using)


def relation_changed(
    adapter: Adapter,
    instance: Model,
    action: str,
    reverse: bool,
    pk_set: Any,
    using: str,
    **kwargs: Any,
) -> None:
    """Note the products to which categories, say, were added, or from which they were removed."""
    if action.startswith("post_"):
        of_category = adapter.model._default_manager.filter(pk__in=pk_set or ())
        note(adapter, lambda source: of_category if reverse else [instance], using)


def note(
    adapter: Adapter, products: Callable[[Source], Iterable[Model]], using: str | None = None
) -> None:
    """Note these products of the adapter once the transaction is committed."""
    try:
        slugs = stores_of(adapter)
        if not slugs:
            return
        source = cast("CatalogAdapter[Any]", conf.get_source(slugs[0]))
        listed = map(source.listed, products(source))
        pairs = {(str(product.pk), source.key(product)) for product in listed}
        alias = using or router.db_for_write(adapter.model)
        if pairs:
            waiting = WAITING.by_database.setdefault(alias, {})
            waiting.setdefault(name_of(adapter), set()).update(pairs)
            databases.on_commit(partial(write, adapter, alias), robust=True, using=alias)
    except Exception:
        logger.exception("A changed product could not be noted; a full sync will find it.")


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
    path, stores = conf.settings().start_sync, [open_store(slug) for slug in stores_of(adapter)]
    idle = [store for store in stores if path and not changed.are_waiting(name, store)]
    changed.note_changes(name, sorted(pairs))
    for store in idle:
        import_string(path)(store.slug)


def noted(adapter: Adapter, since: datetime) -> Iterator[dict[str, set[str]]]:
    """Yield batches of what changed since: SKUs by reference. Forget what all stores have read."""
    name = name_of(adapter)
    changed.forget_changes(name, [open_store(slug) for slug in stores_of(adapter)])
    yield from changed.changes_since(name, since)
