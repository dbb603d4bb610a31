"""Many suggestions decided at once: a filter, a preview of pictures and count, one decision."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog_search import conf
from catalog_search.categories import decisions, dial, queue, requests
from catalog_search.categories.queue import Filters
from catalog_search.desk import messages
from catalog_search.desk.access import desk_page
from catalog_search.desk.categories import filters as forms
from catalog_search.desk.categories.cards import cards
from catalog_search.desk.categories.deciding import choice_of, unknown_choice
from catalog_search.desk.categories.queue import COMPLETED, ENTRY, PERMISSION
from catalog_search.desk.menu import desk_response
from catalog_search.indexing import jobs
from catalog_search.models import CategoryDecision, CategorySuggestion, Store
from catalog_search.models.editors import name_of
from catalog_search.models.numbers import grouped, percent

MOST = 2000
"""Suggestions that a preview counts and reads: the first ones in the queue."""
LOOKED_THROUGH = 20_000
"""Suggestions, the first of the queue, whose titles are searched for words."""
SHOWN = 12
"""Pictures of the surest suggestions, and of the least sure."""
DIAL = [0.9, 0.95, 0.98]
"""Shares that should be right, offered with how many suggestions they take."""

Action = CategoryDecision.Action


@dataclass(frozen=True, slots=True)
class Preview:
    """The suggestions that a filter takes, surest first; of many the first MOST of the queue."""

    rows: list[CategorySuggestion]
    more: bool
    """Whether there are more than MOST."""
    is_cut: bool = False
    """Whether only the first LOOKED_THROUGH of the queue were searched for words."""

    @property
    def is_long(self) -> bool:
        """Whether to decide on them outside of the request."""
        return self.more or len(self.rows) > requests.IN_REQUEST

    @property
    def count(self) -> str:
        return f"{grouped(MOST)}+" if self.more else grouped(len(self.rows))

    @property
    def digest(self) -> str:
        """Tells whether the suggestions are the same when the button is pressed."""
        lines = "\n".join(f"{row.pk} {row.category}" for row in self.rows)
        return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def confidences(self) -> list[float]:
        return [row.confidence for row in self.rows]

    @property
    def expected(self) -> float:
        """The share of them that should be right."""
        return sum(row.confidence for row in self.rows) / max(len(self.rows), 1)


def preview(store: Store, filters: Filters) -> Preview:
    waiting = queue.waiting(store, filters)
    edge = queue.waiting(store).values_list("priority", flat=True)[LOOKED_THROUGH:]
    last = edge.first() if filters.words else None
    if last is not None:
        # Titles are searched row by row: not in a queue of any length.
        waiting = waiting.filter(priority__gte=last)
    rows = list(waiting.only("pk", "attribute", "category", "confidence", "product_id")[: MOST + 1])
    first = sorted(rows[:MOST], key=lambda row: (-row.confidence, row.pk))
    return Preview(first, len(rows) > MOST, is_cut=last is not None)


@desk_page(PERMISSION, "GET", "HEAD", "POST")
def bulk(request: HttpRequest, store: Store) -> HttpResponse:
    """Show what the filter takes; on POST decide on it, if it is still what was shown."""
    if request.method == "POST":
        return decided(request, store)
    return preview_page(request, store, forms.filters_of(request.GET))


def preview_page(
    request: HttpRequest, store: Store, filters: Filters, typed: str = ""
) -> HttpResponse:
    taken = preview(store, filters)
    first = taken.rows[:SHOWN]
    last = taken.rows[SHOWN:][-SHOWN:]
    context = {
        **forms.context(filters),
        "preview": taken,
        "count": taken.count,
        "is_long": taken.is_long,
        "first": cards(first),
        "last": cards(last),
        "expected": percent(taken.expected, 1),
        "settings": [
            dialed(each, filters) for each in dial.of_confidences(taken.confidences, DIAL)
        ],
        "looked_through": grouped(LOOKED_THROUGH) if taken.is_cut else "",
        "here": ENTRY,
        "typed": typed,
        "completed": queue.completed(store, typed, COMPLETED, attribute_of(filters))
        if typed
        else [],
        # Categories and values of attributes cannot become the same.
        "may_choose": filters.about or not conf.settings().attributes,
        "label": forms.label_of(filters.about) if attribute_of(filters) else "",
        "queue_page": forms.address(
            reverse("catalog_search:desk_queue", args=[store.slug]), filters
        ),
    }
    return desk_response(request, store, "queue_bulk.html", context)


def dialed(setting: dial.Setting, filters: Filters) -> dict[str, Any]:
    """Return the values that the template shows for one accuracy of the dial."""
    min_confidence = setting.min_step / dial.STEPS
    return {
        "wanted": percent(setting.accuracy),
        "count": setting.count,
        "of": setting.of,
        "share": percent(setting.coverage),
        "link": forms.address("", replace(filters, least=min_confidence)) if setting.count else "",
    }


def decided(request: HttpRequest, store: Store) -> HttpResponse:
    filters = forms.filters_of(request.POST)
    here = forms.address(reverse("catalog_search:desk_queue_bulk", args=[store.slug]), filters)
    taken = preview(store, filters)
    if taken.digest != request.POST.get("digest"):
        changed = _("The suggestions have changed since this page was shown. Nothing was decided.")
        messages.warning(request, changed)
        return redirect(here)
    action, category = request.POST.get("action", ""), forms.text(request.POST, "typed", 500)
    attribute = attribute_of(filters)
    if action == "choose":
        typed, category = category, choice_of(store, attribute, category)
        if not category:
            messages.warning(request, unknown_choice(attribute, typed))
            return preview_page(request, store, filters, typed=typed)
    actions = {"accept": Action.ACCEPTED, "reject": Action.REJECTED, "choose": Action.CHOSEN}
    if action in actions and taken.rows:
        carry_out(request, store, actions[action], taken, category, filters)
    return redirect(here)


def attribute_of(filters: Filters) -> str:
    """Return which attribute another value may be chosen for; "" for the category."""
    return filters.about if filters.about != queue.CATEGORIES else ""


def carry_out(
    request: HttpRequest,
    store: Store,
    action: CategoryDecision.Action,
    taken: Preview,
    category: str,
    filters: Filters,
) -> None:
    """Decide on the rows now, or leave a long list to the next indexing run; say which it was."""
    by = name_of(request.user)
    what = {"category": category, "attribute": attribute_of(filters)}
    about = forms.described(filters)
    if taken.is_long:
        requests.ask(store, action, filters, by=by, about=about, **what)
        say_asked(request)
    else:
        shown_categories = {row.pk: row.category for row in taken.rows}
        made = decisions.carry_out(
            action, taken.rows, by=by, about=about, shown_categories=shown_categories, **what
        )
        say_decided(request, sum(decision.count for decision in made), len(taken.rows))
    jobs.start_indexing(store)


def say_asked(request: HttpRequest) -> None:
    later = _(
        "The next indexing run decides on all of them. The list of decisions shows how far it "
        "is, and can take it back."
    )
    messages.success(request, later)


def say_decided(request: HttpRequest, count: int, shown_count: int) -> None:
    """Say how many of the suggestions that were shown are decided, and why others are not."""
    message = ngettext("%(count)d suggestion decided.", "%(count)d suggestions decided.", count)
    messages.success(request, message % {"count": count})
    if meanwhile := shown_count - count:
        words = ngettext(
            "%(count)d was decided by somebody else meanwhile and was left as it is.",
            "%(count)d were decided by somebody else meanwhile and were left as they are.",
            meanwhile,
        )
        messages.warning(request, words % {"count": meanwhile})
