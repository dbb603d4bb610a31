"""Long work asked for from a page: the project says how to start it; the plugin knows no queue."""

from django.db import transaction
from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.models import Store


def start_sync(store: Store) -> bool:
    """Have the project sync the store once this transaction holds; False: it has not said how."""
    return start("START_SYNC", store)


def start_indexing(store: Store) -> bool:
    """Have the project index the store's stale photos; False: it has not said how.

    A hint only: stale rows wait for whichever indexing run comes next.
    """
    return start("START_INDEXING", store)


def start(setting: str, store: Store) -> bool:
    path, slug = conf.get(setting), store.slug
    if not path:
        return False
    # Robust: a broker that is down is logged, and does not undo what a person has just decided.
    transaction.on_commit(lambda: import_string(path)(slug), robust=True)
    return True
