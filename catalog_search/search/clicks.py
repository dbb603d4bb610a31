"""Clicks that move products up: a small boost, off unless CLICK_BOOST is set.

What is shown further down is looked at less, so a click there says more. Each click counts as the
inverse of how probably its place is looked at, 1 / place, clipped: the inverse propensity score of
Joachims, Swaminathan and Schnabel 2017, "Unbiased Learning-to-Rank with Biased Feedback". Divided
by the searches it is the share of those who look at the product that open it; UNSEEN searches
without a click are added, so that few searches say little.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import groupby, islice
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from catalog_search import conf
from catalog_search.models import Click, ClickedSearch, SearchCount, Store, databases
from catalog_search.models.clock import today
from catalog_search.retrieval.merchandising.rules import Decisions
from catalog_search.search.log import normalised

logger = logging.getLogger(__name__)

DAYS = 90
"""Days whose clicks count."""
UNSEEN = 20
"""Searches without a click that are added to those of the words."""
MIN_CLICKS = 3
"""Clicks that a product needs in the answers to the words."""
MAX_BOOSTED = 20
"""Products of one search that clicks move up."""
PIECE = 200
"""Searches written in one transaction."""


def with_clicks(store: Store, text: str, decided: Decisions) -> Decisions:
    """Return the decisions with the factors of products that shoppers open for this text.

    One row is read, and none where CLICK_BOOST is 0.
    """
    boost = conf.settings().click_boost
    if not boost:
        return decided
    shares = shares_of(store, normalised(text))
    factors = {product: 1 + boost * share for product, share in shares.items()}
    return replace(decided, clicked=factors) if factors else decided


def shares_of(store: Store, words: str) -> Mapping[int, float]:
    """Return which share, from 0 to 1, of those who look at a product open it, by its key."""
    row = ClickedSearch.objects.filter(store=store, words=words).first()
    return {int(key): float(share) for key, share in row.shares.items()} if row else {}


def renew(store: Store) -> int:
    """Compute the shares of all searches anew from the log; return how many searches have some."""
    began, count = timezone.now(), 0
    if conf.settings().click_boost:
        searches = weights_by_words(store)
        while piece := list(islice(searches, PIECE)):
            count += write(store, piece)
    ClickedSearch.objects.filter(store=store, renewed_at__lt=began).delete()
    logger.info("Clicks move products of %d searches of %s", count, store)
    return count


def weights_by_words(store: Store) -> Iterator[tuple[str, list[tuple[int, float]]]]:
    """Yield words, and the products opened in their answers with the weight of their clicks."""
    since = today() - timedelta(days=DAYS - 1)
    clicks = Click.objects.filter(store=store, day__gte=since).order_by("words", "product")
    summed = clicks.values("words", "product").annotate(clicks=Sum("count"), weight=Sum("weight"))
    rows: Iterator[Any] = summed.filter(clicks__gte=MIN_CLICKS).iterator(2000)
    for words, group in groupby(rows, key=lambda row: row["words"]):
        yield words, [(row["product"], row["weight"]) for row in group]


@databases.transaction()
def write(store: Store, piece: Sequence[tuple[str, list[tuple[int, float]]]]) -> int:
    since, words = today() - timedelta(days=DAYS - 1), [words for words, _ in piece]
    texts = SearchCount.objects.filter(store=store, day__gte=since, words__in=words)
    counted = texts.filter(kind=SearchCount.Kind.TEXT).order_by().values_list("words")
    searches = dict(counted.annotate(Sum("count")))
    rows = [
        ClickedSearch(store=store, words=each, shares=shares(weights, searches.get(each, 0)))
        for each, weights in piece
    ]
    ClickedSearch.objects.filter(store=store, words__in=words).delete()
    ClickedSearch.objects.bulk_create(rows)
    return len(rows)


def shares(weights: Sequence[tuple[int, float]], searches: int) -> dict[str, float]:
    """Return the shares of the MOST products with the highest weights."""
    best = sorted(weights, key=lambda each: (-each[1], each[0]))[:MAX_BOOSTED]
    return {
        str(product): round(min(1.0, weight / (searches + UNSEEN)), 4) for product, weight in best
    }
