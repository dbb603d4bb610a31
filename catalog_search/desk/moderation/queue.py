"""The moderation queue on the desk: pictures held back, decisions, undo, and the audit trail."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy, ngettext

from catalog_search.desk import messages
from catalog_search.desk.access import desk_page, may
from catalog_search.desk.menu import desk_response
from catalog_search.desk.parameters import row_keys, whole_number
from catalog_search.indexing import jobs
from catalog_search.indexing.moderation import reviews, teaching
from catalog_search.models import ModerationDecision, Photo, Policy, Review, Store
from catalog_search.models.editors import name_of

PAGE = 24
"""Pictures on a page of the queue."""
LINES = 50
"""Lines on a page of the audit trail."""
MAX_REASON = 500

State = Review.State

LISTS = {
    State.OPEN.value: gettext_lazy("To decide"),
    State.BLOCKED.value: gettext_lazy("Blocked"),
    State.ALLOWED.value: gettext_lazy("Allowed"),
}


@desk_page("view_review")
def queue(request: HttpRequest, store: Store) -> HttpResponse:
    """Show the pictures that wait for a decision, the surest first, or those decided."""
    chosen = request.GET.get("state", State.OPEN.value)
    chosen = chosen if chosen in LISTS else State.OPEN.value
    rows = list(after(listed(store, chosen), request.GET.get("after", ""))[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    context = {
        "reviews": rows[:PAGE],
        "chosen": chosen,
        "lists": [
            {"label": label, "url": address(store, state=name), "here": name == chosen}
            for name, label in LISTS.items()
        ],
        "next": address(store, state=chosen, after=f"{last.score!r}:{last.pk}") if last else "",
        "may_decide": may(request, "change_review"),
    }
    return desk_response(request, store, "moderation.html", context)


def listed(store: Store, state: str) -> "QuerySet[Review]":
    """Return the store's pictures in this state, without those that changed or left since."""
    pictures = ("photo__product", "look", "rule")
    rows = Review.objects.filter(store=store, state=state).select_related(*pictures)
    if state != State.ALLOWED:
        rows = rows.filter(Q(photo=None) | Q(photo__state=Photo.State.BLOCKED))
    for upload in ("look", "rule"):
        rows = rows.filter(Q(**{upload: None}) | Q(**{f"{upload}__picture": F("version")}))
    return rows.order_by("-score", "-pk")


def after(rows: "QuerySet[Review]", cursor: str) -> "QuerySet[Review]":
    """Return the rows behind this cursor, "score:key"; all of them if it is none."""
    score, _sep, key = cursor.partition(":")
    try:
        last_score, last = float(score), int(key)
    except ValueError:
        return rows
    if not 0 <= last_score <= 1 or not 0 <= last < 2**63:
        return rows
    return rows.filter(Q(score__lt=last_score) | Q(score=last_score, pk__lt=last))


def address(store: Store, **params: str) -> str:
    page = reverse("catalog_search:desk_moderation", kwargs={"store": store.slug})
    return f"{page}?{urlencode(params)}"


@desk_page("change_review", "POST")
def decide(request: HttpRequest, store: Store) -> HttpResponse:
    """Block or allow the pictures that the form names; answer with what can be undone."""
    state = State.BLOCKED if "block" in request.POST else State.ALLOWED
    named = request.POST.get("block") or request.POST.get("allow") or ""
    keys = request.POST.getlist("review") if named == "selected" else [named]
    chosen = Review.objects.filter(store=store, pk__in=row_keys(keys, PAGE)).select_related("photo")
    reason = request.POST.get("reason", "").strip()[:MAX_REASON]
    made, changed = reviews.decide(list(chosen), state, by=name_of(request.user), reason=reason)
    learn_and_index(store, made)
    return answer(request, store, made, message_of(made, state), len(changed))


@desk_page("change_review", "POST")
def undo(request: HttpRequest, store: Store) -> HttpResponse:
    """Undo the decisions that the form names."""
    keys = row_keys(request.POST.getlist("decision"), PAGE)
    chosen = ModerationDecision.objects.filter(store=store, pk__in=keys).select_related("review")
    decisions = list(chosen)
    undone, failed = reviews.undo(decisions, by=name_of(request.user))
    learn_and_index(store, decisions)
    text = ngettext("%(count)d decision is undone.", "%(count)d decisions are undone.", undone) % {
        "count": undone
    }
    return answer(request, store, [], text, failed)


def message_of(made: Sequence[ModerationDecision], state: "State") -> str:
    count = len(made)
    if state == State.BLOCKED:
        text = ngettext(
            "%(count)d picture stays blocked.", "%(count)d pictures stay blocked.", count
        )
    else:
        text = ngettext(
            "%(count)d picture is allowed; shoppers see it after the next indexing run.",
            "%(count)d pictures are allowed; shoppers see them after the next indexing run.",
            count,
        )
    return text % {"count": count}


def learn_and_index(store: Store, decisions: Sequence[ModerationDecision]) -> None:
    keys = {each.review.policy_id for each in decisions if each.review and each.review.policy_id}
    teaching.learn_quietly(list(Policy.objects.filter(pk__in=keys).select_related("store")))
    if decisions:
        jobs.start_indexing(store)


def answer(
    request: HttpRequest,
    store: Store,
    made: Sequence[ModerationDecision],
    text: str,
    failed: int,
) -> HttpResponse:
    """Answer the page's script with JSON, a form with the queue and a message."""
    failure = ""
    if failed:
        failure = ngettext(
            "%(count)d picture has changed or was decided since; nothing was done to it.",
            "%(count)d pictures have changed or were decided since; nothing was done to them.",
            failed,
        ) % {"count": failed}
    if request.headers.get("X-Requested-With") == "fetch":
        body: dict[str, Any] = {"text": text, "failure": failure}
        return JsonResponse({**body, "undo": [decision.pk for decision in made]})
    if failure:
        messages.warning(request, failure)
    messages.success(request, text)
    state = request.POST.get("state", State.OPEN.value)
    return redirect(address(store, state=state if state in LISTS else State.OPEN.value))


@desk_page("view_review")
def trail(request: HttpRequest, store: Store) -> HttpResponse:
    """Show who decided what and when, the latest first."""
    before = whole_number(request.GET.get("before", ""))
    pictures = ("review__photo", "review__look", "review__rule")
    rows = store.moderation_decisions.select_related(*pictures, "undone")
    rows = rows.filter(pk__lt=before) if before else rows
    lines = list(rows.order_by("-pk")[: LINES + 1])
    context = {
        "lines": lines[:LINES],
        "next": lines[LINES - 1].pk if len(lines) > LINES else "",
        "may_decide": may(request, "change_review"),
    }
    return desk_response(request, store, "moderation_trail.html", context)
