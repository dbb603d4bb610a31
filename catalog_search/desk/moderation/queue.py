"""The moderation queue on the desk: pictures held back, decisions, undo, and the audit trail."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy, ngettext

from catalog_search.desk import messages
from catalog_search.desk.access import desk_page, may
from catalog_search.desk.menu import desk_response
from catalog_search.desk.parameters import row_keys, whole_number
from catalog_search.indexing import jobs
from catalog_search.indexing.moderation import reviews, teaching
from catalog_search.models import ModerationDecision, Photo, Policy, Review, Store
from catalog_search.models.clock import local
from catalog_search.models.editors import name_of

PAGE = 24
"""Pictures on a page of the queue."""
LINES = 50
"""Lines on a page of the audit trail."""
MAX_REASON = 500
MAX_TOLD = 3
"""Decisions of others that one message tells."""

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
    rows = Review.objects.filter(store=store, pk__in=row_keys(keys, PAGE)).select_related("photo")
    chosen = list(rows)
    reason = request.POST.get("reason", "").strip()[:MAX_REASON]
    seen = list_of(request)
    made, changed = reviews.decide(
        chosen, state, by=name_of(request.user), reason=reason, seen=seen
    )
    learn_and_index(store, made)
    done = message_of(made, state) if made else ""
    failures = first_decisions(changed, seen) or failures_of(len(chosen), len(made), len(changed))
    return answer(request, store, made, done, failures)


@desk_page("change_review", "POST")
def undo(request: HttpRequest, store: Store) -> HttpResponse:
    """Undo the decisions that the form names."""
    keys = row_keys(request.POST.getlist("decision"), PAGE)
    chosen = ModerationDecision.objects.filter(store=store, pk__in=keys).select_related("review")
    decisions = list(chosen)
    undone, failed = reviews.undo(decisions, by=name_of(request.user))
    learn_and_index(store, decisions)
    text = ngettext("%(count)d decision is undone.", "%(count)d decisions are undone.", undone)
    done = text % {"count": undone} if undone else ""
    is_gone = bool(decisions) and all(decision.review is None for decision in decisions)
    gone = gettext("The picture is gone.") if is_gone else ""
    failures = gone or failures_of(len(decisions), undone, failed)
    return answer(request, store, [], done, failures)


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


def failures_of(chosen: int, done: int, changed: int) -> str:
    """Return why nothing was done to some of the chosen pictures, or to all, or ""."""
    if not chosen:
        return gettext("Nothing was selected.")
    if changed:
        text = ngettext(
            "%(count)d picture has changed or was decided since; nothing was done to it.",
            "%(count)d pictures have changed or were decided since; nothing was done to them.",
            changed,
        )
        return text % {"count": changed}
    return "" if done else gettext("Nothing has changed: this was decided before.")


def first_decisions(changed: Sequence[Review], seen: str) -> str:
    """Return who decided otherwise since the page was shown, and why; "" if nobody did."""
    now = Review.objects.filter(pk__in=[review.pk for review in changed]).exclude(state=seen)
    return " ".join(first_decision(review) for review in now[:MAX_TOLD])


def first_decision(review: Review) -> str:
    texts = {
        State.OPEN: gettext("“%(title)s” waits for a decision again; nothing was done to it."),
        State.BLOCKED: gettext("%(by)s blocked “%(title)s” at %(time)s already."),
        State.ALLOWED: gettext("%(by)s allowed “%(title)s” at %(time)s already."),
    }
    at = review.decided_at
    when = date_format(local(at), "TIME_FORMAT") if at else ""
    details = {"by": review.decided_by, "title": review.title, "time": when}
    reason = gettext("Reason: %(reason)s.") % {"reason": review.reason} if review.reason else ""
    return f"{texts[State(review.state)] % details} {reason}".strip()


def answer(
    request: HttpRequest,
    store: Store,
    made: Sequence[ModerationDecision],
    text: str,
    failure: str,
) -> HttpResponse:
    """Answer the page's script with JSON, a form with the queue and a message."""
    if request.headers.get("X-Requested-With") == "fetch":
        body: dict[str, Any] = {"text": text, "failure": failure}
        return JsonResponse({**body, "undo": [decision.pk for decision in made]})
    if failure:
        messages.warning(request, failure)
    if text:
        messages.success(request, text)
    return redirect(address(store, state=list_of(request)))


def list_of(request: HttpRequest) -> str:
    """Return the list on whose page the button was pressed."""
    state = request.POST.get("state", State.OPEN.value)
    return state if state in LISTS else State.OPEN.value


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
