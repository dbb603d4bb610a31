"""What shoppers search for and open, counted per day; nothing tells who.

A count is one update; only the first search for some words on a day inserts a row. Words that are
long, or that look like an address or a number of a person, are not kept. What cannot be written
is not counted: no page fails for it.
"""

import logging
import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

from django.db import DatabaseError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from catalog_search import conf
from catalog_search.models import LONGEST_WORDS, Click, Product, SearchCount, Store

logger = logging.getLogger(__name__)

MOST_NEW_WORDS = 10_000
"""Different words kept per store and day; a robot's further ones are not."""
CLICK_DAYS = 2
"""A search of yesterday may lead to a click today."""
PERSONAL = re.compile(r"@|(?:\d[\s()/.+-]*){9,}")
"""An e-mail address, or as many digits as a telephone number has."""

P = ParamSpec("P")


def normalised(text: str) -> str:
    """Return the words as they are counted: one case, one form of each letter, one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def countable(text: str) -> str:
    """Return the words as they are counted; "" where they are not to be kept."""
    words = normalised(text) if conf.settings().log_searches else ""
    return "" if len(words) > LONGEST_WORDS or PERSONAL.search(words) else words


def harmless(note: Callable[P, None]) -> Callable[P, None]:
    """Make a note that is lost, and told to the log, where the database refuses it."""

    @wraps(note)
    def noted(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with transaction.atomic():
                note(*args, **kwargs)
        except DatabaseError:
            logger.warning("A search or click could not be counted.", exc_info=True)

    return noted


@harmless
def note_search(store: Store, text: str, found: int) -> None:
    """Count a search for the text that came to `found` products."""
    words, day = countable(text), timezone.localdate()
    if not words:
        return
    counts = SearchCount.objects.filter(store=store, words=words, day=day)
    missed = int(not found)
    if counts.update(count=F("count") + 1, without_results=F("without_results") + missed):
        return
    if SearchCount.objects.filter(store=store, day=day).count() < MOST_NEW_WORDS:
        SearchCount.objects.create(
            store=store, words=words, day=day, count=1, without_results=missed
        )


@harmless
def note_click(store: Store, text: str, product: Product) -> None:
    """Count that the product was opened from the results for the text.

    Only words that were searched for lately count, and no more clicks on a product than searches.
    """
    words, day = countable(text), timezone.localdate()
    since = day - timedelta(days=CLICK_DAYS - 1)
    searched = SearchCount.objects.filter(store=store, words=words, day__gte=since)
    most = searched.aggregate(sum=Sum("count"))["sum"] if words else None
    if not most:
        return
    clicks = Click.objects.filter(store=store, words=words, product=product, day=day)
    if not clicks.filter(count__lt=most).update(count=F("count") + 1) and not clicks.exists():
        Click.objects.create(store=store, words=words, product=product, day=day, count=1)
