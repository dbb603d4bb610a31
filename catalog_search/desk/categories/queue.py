"""The category queue: one suggestion at a time, decided by keys or buttons."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse

from catalog_search.categories import queue
from catalog_search.categories.queue import Filters
from catalog_search.desk import messages
from catalog_search.desk.access import desk_page
from catalog_search.desk.categories import filters as forms
from catalog_search.desk.categories.cards import cards
from catalog_search.desk.categories.deciding import Answer, decided, undone
from catalog_search.desk.menu import desk_response
from catalog_search.desk.parameters import row_keys
from catalog_search.desk.pictures import thumbnail
from catalog_search.models import CategorySuggestion, Photo, Store

PERMISSION = "change_categorysuggestion"
ENTRY = "catalog_search:desk_queue"
AHEAD = 10
"""Suggestions that the page has ready, so that keys never wait."""
MAX_KEYS = 50
"""Suggestions that a request may list."""
COMPLETED = 20
"""Number of categories offered for a typed text."""


@desk_page(PERMISSION)
def page(request: HttpRequest, store: Store) -> HttpResponse:
    """Show the queue from the cursor `after` on; the script shows one suggestion at a time."""
    filters = forms.filters_of(request.GET)
    waiting, after = queue.waiting(store, filters), request.GET.get("after", "")
    rows = queue.following(waiting, after, AHEAD)
    before = queue.preceding(waiting, queue.cursor_of(rows[0])) if rows and after else None
    here = reverse("catalog_search:desk_queue", args=[store.slug])
    typed = request.GET.get("typed", "")[: forms.LONGEST]
    return desk_response(
        request,
        store,
        "queue.html",
        {
            **forms.context(filters),
            "here": ENTRY,
            "cards": cards(rows),
            "left": left(store, filters),
            "after": after,
            "typed": typed,
            "completed": completed(store, rows, typed),
            "next_page": forms.address(here, filters, after=queue.cursor_of(rows[0]))
            if rows
            else "",
            "previous_page": previous_page(here, waiting, filters, before),
            "bulk_page": forms.address(
                reverse("catalog_search:desk_queue_bulk", args=[store.slug]), filters
            ),
        },
    )


def previous_page(
    here: str, waiting: Any, filters: Filters, before: CategorySuggestion | None
) -> str:
    """Return the address of the page that begins with the suggestion `before`."""
    if before is None:
        return ""
    one_earlier = queue.preceding(waiting, queue.cursor_of(before))
    after = queue.cursor_of(one_earlier) if one_earlier else ""
    return forms.address(here, filters, after=after)


@desk_page(PERMISSION)
def fragment(request: HttpRequest, store: Store) -> HttpResponse:
    """Return the suggestions behind the cursor `after` as HTML, for the script."""
    filters = forms.filters_of(request.GET)
    rows = queue.following(queue.waiting(store, filters), request.GET.get("after", ""), AHEAD)
    return HttpResponse(rendered(request, store, filters, rows))


@desk_page(PERMISSION, "POST")
def decide(request: HttpRequest, store: Store) -> HttpResponse:
    """Accept or reject a suggestion, or choose another category."""
    return respond(request, store, decided(request, store))


@desk_page(PERMISSION, "POST")
def undo(request: HttpRequest, store: Store) -> HttpResponse:
    """Undo the decision that the request names, else the latest of this user."""
    return respond(request, store, undone(request, store))


def respond(request: HttpRequest, store: Store, answer: Answer) -> HttpResponse:
    """Return JSON to the script; to others the queue, with a message."""
    filters = forms.filters_of(request.POST)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(
            {
                "ok": answer.ok,
                "message": answer.message,
                "decision": answer.decision,
                "card": answer.card,
                "cards": rendered(
                    request, store, filters, upcoming(request, store, filters, answer)
                ),
                "left": left(store, filters),
            },
            status=200 if answer.ok else 409,
        )
    (messages.success if answer.ok else messages.warning)(request, answer.message)
    here = reverse("catalog_search:desk_queue", args=[store.slug])
    after = "" if answer.ok and answer.card else request.POST.get("after", "")
    return redirect(forms.address(here, filters, after=after, typed=answer.typed))


def upcoming(
    request: HttpRequest, store: Store, filters: Filters, answer: Answer
) -> list[CategorySuggestion]:
    """Return what the page shows next: what was just decided on, what it has ready, the rest."""
    keys, on_their_way = keys_in(request, "have"), keys_in(request, "sent")
    first = [answer.card] if answer.card else []
    open_rows = queue.waiting(store).filter(pk__in=[*first, *keys]).in_bulk()
    ready = [open_rows[key] for key in dict.fromkeys([*first, *keys]) if key in open_rows]
    further = queue.waiting(store, filters).exclude(pk__in=[*keys, *on_their_way, *first])
    more = queue.following(further, request.POST.get("last", ""), max(AHEAD - len(ready), 0))
    # Decisions may have moved suggestions up, to before the last one that the page has: if too few
    # follow that one, the queue is read from its beginning.
    few = AHEAD - len(ready) - len(more)
    again = queue.following(further, "", few + len(more)) if few > 0 else []
    more_keys = {row.pk for row in more}
    return [*ready, *more, *(row for row in again if row.pk not in more_keys)][:AHEAD]


def keys_in(request: HttpRequest, name: str) -> list[int]:
    """Return the keys, at most MAX_KEYS, that the script lists in this field."""
    return row_keys(request.POST.get(name, "").split(","), MAX_KEYS)


def rendered(
    request: HttpRequest, store: Store, filters: Filters, rows: list[CategorySuggestion]
) -> str:
    context = {**forms.context(filters), "cards": cards(rows), "store": store}
    return render_to_string("catalog_search/desk/_queue_cards.html", context, request)


def left(store: Store, filters: Filters) -> str:
    """Return how many suggestions wait, counted up to queue.COUNTED."""
    count = queue.waiting(store, filters).order_by()[: queue.COUNTED + 1].count()
    return f"{queue.COUNTED}+" if count > queue.COUNTED else str(count)


def completed(store: Store, rows: Sequence[CategorySuggestion], typed: str) -> list[str]:
    """Return alternatives to the first suggestion that fit the typed text."""
    about = rows[0].attribute if rows else ""
    return queue.completed(store, typed, COMPLETED, about) if typed else []


@desk_page(PERMISSION)
def complete(request: HttpRequest, store: Store) -> HttpResponse:
    """Return the categories, or the values of an attribute, that fit the typed text."""
    typed = request.GET.get("q", "")[: forms.LONGEST]
    about = request.GET.get("about", "")[: forms.LONGEST]
    return JsonResponse({"categories": queue.completed(store, typed, COMPLETED, about)})


@desk_page(PERMISSION)
def photo(request: HttpRequest, store: Store, pk: int, width: int) -> HttpResponse:
    """Serve a live photo of the store as WebP, also of products that shoppers do not see."""
    rows = Photo.objects.select_related("store", "product")
    row = rows.filter(pk=pk, store=store, state=Photo.State.LIVE).first()
    if row is None:
        raise Http404
    return thumbnail(row, width)
