"""A store's words in memory, for what is asked at every key: titles, SKUs, categories, brands.

It is built anew when rows were indexed, hidden or deleted since, which is looked up every few
seconds at most. It may lag behind by as much: whoever shows a product asks the database for it.
"""

import re
import time
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

from django.db.models import Count, Max, Sum
from django.utils import timezone

from catalog_search import conf
from catalog_search.indexing import documents
from catalog_search.models import CATEGORY_SEPARATOR, Click, Photo, Store
from catalog_search.retrieval import database
from catalog_search.search import log

LOOK_UP_SECONDS = 10
POPULAR_DAYS = 90
MOST_POPULAR = 2000
FEWEST_SEARCHES = 3
"""So often must words be searched for before they are suggested to others."""


@dataclass(frozen=True, slots=True)
class Place:
    """A category (its path) or a brand, and in how many products it is."""

    value: str
    label: str
    count: int
    folded: str
    """Its words, folded, each behind a space."""
    own: str
    """The same of its label alone."""


@dataclass(frozen=True, slots=True)
class Wordlist:
    """Products are told by their rank, from 0: those in stock first, then the most opened."""

    products: tuple[int, ...]
    """The id of each product, by rank."""
    titles: tuple[str, ...]
    """The title, folded, by rank."""
    words: tuple[str, ...]
    """Every folded word of title, brand and category, in order."""
    ranks: Mapping[str, frozenset[int]]
    """The products whose title or brand has the word."""
    skus: tuple[tuple[str, int], ...]
    """Folded SKU and rank, in order."""
    categories: tuple[Place, ...]
    brands: tuple[Place, ...]
    popular: tuple[tuple[str, str], ...]
    """What was searched for and found, most often first: folded behind a space, and as it was.

    Only what is made of the catalogue's own words.
    """

    def beginning(self, prefix: str) -> list[str]:
        """Return the words that begin so, in order."""
        start = bisect_left(self.words, prefix)
        return list(self.words[start : bisect_left(self.words, prefix + "\U0010ffff")])

    def coded(self, prefix: str, limit: int) -> list[int]:
        """Return the products whose SKU begins so."""
        start = bisect_left(self.skus, (prefix,))
        return [rank for sku, rank in self.skus[start : start + limit] if sku.startswith(prefix)]


def fold(text: str) -> str:
    """Return the text in one case and without accents."""
    lower = text.casefold()
    if lower.isascii():
        return lower
    apart = unicodedata.normalize("NFKD", lower)
    return "".join(char for char in apart if not unicodedata.combining(char))


def words_of(text: str) -> list[str]:
    """Return the folded words of the text, in its order."""
    return re.findall(r"\w+", fold(text))


class Keeper:
    """Keeps one store's wordlist; one thread builds while the others have the one before."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.kept: Wordlist | None = None
        self.state: object = None
        self.good_until = 0.0

    def wordlist(self, store: Store) -> Wordlist:
        if self.kept and time.monotonic() < self.good_until:
            return self.kept
        if self.kept and self.lock.locked():
            return self.kept
        with self.lock:
            state = state_of(store)
            if self.kept is None or state != self.state:
                self.kept, self.state = build(store), state
            self.good_until = time.monotonic() + LOOK_UP_SECONDS
            return self.kept


def of_store(store: Store) -> Wordlist:
    """Return the store's wordlist, built when it is first asked for and after changes."""
    keeper: Keeper = conf.once(f"wordlist {store.slug}", Keeper)
    return keeper.wordlist(store)


def state_of(store: Store) -> object:
    """Return what is another value after rows were changed or indexed, and every hour."""
    products = store.products.filter(visible=True).aggregate(Count("pk"), Max("updated_at"))
    live = Photo.objects.filter(store=store, state=Photo.State.LIVE)
    photos = live.aggregate(Count("pk"), Max("indexed_at"))
    return (*products.values(), *photos.values(), timezone.now().hour)


def build(store: Store) -> Wordlist:
    """Return the wordlist of what the store shows now."""
    fields = ("pk", "sku", "title", "brand", "category", "in_stock")
    opened = clicks(store)
    rows = sorted(
        database.shown(store).values_list(*fields),
        key=lambda row: (not row[5], -opened.get(row[0], 0), row[2], row[0]),
    )
    categories = places(Counter(row[4] for row in rows), documents.category_prefixes)
    brands = places(Counter(row[3] for row in rows), lambda brand: [brand] if brand else [])
    ranks: dict[str, set[int]] = defaultdict(set)
    for rank, row in enumerate(rows):
        for word in words_of(f"{row[2]} {row[3]}"):
            ranks[word].add(rank)
    words = {*ranks, *(word for place in categories for word in place.own.split())}
    return Wordlist(
        products=tuple(row[0] for row in rows),
        titles=tuple(fold(row[2]) for row in rows),
        words=tuple(sorted(words)),
        ranks={word: frozenset(found) for word, found in ranks.items()},
        skus=tuple(sorted((fold(row[1]), rank) for rank, row in enumerate(rows))),
        categories=categories,
        brands=brands,
        popular=tuple(popular(store, words)),
    )


def clicks(store: Store) -> dict[int, int]:
    """Return how often each product was opened from results lately, where it was."""
    since = timezone.localdate() - timedelta(days=POPULAR_DAYS)
    counted = Click.objects.filter(store=store, day__gt=since).values_list("product")
    return dict(counted.annotate(Sum("count")).order_by())


def places(products: Mapping[str, int], within: Callable[[str], list[str]]) -> tuple[Place, ...]:
    """Return the places that products are `within` by what their rows say, the fullest first."""
    counts: Counter[str] = Counter()
    for value, count in products.items():
        counts.update(dict.fromkeys(within(value), count))
    ranked = sorted(counts, key=lambda value: (-counts[value], value))
    labels = [value.rsplit(CATEGORY_SEPARATOR, 1)[-1] for value in ranked]
    return tuple(
        Place(value, label, counts[value], spaced(value), spaced(label))
        for value, label in zip(ranked, labels, strict=True)
    )


def spaced(text: str) -> str:
    return "".join(f" {word}" for word in words_of(text))


def popular(store: Store, words: set[str]) -> Iterator[tuple[str, str]]:
    """Yield popular searches; other words than the catalogue's own are shown to nobody else."""
    for text, found in log.popular(store, POPULAR_DAYS, MOST_POPULAR):
        if found >= FEWEST_SEARCHES and known(words_of(text), words):
            yield f" {fold(text)}", text


def known(asked: Sequence[str], words: set[str]) -> bool:
    return bool(asked) and all(word in words for word in asked)
