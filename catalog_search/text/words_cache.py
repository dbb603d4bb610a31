"""Each process's cache of store words, which the indexer publishes in the database.

A request builds the words itself only if they were never published. When the indexer has
published newer words, a thread loads them and requests use the cached ones meanwhile.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connections
from django.utils import timezone

from catalog_search import conf
from catalog_search.models import Product, PublishedWords, Store
from catalog_search.models.searches import popular, times_opened
from catalog_search.models.side_notes import side_note
from catalog_search.text import store_words, words_format
from catalog_search.text.store_words import StoreWords

logger = logging.getLogger(__name__)

POPULAR_DAYS = 90
MAX_POPULAR = 2000
MIN_SEARCHES = 3
"""A search is suggested to other shoppers once it was made this often."""
MAX_AGE = timedelta(days=1)
"""Age at which words are published again even without changes, to update popular searches."""
COLUMNS = (
    *("store", "sku", "title", "brand", "category", "colors"),
    *("attributes", "description", "currency", "in_stock"),
)


@dataclass(slots=True)
class CachedWords:
    """One store's words in this process."""

    words: StoreWords | None = None
    version: object = None
    """Store.words_published_at of these words."""
    renewal: threading.Lock = field(default_factory=threading.Lock)


def of_store(store: Store) -> StoreWords:
    """Return the cached words of the store, even if the indexer has published newer ones."""
    cached = kept_of(store)
    words = cached.words
    if words is None:
        # At the first search of the process, concurrent searches wait here for the same words.
        with cached.renewal:
            return cached.words or renew(store, cached)
    if cached.version != store.words_published_at and cached.renewal.acquire(blocking=False):
        threading.Thread(target=renew_in_thread, args=(store, cached), daemon=True).start()
    return words


def kept_of(store: Store) -> CachedWords:
    """Return this process's cache entry for the store."""
    by_store: dict[int, CachedWords] = conf.once("store words", dict)
    return by_store.setdefault(store.pk, CachedWords())


def renew_in_thread(store: Store, cached: CachedWords) -> None:
    """Load newer words. The caller has acquired the lock `renewal`; it is released here."""
    try:
        renew(store, cached)
    except Exception:
        logger.warning("The words of %s could not be renewed.", store.slug, exc_info=True)
        # Do not try again before the next publication.
        cached.version = store.words_published_at
    finally:
        cached.renewal.release()
        # This thread ends and leaves no connection behind.
        connections.close_all()


def renew(store: Store, cached: CachedWords) -> StoreWords:
    words = published(store) or gather(store)
    cached.words, cached.version = words, store.words_published_at
    return words


def published(store: Store) -> StoreWords | None:
    """Return the published words, None if there are none or they cannot be read."""
    row = PublishedWords.objects.filter(store=store, format=words_format.FORMAT).first()
    if row is None:
        return None
    try:
        return words_format.from_bytes(bytes(row.data))
    except (ValueError, KeyError, TypeError):
        logger.warning("The published words of %s cannot be read.", store.slug, exc_info=True)
        return None


def publish(store: Store) -> StoreWords:
    """Build the store's words and store them for every process. The indexer calls this."""
    now, words = timezone.now(), gather(store)
    columns = {"format": words_format.FORMAT, "data": words_format.to_bytes(words)}
    PublishedWords.objects.update_or_create(store=store, defaults=columns)
    store.words_published_at = now
    store.save(update_fields=["words_published_at"])
    cached = kept_of(store)
    cached.words, cached.version = words, now
    return words


def needs_publishing(store: Store) -> bool:
    """Return whether points have changed since the last publication, or it is MAX_AGE old."""
    last = store.words_published_at
    if last is None or (store.indexed_at and store.indexed_at > last):
        return True
    return timezone.now() - last > MAX_AGE


def gather(store: Store) -> StoreWords:
    """Return the words of the products that searches may find now. Takes three queries."""
    searches, clicks = popularity(store)
    return store_words.build(ranked_products(store, clicks), searches)


def popularity(store: Store) -> tuple[list[str], dict[int, int]]:
    """Return the popular searches, and the number of clicks by product.

    Both are empty if the database refuses: they only order suggestions, so no page may fail.
    """

    def read() -> tuple[list[tuple[str, int]], dict[int, int]]:
        return popular(store, POPULAR_DAYS, MAX_POPULAR), times_opened(store, POPULAR_DAYS)

    searches, clicks = side_note("Popular searches could not be read", read) or ([], {})
    return [words for words, count in searches if count >= MIN_SEARCHES], clicks


def ranked_products(store: Store, clicks: Mapping[int, int]) -> Sequence[Product]:
    """Return the searchable products: those in stock first, then by clicks, then by title."""
    products = store.products.searchable().only(*COLUMNS)
    return sorted(
        products,
        key=lambda product: (
            not product.in_stock,
            -clicks.get(product.pk, 0),
            product.title,
            product.pk,
        ),
    )


def forget(store: Store) -> None:
    """Delete the store's words, so that the next request builds them again."""
    PublishedWords.objects.filter(store=store).delete()
    conf.once("store words", dict[int, CachedWords]).pop(store.pk, None)
