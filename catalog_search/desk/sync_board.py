"""The sync board: syncs and indexing side by side, and the photos that need somebody."""

import logging
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog_search import conf
from catalog_search.desk import messages
from catalog_search.desk.access import desk_page, may
from catalog_search.desk.menu import desk_response
from catalog_search.desk.parameters import whole_number
from catalog_search.indexing import jobs, progress
from catalog_search.indexing.photos import retry
from catalog_search.models import IndexingRun, Photo, SourceOutage, Store, SyncRun

logger = logging.getLogger(__name__)

RUNS = 10
PHOTOS = 50
"""Photos on a page of those with a problem."""

QUARANTINED, MISSING, RETRIED = Photo.State.QUARANTINED, Photo.State.MISSING, "retried"

PROBLEMS = {
    str(QUARANTINED): gettext_lazy("Cannot be read"),
    RETRIED: gettext_lazy("Failed, will be tried again"),
    str(MISSING): gettext_lazy("Missing from the source"),
}
"""The lists of photos with a problem, by the name that the address has."""


@desk_page("view_syncrun")
def sync_board(request: HttpRequest, store: Store) -> HttpResponse:
    """Show the store's syncs, its indexing and the photos with a problem."""
    chosen = request.GET.get("problem", "")
    chosen = chosen if chosen in PROBLEMS else str(QUARANTINED)
    after = whole_number(request.GET.get("after", ""))
    photos = list(photos_with(store, chosen).filter(pk__gt=after)[: PHOTOS + 1])
    now = progress.progress_of(store)
    context = {
        "progress": now,
        "time_left": in_words(now.time_left),
        "counts": counts_of(store, now.by_state, now.retried),
        "syncs": SyncRun.objects.filter(store=store)[:RUNS],
        "indexing_runs": IndexingRun.objects.filter(store=store)[:RUNS],
        "outage": SourceOutage.objects.filter(store=store).first(),
        "engines": [engine for engine in conf.engines() if engine.state != "closed"],
        "chosen": chosen,
        "chosen_label": PROBLEMS[chosen],
        "photos": photos[:PHOTOS],
        "next": address(store, problem=chosen, after=photos[PHOTOS - 1].pk)
        if len(photos) > PHOTOS
        else "",
        "can_sync": may(request, "change_store"),
        "can_retry": may(request, "change_photo"),
        "can_open": may(request, "view_photo"),
    }
    return desk_response(request, store, "sync_board.html", context)


def in_words(duration: timedelta | None) -> str:
    now = timezone.now()
    return timesince(now, now + duration) if duration else ""


def photos_with(store: Store, problem: str) -> "QuerySet[Photo]":
    """Return the store's photos with this problem, oldest first."""
    photos = Photo.objects.filter(store=store).select_related("product").order_by("pk")
    if problem == RETRIED:
        return photos.filter(progress.RETRIED, behind=1)
    return photos.filter(state=problem)


def counts_of(store: Store, by_state: dict[str, int], retried: int) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": label,
            "count": retried if name == RETRIED else by_state[name],
            "url": address(store, problem=name),
        }
        for name, label in PROBLEMS.items()
    ]


def address(store: Store, **params: str | int) -> str:
    board = reverse("catalog_search:desk_sync", kwargs={"store": store.slug})
    return f"{board}?{urlencode(params)}#photos" if params else board


@desk_page("change_store", "POST")
def start_sync(request: HttpRequest, store: Store) -> HttpResponse:
    """Ask for a sync of the store."""
    try:
        started = jobs.ask_for_sync(store)
    except Exception as error:
        logger.exception("A sync could not be requested")
        refused = _("The sync could not be requested (%(error)s). See that the broker runs.")
        messages.error(request, refused % {"error": error})
    else:
        say_started(request, store, started=started)
    return redirect("catalog_search:desk_sync", store=store.slug)


def say_started(request: HttpRequest, store: Store, *, started: bool) -> None:
    if started:
        messages.success(request, _("A sync was requested. It appears below once it has begun."))
        return
    not_configured = _(
        "This project cannot start a sync from here: run manage.py catalog_sync --store "
        "%(slug)s, or set CATALOG_SEARCH['START_SYNC']."
    )
    messages.warning(request, not_configured % {"slug": store.slug})


@desk_page("change_photo", "POST")
def retry_photos(request: HttpRequest, store: Store) -> HttpResponse:
    """Give photos that could not be read back to indexing: the one named, or all of them."""
    photos = Photo.objects.filter(store=store)
    if chosen := request.POST.get("photo", ""):
        photos = photos.filter(pk=whole_number(chosen))
    count = retry(photos)
    SourceOutage.end(store)
    jobs.start_indexing(store)
    message = ngettext(
        "%(count)d photo will be read again by the next indexing run.",
        "%(count)d photos will be read again by the next indexing run.",
        count,
    )
    messages.success(request, message % {"count": count})
    return redirect("catalog_search:desk_sync", store=store.slug)
