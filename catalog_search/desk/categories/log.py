"""The list of decisions on categories: who, when, how many; each can be undone as a whole."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from catalog_search.desk import messages
from catalog_search.desk.access import desk_page
from catalog_search.desk.categories.deciding import undone
from catalog_search.desk.categories.queue import ENTRY, PERMISSION
from catalog_search.desk.menu import desk_response
from catalog_search.desk.parameters import whole_number
from catalog_search.models import CategoryDecision, Store

ROWS = 50


@desk_page(PERMISSION, "GET", "HEAD", "POST")
def log(request: HttpRequest, store: Store) -> HttpResponse:
    """List the decisions, latest first, from below the key `before` on; on POST undo one."""
    if request.method == "POST":
        answer = undone(request, store)
        (messages.success if answer.ok else messages.warning)(request, answer.message)
        return redirect(reverse("catalog_search:desk_queue_log", args=[store.slug]))
    rows = CategoryDecision.objects.filter(store=store).order_by("-pk")
    if before := whole_number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    many = "many" in request.GET
    if many:
        rows = rows.filter(Q(count__gt=1) | ~Q(requested=""))
    listed = list(rows[: ROWS + 1])
    more = listed[ROWS - 1].pk if len(listed) > ROWS else None
    context = {"decisions": listed[:ROWS], "more": more, "many": many, "here": ENTRY}
    return desk_response(request, store, "queue_log.html", context)
