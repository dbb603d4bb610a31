"""Decisions in the category queue: what the request asks for, and what is answered to it."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog_search import conf
from catalog_search.categories import decisions, requests
from catalog_search.categories.existing import has_category
from catalog_search.categories.naming import category_named
from catalog_search.desk.categories.filters import label_of, text
from catalog_search.desk.parameters import whole_number
from catalog_search.indexing import jobs
from catalog_search.models import CategoryDecision, CategorySuggestion, Store
from catalog_search.models.clock import local
from catalog_search.models.editors import name_of

TRIED = 20
"""Decisions of a person that one key press tries to undo, until one can be."""

Action, State = CategoryDecision.Action, CategorySuggestion.State


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of a decision or of an undo."""

    ok: bool
    message: str
    decision: int | None = None
    """The key of the decision that was made."""
    card: int | None = None
    """The key of the suggestion to show next: it waits again, or still."""
    typed: str = ""
    """The text that the person typed, if it is no category."""


def decided(request: HttpRequest, store: Store) -> Answer:
    """Carry out what the form asks for: accept, reject, or another category by `category`."""
    suggestion = suggestion_in(request, store)
    if suggestion is None:
        return Answer(False, no_suggestion())
    category = text(request.POST, "category", 500)
    typed = text(request.POST, "typed", 500)
    action = request.POST.get("action", "")
    if action == "choose" or category:
        return chosen(request, store, suggestion, category or typed)
    if action not in ("accept", "reject"):
        return Answer(False, _("Choose what to do with the suggestion."))
    chosen_action = Action.ACCEPTED if action == "accept" else Action.REJECTED
    return carried_out(request, suggestion, chosen_action)


def chosen(
    request: HttpRequest, store: Store, suggestion: CategorySuggestion, category: str
) -> Answer:
    typed, category = category, choice_of(store, suggestion.attribute, category)
    if not category:
        message = unknown_choice(suggestion.attribute, typed)
        return Answer(False, message, card=suggestion.pk, typed=typed)
    if category == suggestion.category:
        return carried_out(request, suggestion, Action.ACCEPTED)
    return carried_out(request, suggestion, Action.CHOSEN, category)


def is_choice(store: Store, attribute: str, value: str) -> bool:
    """Return whether the store has this category, or the declared attribute this value."""
    if attribute:
        declared = conf.settings().attributes.get(attribute)
        return declared is not None and value in declared.values
    return store.categories.filter(path=value).exists()


def choice_of(store: Store, attribute: str, typed: str) -> str:
    """Return the store's category, or the declared value, that a person typed; "" if it is none.

    Case, accents and spaces of a category make no difference.
    """
    if not attribute:
        return category_named(store, typed)
    return typed if is_choice(store, attribute, typed) else ""


def unknown_choice(attribute: str, value: str) -> str:
    if not attribute:
        message = _("There is no category “%(category)s”. Choose one of the list.")
        return message % {"category": value}
    message = _("%(attribute)s has no value “%(value)s”. Choose one of the list.")
    return message % {"attribute": label_of(attribute), "value": value}


def carried_out(
    request: HttpRequest,
    suggestion: CategorySuggestion,
    action: CategoryDecision.Action,
    category: str = "",
) -> Answer:
    by, product = name_of(request.user), suggestion.product
    shown_categories = {suggestion.pk: text(request.POST, "seen", 500) or suggestion.category}
    made = decisions.carry_out(
        action,
        [suggestion],
        by=by,
        category=category,
        attribute=suggestion.attribute,
        shown_categories=shown_categories,
        about=product.title,
    )
    if not made:
        return Answer(False, why_not(suggestion), card=suggestion.pk)
    jobs.start_indexing(product.store)
    return Answer(True, message_of(made[0]), decision=made[0].pk)


def message_of(decision: CategoryDecision) -> str:
    details = {"category": decision.what, "product": decision.about}
    if decision.action == Action.REJECTED:
        return _("Rejected: %(category)s for %(product)s") % details
    if decision.action == Action.CHOSEN:
        return _("Chosen: %(category)s for %(product)s") % details
    return _("Accepted: %(category)s for %(product)s") % details


def no_suggestion() -> str:
    return _(
        "The suggestion was withdrawn, or its product is no longer in the catalogue. Nothing was "
        "decided."
    )


def why_not(stale: CategorySuggestion) -> str:
    """Say why nothing was decided: another person was first, or the suggestion has changed."""
    now = CategorySuggestion.objects.select_related("product").filter(pk=stale.pk).first()
    if now is None:
        return no_suggestion()
    details = {"product": now.product.title, "category": now.what, "by": now.decided_by}
    if now.attribute and now.state == State.OPEN and stale.category == now.category:
        if is_choice(now.store, now.attribute, now.category):
            settled = _("%(product)s has another value by now: nothing was decided. Go on.")
            return settled % details
        gone = _("%(category)s is no longer declared in ATTRIBUTES. Nothing was decided.")
        return gone % details
    if now.state == State.OPEN and not has_category(now.product.store_id, now.category):
        return unknown_choice("", now.category)
    if now.state == State.OPEN:
        changed = _("The suggestion for %(product)s is now %(category)s. Look again.")
        return changed % details
    when = date_format(local(now.decided_at), "TIME_FORMAT") if now.decided_at else ""
    first = {
        State.ACCEPTED: _("%(by)s accepted %(category)s for %(product)s at %(time)s already."),
        State.REJECTED: _("%(by)s rejected %(category)s for %(product)s at %(time)s already."),
        State.CORRECTED: _("%(by)s chose %(category)s for %(product)s at %(time)s already."),
    }
    return first[State(now.state)] % {**details, "time": when}


def undone(request: HttpRequest, store: Store) -> Answer:
    """Undo the decision named by `decision`, else the latest of this user that can be undone."""
    by, named = name_of(request.user), whole_number(request.POST.get("decision", ""))
    rows = CategoryDecision.objects.filter(store=store).order_by("-pk")
    if named:
        rows = rows.filter(pk=named)
    else:
        # Others are about products that are gone, or that were decided on again.
        standing = Exists(CategorySuggestion.objects.filter(decision=OuterRef("pk")))
        rows = rows.filter(standing | ~Q(requested=""), by=by, undone_at=None)
        rows = rows.exclude(requested=CategoryDecision.Request.UNDO)
    failed = None
    for decision in rows[:TRIED]:
        answer = taken_back(decision, by)
        if answer.ok:
            return answer
        failed = failed or answer
    return failed or Answer(False, _("There is no decision to undo."))


def taken_back(decision: CategoryDecision, by: str) -> Answer:
    """Undo this decision, or have the next indexing run undo it if it is long."""
    if decision.undone_at:
        return Answer(False, _("This decision was undone already."))
    if requests.is_long(decision):
        requests.ask_undo(decision, by=by)
        jobs.start_indexing(decision.store)
        return Answer(True, _("The next indexing run undoes it; the list shows when it is done."))
    keys = list(decision.suggestions.values_list("pk", flat=True)[:2])
    count = decisions.undo_decision(decision, by=by)
    if not count and is_gone(decision, keys):
        gone = _("Nothing was undone: %(about)s is no longer in the catalogue.")
        return Answer(False, gone % {"about": decision.about})
    if not count:
        changed = _("Nothing was undone: %(about)s was decided on again or changed since.")
        return Answer(False, changed % {"about": decision.about or decision.what})
    jobs.start_indexing(decision.store)
    reopened = keys[0] if len(keys) == 1 else None
    return Answer(True, undone_message(decision, count), card=reopened)


def is_gone(decision: CategoryDecision, suggestions: list[int]) -> bool:
    """Return whether the decision was about one product, which the store has no more."""
    about = decision.store.products.filter(title__startswith=decision.about)
    return decision.count == 1 and not suggestions and bool(decision.about) and not about.exists()


def undone_message(decision: CategoryDecision, count: int) -> str:
    details = {"category": decision.what, "about": decision.about}
    if decision.count == 1:
        return _("Undone: %(category)s for %(about)s") % details
    left = decision.count - count
    if left:
        message = ngettext(
            "Undone for %(count)d product. %(left)d have changed since and were left.",
            "Undone for %(count)d products. %(left)d have changed since and were left.",
            count,
        )
        return message % {"count": count, "left": left}
    message = ngettext("Undone for %(count)d product.", "Undone for %(count)d products.", count)
    return message % {"count": count}


def suggestion_in(request: HttpRequest, store: Store) -> CategorySuggestion | None:
    """Return the suggestion that the form names, if it is one of the store."""
    named = whole_number(request.POST.get("suggestion", ""))
    rows = CategorySuggestion.objects.filter(store=store, pk=named)
    return rows.select_related("product__store").first()
