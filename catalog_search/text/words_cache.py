"""Where a process gets a store's words: published by the indexer, kept in memory, renewed aside.

Nothing is gathered in a request but for a store whose words were never published. While newer
words are loaded, requests use the ones at hand.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from catalog_search import conf
from catalog_search.models import Product, PublishedWords, Store
from catalog_search.models.searches import popular, times_opened
from catalog_search.text import store_words, words_format
from catalog_search.text.store_words import StoreWords

logger = logging.getLogger(__name__)

POPULAR_DAYS = 90
MAX_POPULAR = 2000
MIN_SEARCHES = 3
"""Words are suggested to others once they were searched for so often."""
RENEWED_AFTER = timedelta(days=1)
"""So often at least, so that popular searches are followed."""
COLUMNS = (
    *("store", "sku", "title", "brand", "category", "colors"),
    *("attributes", "description", "currency", "in_stock"),
)


@dataclass(slots=True)
class Kept:
    """One store's words in this process."""

    words: StoreWords | None = None
    version: object = None
    """Store.words_published_at of these words."""
    renewing: threading.Lock = field(default_factory=threading.Lock)


def of_store(store: Store) -> StoreWords:
    """Return the store's words: those at hand, even if the indexer has published newer ones."""
    kept = kept_of(store)
    words = kept.words
    if words is None:
        # The first search of the process: others that come meanwhile wait for the same words.
        with kept.renewing:
            return kept.words or renew(store, kept)
    if kept.version != store.words_published_at and kept.renewing.acquire(blocking=False):
        threading.Thread(target=renew_aside, args=(store, kept), daemon=True).start()
    return words


def kept_of(store: Store) -> Kept:
    every: dict[int, Kept] = conf.once("store words", dict)
    return every.setdefault(store.pk, Kept())


def renew_aside(store: Store, kept: Kept) -> None:
    """Load newer words in a thread of its own; the lock is held and released here."""
    try:
        renew(store, kept)
    except Exception:
        logger.warning("The words of %s could not be renewed.", store.slug, exc_info=True)
        # Not again before the next publication.
        kept.version = store.words_published_at
    finally:
        kept.renewing.release()
        connection.close()


def renew(store: Store, kept: Kept) -> StoreWords:
    words = published(store) or gather(store)
    kept.words, kept.version = words, store.words_published_at
    return words


def published(store: Store) -> StoreWords | None:
    """Return the words that the indexer published, None where there are none to be read."""
    row = PublishedWords.objects.filter(store=store, format=words_format.FORMAT).first()
    if row is None:
        return None
    try:
        return words_format.from_bytes(bytes(row.data))
    except (ValueError, KeyError, TypeError):
        logger.warning("The published words of %s cannot be read.", store.slug, exc_info=True)
        return None


def publish(store: Store) -> StoreWords:
    """Build the store's words and let every process have them. Called by the indexer."""
    now, words = timezone.now(), gather(store)
    columns = {"format": words_format.FORMAT, "data": words_format.to_bytes(words)}
    PublishedWords.objects.update_or_create(store=store, defaults=columns)
    store.words_published_at = now
    store.save(update_fields=["words_published_at"])
    kept = kept_of(store)
    kept.words, kept.version = words, now
    return words


def needs_publishing(store: Store) -> bool:
    """Return whether points changed since the last publication, or that was days ago."""
    last = store.words_published_at
    if last is None or (store.indexed_at and store.indexed_at > last):
        return True
    return timezone.now() - last > RENEWED_AFTER


def gather(store: Store) -> StoreWords:
    """Return the words of what the store shows now; three queries, whatever the catalogue."""
    searches, opened = counts_of(store)
    return store_words.build(ranked_products(store, opened), searches)


def counts_of(store: Store) -> tuple[list[str], dict[int, int]]:
    """Return popular searches, and how often products were opened; nothing if they cannot be read.

    Counts only order suggestions: no page may fail for them.
    """
    try:
        with transaction.atomic():
            searches = popular(store, POPULAR_DAYS, MAX_POPULAR)
            opened = times_opened(store, POPULAR_DAYS)
    except DatabaseError:
        logger.warning("Popular searches of %s cannot be read.", store.slug, exc_info=True)
        return [], {}
    return [words for words, found in searches if found >= MIN_SEARCHES], opened


def ranked_products(store: Store, opened: Mapping[int, int]) -> Sequence[Product]:
    """Return what searches may find: in stock first, then the most opened, then by title."""
    products = store.products.searchable().only(*COLUMNS)
    return sorted(
        products,
        key=lambda product: (
            not product.in_stock,
            -opened.get(product.pk, 0),
            product.title,
            product.pk,
        ),
    )


def forget(store: Store) -> None:
    """Make the next request take the store's words anew."""
    PublishedWords.objects.filter(store=store).delete()
    conf.once("store words", dict[int, Kept]).pop(store.pk, None)
