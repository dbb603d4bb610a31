"""Start syncs and indexing runs from the admin and the desk, by functions named in settings."""

from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.models import Store, databases


def ask_for_sync(store: Store) -> bool:
    """Start a sync of the store at once, raising what START_SYNC raises; False if it is not set."""
    path = conf.settings().start_sync
    if path:
        import_string(path)(store.slug)
    return bool(path)


def start_indexing(store: Store) -> bool:
    """Start indexing the store after this transaction; return False if START_INDEXING is not set.

    Without it, the next regular indexing run does the work.
    """
    path, slug = conf.settings().start_indexing, store.slug
    if not path:
        return False
    # Robust: if the broker is down, the error is logged and the user's change stays saved.
    databases.on_commit(lambda: import_string(path)(slug), robust=True)
    return True
