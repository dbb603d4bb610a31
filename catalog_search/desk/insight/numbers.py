"""How a store is searched, summed up from the counts per day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog_search.desk.insight.charts import Chart
from catalog_search.models import Click, PlaceCount, SearchCount, Store
from catalog_search.models.clock import today

PERIODS = (7, 30, 90)
"""Days."""
PLACES = 20
LISTS = {
    "frequent": gettext_lazy("Most frequent"),
    "missed": gettext_lazy("Without results"),
    "slow": gettext_lazy("Slow"),
    "ignored": gettext_lazy("Nothing opened"),
}


@dataclass(frozen=True, slots=True)
class WordsRow:
    """Figures of the searches for some words in a period."""

    words: str
    searches: int
    missed: int
    slow: int
    clicks: int

    @property
    def ctr(self) -> float:
        """Opened products for each hundred searches."""
        return 100 * self.clicks / self.searches if self.searches else 0.0


def days_of(days: int) -> list[date]:
    return [today() - timedelta(days=age) for age in reversed(range(days))]


def counts(store: Store, days: int) -> "QuerySet[SearchCount]":
    since = today() - timedelta(days=days - 1)
    return SearchCount.objects.filter(store=store, day__gte=since).order_by()


def charts(store: Store, days: int) -> list[Chart]:
    """Return the charts of a period. Each reads one row per day and kind, or per place."""
    every, labels = days_of(days), [date_format(day, "j M") for day in days_of(days)]
    by_kind: dict[str, dict[date, int]] = defaultdict(dict)
    missed: dict[date, int] = defaultdict(int)
    totals: dict[date, int] = defaultdict(int)
    summed = counts(store, days).values("day", "kind")
    for row in summed.annotate(searches=Sum("count"), missed=Sum("without_results")):
        by_kind[row["kind"]][row["day"]] = row["searches"]
        missed[row["day"]] += row["missed"]
        totals[row["day"]] += row["searches"]
    kinds = {
        str(kind.label): [by_kind[kind.value].get(day, 0) for day in every]
        for kind in SearchCount.Kind
        if by_kind[kind.value] or kind == SearchCount.Kind.TEXT
    }
    shares = [round(100 * missed[day] / totals[day], 1) if totals[day] else 0.0 for day in every]
    return [
        Chart("kinds", _("Searches per day"), total_of(totals), labels, kinds),
        Chart(
            "missed",
            _("Searches without results"),
            _("Share of all searches of the day."),
            labels,
            {_("without results"): shares},
            "%",
        ),
        clicks_per_day(store, every, labels, by_kind),
        clicks_by_place(store, days),
    ]


def total_of(totals: dict[date, int]) -> str:
    total = sum(totals.values())
    searches = ngettext("%(count)d search", "%(count)d searches", total) % {"count": total}
    message = ngettext(
        "%(searches)s in %(days)d day with any.",
        "%(searches)s in %(days)d days with any.",
        len(totals),
    )
    return message % {"searches": searches, "days": len(totals)}


def clicks_per_day(
    store: Store, every: Sequence[date], labels: Sequence[str], by_kind: dict[str, dict[date, int]]
) -> Chart:
    clicks = Click.objects.filter(store=store, day__gte=every[0]).order_by().values_list("day")
    clicks_by_day = dict(clicks.annotate(Sum("count")))
    texts = by_kind[SearchCount.Kind.TEXT]
    rates = [
        round(100 * clicks_by_day.get(day, 0) / texts[day], 1) if texts.get(day) else 0.0
        for day in every
    ]
    title = _("Products opened for each hundred searches by words")
    return Chart(
        "ctr", title, _("The click-through rate of each day."), labels, {_("opened"): rates}, "%"
    )


def clicks_by_place(store: Store, days: int) -> Chart:
    since = today() - timedelta(days=days - 1)
    rows = PlaceCount.objects.filter(store=store, day__gte=since, place__lte=PLACES)
    by_place = dict(rows.order_by().values_list("place").annotate(Sum("count")))
    places = range(1, PLACES + 1)
    numbers = [by_place.get(place, 0) for place in places]
    description = _("How often products in each place of the results were opened.")
    return Chart(
        "places",
        _("Opened by place"),
        description,
        [str(place) for place in places],
        {_("opened"): numbers},
    )


def words_rows(store: Store, days: int, which: str) -> "QuerySet[Any, Any]":
    """Return one row for each words in the list of this name of LISTS, the largest number first."""
    summed = (
        counts(store, days)
        .exclude(words="")
        .values("words")
        .annotate(searches=Sum("count"), missed=Sum("without_results"), waited=Sum("slow"))
    )
    if which == "missed":
        return summed.filter(missed__gt=0).order_by("-missed", "words")
    if which == "slow":
        return summed.filter(waited__gt=0).order_by("-waited", "words")
    if which == "ignored":
        since = today() - timedelta(days=days - 1)
        clicked_words = Click.objects.filter(store=store, day__gte=since).order_by().values("words")
        answered = summed.filter(~Q(words__in=clicked_words), searches__gt=F("missed"))
        return answered.order_by("-searches", "words")
    return summed.order_by("-searches", "words")


def with_clicks(store: Store, days: int, rows: Sequence[dict[str, Any]]) -> Iterator[WordsRow]:
    """Yield these rows with the clicks on their results."""
    since, words = today() - timedelta(days=days - 1), [row["words"] for row in rows]
    clicks = Click.objects.filter(store=store, day__gte=since, words__in=words)
    clicks_by_words = dict(clicks.order_by().values_list("words").annotate(Sum("count")))
    for row in rows:
        text = str(row["words"])
        counted = row["searches"], row["missed"], row["waited"]
        yield WordsRow(text, *counted, clicks_by_words.get(text, 0))
