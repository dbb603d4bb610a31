"""Anonymous counts of searches and clicks per day.

A count is one UPDATE; only the first search for some words on a day inserts a row. Words that are
long, or that look like an e-mail address or a telephone number, are not stored. If the database
refuses a count, it is dropped, so that no page fails.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from django.db.models import F, Sum

from catalog_search import conf
from catalog_search.models import (
    LONGEST_WORDS,
    Click,
    PlaceCount,
    Product,
    SearchCount,
    Store,
    databases,
)
from catalog_search.models.clock import today
from catalog_search.models.side_notes import side_note

MAX_SEARCHES_PER_DAY = 10_000
"""Different searches stored per store and day; it limits the rows that a robot can cause."""
CLICK_DAYS = 2
"""Days that a click may follow a search: a search of yesterday may lead to a click today."""
PERSONAL = re.compile(r"@|(?:\d[\s()/.+-]*){9,}")
"""An e-mail address, or at least 9 digits, as in a telephone number."""

SLOW_SECONDS = 1.0
MAX_PLACE = 100
"""Clicks on later places are counted without their place."""

MAX_WEIGHT = 10
"""Of one click, so that a few far down move nothing by themselves."""

Kind = SearchCount.Kind
P = ParamSpec("P")
CountRow = TypeVar("CountRow", SearchCount, PlaceCount)


def normalised(text: str) -> str:
    """Return the text in lower case, in Unicode's form NFKC and with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words_to_log(text: str) -> str:
    """Return the normalised text, "" if it must not be stored."""
    words = normalised(text) if conf.settings().log_searches else ""
    return "" if len(words) > LONGEST_WORDS or PERSONAL.search(words) else words


def as_side_note(function: Callable[P, None]) -> Callable[P, None]:
    """Decorate a function so that it logs an error instead of raising it."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        with databases.primary():
            side_note(
                "A search or click could not be counted",
                partial(function, *args, **kwargs),
                using=databases.alias(),
            )

    return wrapper


@as_side_note
def note_search(
    store: Store,
    text: str,
    total: int,
    *,
    kind: str = Kind.TEXT,
    seconds: float = 0.0,
    times: int = 1,
) -> None:
    """Count a search of this kind for the text that had `total` results after `seconds`.

    Kinds other than text are counted without words, too. `times` is how many searches this one
    stands for.
    """
    if not conf.settings().log_searches:
        return
    words, day = words_to_log(text), today()
    if kind == Kind.TEXT and not words:
        return
    counts = SearchCount.objects.filter(store=store, words=words, day=day, kind=kind)
    more = {
        "count": F("count") + times,
        "without_results": F("without_results") + times * (not total),
        "slow": F("slow") + times * (seconds >= SLOW_SECONDS),
    }
    if counts.update(**more):
        return
    if SearchCount.objects.filter(store=store, day=day).count() < MAX_SEARCHES_PER_DAY:
        insert_count(SearchCount(store=store, words=words, day=day, kind=kind, count=0))
        counts.update(**more)


def insert_count(row: CountRow) -> None:
    """Insert the row, unless another process was first; then both count in its row."""
    type(row).objects.bulk_create([row], ignore_conflicts=True)


@as_side_note
def note_click(store: Store, text: str, product: Product, place: int = 0) -> None:
    """Count a click on the product, in this place from 1 if it is known, in the text's results.

    It counts only if the text was searched for within CLICK_DAYS, and at most as many clicks on a
    product per day as there were such searches.
    """
    words, day = words_to_log(text), today()
    since = day - timedelta(days=CLICK_DAYS - 1)
    searches = SearchCount.objects.filter(store=store, words=words, day__gte=since)
    max_clicks = searches.aggregate(sum=Sum("count"))["sum"] if words else None
    if not max_clicks:
        return
    clicks = Click.objects.filter(store=store, words=words, product=product, day=day)
    # A place is looked at about once in so many times; an unknown one counts as the first.
    weight = min(max(place, 1), MAX_WEIGHT)
    more = {"count": F("count") + 1, "weight": F("weight") + weight}
    if not clicks.filter(count__lt=max_clicks).update(**more):
        if clicks.exists():
            return
        first = {"store": store, "words": words, "product": product, "day": day}
        Click.objects.create(**first, count=1, weight=weight)
    if 0 < place <= MAX_PLACE:
        note_place(store, place)


def note_place(store: Store, place: int) -> None:
    places = PlaceCount.objects.filter(store=store, place=place, day=today())
    if not places.update(count=F("count") + 1):
        insert_count(PlaceCount(store=store, place=place, day=today(), count=0))
        places.update(count=F("count") + 1)
