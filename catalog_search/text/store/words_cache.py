"""Each process's words of its stores, which the indexer publishes as one file for all of them.

A request builds the words itself only if they were never published and the store is small. When
the indexer has published newer words, a thread opens them and requests use the old ones meanwhile.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Exists, OuterRef
from django.utils import timezone
from numpy.typing import NDArray

from catalog_search.models import Photo, Product, Published, Store
from catalog_search.models.merchandising.searches import popular, times_opened
from catalog_search.models.side_notes import side_note
from catalog_search.published import copies, renewed, stored
from catalog_search.published.container import Container
from catalog_search.published.renewed import Entry
from catalog_search.published.strings import Arrays, encoded
from catalog_search.text.store import synonyms
from catalog_search.text.store.store_words import FORMAT, StoreWords
from catalog_search.text.store.words_build import WordsBuilder, build

logger = logging.getLogger(__name__)

KIND = "words"
POPULAR_DAYS = 90
MAX_POPULAR = 2000
MIN_SEARCHES = 3
"""A search is suggested to other shoppers once it was made this often."""
MAX_AGE = timedelta(days=1)
"""Age at which words are published again even without changes, to update popular searches."""
PAUSE = 20
"""Times the seconds of the last build, before which words are not published again."""
AT_ONCE_SECONDS = 1.0
"""Words that take no longer to build are published after every change."""
MAX_IN_REQUEST = 2000
"""Products of a store whose words a request builds, if they were never published."""
COLUMNS = (
    *("store", "sku", "title", "brand", "category", "colors"),
    *("attributes", "description", "currency", "in_stock"),
)
RANKED_BY = 64
"""Bytes of a title that order equally likely products."""


def of_store(store: Store) -> StoreWords:
    """Return the words of the store, even if the indexer has published newer ones."""
    words = renewed.of_store(KIND, store, store.words_published_at, load)
    words.own_thesaurus = synonyms.of_store(store) if store.synonyms_version else None
    return words


def entry_of(store: Store) -> Entry[StoreWords]:
    """Return this process's entry for the store."""
    return renewed.entry_of(KIND, store)


def load(store: Store) -> StoreWords:
    """Return the published words; without any, those of a small store are built now.

    A larger store has those that the process has, or none, until `catalog_index` publishes them.
    It is searched all the same.
    """
    if words := published(store):
        return words
    if store.products.filter(visible=True)[: MAX_IN_REQUEST + 1].count() <= MAX_IN_REQUEST:
        return gather(store)
    logger.warning(
        "The words of %s are not published. Until catalog_index has run, older words or none are "
        "suggested and corrected.",
        store.slug,
    )
    return entry_of(store).value or build([])


def published(store: Store) -> StoreWords | None:
    """Return the published words, None if there are none or they cannot be read."""
    container = copies.fetch(store, KIND, FORMAT)
    try:
        return None if container is None else StoreWords(container)
    except KeyError:
        logger.warning("The published words of %s cannot be read.", store.slug, exc_info=True)
        return None


def publish(store: Store) -> StoreWords:
    """Build the store's words and store them for every process. The indexer calls this."""
    now, started = timezone.now(), time.monotonic()
    arrays, about = gathered(store)
    seconds = time.monotonic() - started
    row = Published(store=store, kind=KIND, format=FORMAT, seconds=seconds)
    words = StoreWords(copies.publish(row, arrays, about))
    store.words_published_at = now
    store.save(update_fields=["words_published_at"])
    entry = entry_of(store)
    entry.value, entry.version = words, now
    return words


def needs_publishing(store: Store, now: datetime | None = None, *, drained: bool = True) -> bool:
    """Return whether points have changed since the last publication, or it is MAX_AGE old.

    After a change the indexer waits for PAUSE times the seconds of the last build, so that builds
    take at most a twentieth of the time. Only a run that leaves nothing stale (`drained`)
    publishes words at once that are built quickly.
    """
    last = store.words_published_at
    newest = stored.newest(store, KIND, FORMAT)
    if last is None or newest is None:
        return True
    age = (now or timezone.now()) - last
    changed = store.indexed_at is not None and store.indexed_at > last
    is_quick = drained and newest.seconds <= AT_ONCE_SECONDS
    pause = 0.0 if is_quick else PAUSE * newest.seconds
    return age > MAX_AGE or (changed and age >= timedelta(seconds=pause))


def gather(store: Store) -> StoreWords:
    """Return the words of the products that searches may find now, without publishing them."""
    return StoreWords(Container.of(*gathered(store)))


def gathered(store: Store) -> tuple[Arrays, dict[str, object]]:
    """Return the data for StoreWords. Takes three queries and holds no product."""
    searches, clicks = popularity(store)
    builder, ranking = WordsBuilder(), Ranking(clicks)
    for product in indexed_products(store):
        builder.add(product)
        ranking.add(product)
    return builder.finish(searches, ranking.order(), ranking.clicked())


def popularity(store: Store) -> tuple[list[str], dict[int, int]]:
    """Return the popular searches, and the number of clicks by product.

    Both are empty if the database refuses: they only order suggestions, so no page may fail.
    """

    def searches_and_clicks() -> tuple[list[tuple[str, int]], dict[int, int]]:
        return popular(store, POPULAR_DAYS, MAX_POPULAR), times_opened(store, POPULAR_DAYS)

    numbers = side_note("Popular searches could not be read", searches_and_clicks)
    searches, clicks = numbers or ([], {})
    return [words for words, count in searches if count >= MIN_SEARCHES], clicks


def indexed_products(store: Store) -> Iterator[Product]:
    """Yield the visible products that have a photo in the index."""
    live = Photo.objects.filter(product=OuterRef("pk"), state=Photo.State.LIVE)
    products = store.products.filter(Exists(live.exclude(indexed_etag="")), visible=True)
    return products.only(*COLUMNS).order_by("pk").iterator(chunk_size=1000)


class Ranking:
    """Orders products: those in stock first, then by clicks, then by title."""

    def __init__(self, clicks: Mapping[int, int]) -> None:
        self.clicks = clicks
        self.sold_out, self.click_counts, self.titles = bytearray(), list[int](), bytearray()

    def add(self, product: Product) -> None:
        self.sold_out.append(not product.in_stock)
        self.click_counts.append(self.clicks.get(product.pk, 0))
        self.titles += encoded(product.title)[:RANKED_BY].ljust(RANKED_BY, b"\0")

    def order(self) -> NDArray[np.intp]:
        """Return the products as `add` got them, the likeliest first; of equals the earlier one."""
        if not self.click_counts:
            return np.empty(0, np.intp)
        titles = np.frombuffer(bytes(self.titles), f"S{RANKED_BY}")
        sold_out = np.frombuffer(bytes(self.sold_out), np.uint8)
        order: NDArray[np.intp] = np.lexsort((titles, -np.array(self.click_counts), sold_out))
        return order

    def clicked(self) -> int:
        """Return how many products of order() lead because they were clicked."""
        return sum(
            bool(clicks) and not sold_out
            for clicks, sold_out in zip(self.click_counts, self.sold_out, strict=True)
        )


def forget(store: Store) -> None:
    """Delete the store's words, so that the next request builds them again."""
    Published.objects.filter(store=store, kind=KIND).delete()
    renewed.forget(KIND, store)
