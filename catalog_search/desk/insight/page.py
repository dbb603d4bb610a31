"""The desk's page about searches: charts, lists of searches, and their numbers as CSV."""

import csv
from collections.abc import Iterator
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from catalog_search import conf
from catalog_search.desk.access import desk_page, may
from catalog_search.desk.insight.numbers import LISTS, PERIODS, charts, with_clicks, words_rows
from catalog_search.desk.menu import desk_response
from catalog_search.models import Store
from catalog_search.text.spreadsheets import harmless

PAGE_SIZE = 50
MAX_EXPORTED = 10_000
AT_ONCE = 500
COLUMNS = ("words", "searches", "without results", "slow", "opened", "opened per 100 searches")


@desk_page("view_searchcount")
def insight(request: HttpRequest, store: Store) -> HttpResponse:
    """Charts of a period, and a page of one list of searches."""
    days, which = chosen(request)
    page = Paginator(words_rows(store, days, which), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "days": days,
        "which": which,
        "periods": PERIODS,
        "lists": LISTS.items(),
        "charts": charts(store, days),
        "page": page,
        "rows": list(with_clicks(store, days, list(page.object_list))),
        "more_params": f"&{urlencode({'days': days, 'show': which})}",
        "is_counting": conf.settings().log_searches,
        "log_days": conf.settings().log_days,
        "may_add_rule": may(request, "add_rule"),
        "may_judge": may(request, "add_judgement"),
        "may_add_synonym": may(request, "add_synonym"),
    }
    return desk_response(request, store, "insight.html", context)


@desk_page("view_searchcount")
def insight_csv(request: HttpRequest, store: Store) -> HttpResponse:
    """The list of searches as CSV, MAX_EXPORTED rows at most."""
    days, which = chosen(request)
    # With a mark of UTF-8, or Excel reads the file in the code page of the machine.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="searches-{which}-{days}-days.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    writer.writerows(exported(store, days, which))
    return response


def exported(store: Store, days: int, which: str) -> Iterator[tuple[object, ...]]:
    rows = list(words_rows(store, days, which)[:MAX_EXPORTED])
    for start in range(0, len(rows), AT_ONCE):
        for row in with_clicks(store, days, rows[start : start + AT_ONCE]):
            counted = (row.searches, row.missed, row.slow, row.clicks, f"{row.ctr:.1f}")
            yield harmless(row.words), *counted


def chosen(request: HttpRequest) -> tuple[int, str]:
    """Return the period and the list that the address names, or the first ones."""
    days, which = request.GET.get("days", ""), request.GET.get("show", "")
    period = int(days) if days in map(str, PERIODS) else 30
    return period, which if which in LISTS else "frequent"
