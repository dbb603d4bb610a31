"""Decisions on so many products that no page waits for them: asked for, then carried out in pieces.

The decision's row says what was asked: a filter, the suggestions' keys, or to take the decision
back. The next indexing run carries it out, a batch at a time, and counts in the row. Killed at any
time, or run twice, it goes on with what is still open. What the filter takes when it is carried out
is decided on, without suggestions that were made since.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from django.db.models import Max

from catalog_search.categories import decisions, queue
from catalog_search.categories.deciding import BATCH, Deciding, learn
from catalog_search.categories.queue import Filters
from catalog_search.models import CategoryDecision, CategorySuggestion, Store, databases

IN_REQUEST = 500
"""Suggestions that a page decides on while it is waited for."""
NAMED = 10_000
"""Suggestions that one row names by their keys."""

Request = CategoryDecision.Request


def ask(
    store: Store,
    action: CategoryDecision.Action,
    filters: Filters,
    *,
    by: str,
    category: str = "",
    attribute: str = "",
    about: str = "",
) -> CategoryDecision:
    """Have the next indexing run decide on all suggestions that wait now and pass the filters."""
    last = CategorySuggestion.objects.aggregate(last=Max("pk"))["last"] or 0
    return CategoryDecision.objects.create(
        store=store,
        action=action,
        category=category,
        attribute=attribute,
        about=about[:300],
        by=by,
        requested=Request.CARRY_OUT,
        filters={**asdict(filters), "until": last},
    )


def ask_named(
    store: Store, action: CategoryDecision.Action, keys: Sequence[int], *, by: str
) -> list[CategoryDecision]:
    """Have the next indexing run decide on the suggestions with these keys, if they still wait."""
    return [
        CategoryDecision.objects.create(
            store=store,
            action=action,
            by=by,
            requested=Request.CARRY_OUT,
            filters={"keys": list(keys[start : start + NAMED])},
        )
        for start in range(0, len(keys), NAMED)
    ]


def ask_undo(decision: CategoryDecision, *, by: str) -> None:
    """Have the next indexing run undo the decision; one under way stops at its next batch."""
    rows = CategoryDecision.objects.filter(pk=decision.pk, undone_at=None)
    rows.update(requested=Request.UNDO, undone_by=by)


def is_long(decision: CategoryDecision) -> bool:
    """Return whether undoing the decision is too much for a page, or it is still under way."""
    return bool(decision.requested) or decision.count > IN_REQUEST


@databases.primary()
def carry_out_requests() -> int:
    """Do what was asked for; return how many requests there were."""
    waiting = list(CategoryDecision.objects.exclude(requested="").order_by("pk"))
    for decision in waiting:
        if decision.requested == Request.CARRY_OUT:
            carry_out(decision)
        decision.refresh_from_db()
        if decision.requested == Request.UNDO:
            decisions.undo_decision(decision, by=decision.undone_by)
            # Marked here, because undo_decision marks nothing if there is nothing to undo.
            decisions.mark_undone(
                CategoryDecision.objects.filter(pk=decision.pk), decision.undone_by
            )
            end(decision, Request.UNDO)
    return len(waiting)


def carry_out(decision: CategoryDecision) -> None:
    """Decide on what waits, until nothing does or the decision is to be undone."""
    store = decision.store
    change = decisions.change_of(decision.action, decision.category, decision.attribute)
    deciding = Deciding(
        change, decision.by, CategoryDecision.Action(decision.action), made={store: decision}
    )
    for keys in batches(decision):
        if not is_wanted(decision):
            break
        deciding.run_batch(keys)
    # Read from the rows, so that what a killed run had decided counts, too.
    touched = decision.suggestions.order_by().distinct()
    for attribute in touched.values_list("attribute", flat=True):
        rows = touched.filter(attribute=attribute)
        paths = {
            *rows.values_list("category", flat=True),
            *rows.values_list("previous_category", flat=True),
            *rows.values_list("instead_of", flat=True),
        }
        learn(store, attribute, paths - {""})
    end(decision, Request.CARRY_OUT)


def batches(decision: CategoryDecision) -> Iterator[list[int]]:
    """Return the keys of what waits and was asked for, a batch at a time."""
    named = decision.filters.get("keys")
    if named is not None:
        waiting = queue.waiting(decision.store)
        for start in range(0, len(named), BATCH):
            yield list(pks(waiting.filter(pk__in=named[start : start + BATCH])))
        return
    fields = {name: value for name, value in decision.filters.items() if name != "until"}
    until, last = decision.filters["until"], 0
    rows = queue.waiting(decision.store, Filters(**fields)).filter(pk__lte=until).order_by("pk")
    while keys := list(pks(rows.filter(pk__gt=last))):
        yield keys
        last = keys[-1]


def pks(rows: "queue.Suggestions") -> Iterable[int]:
    return rows.values_list("pk", flat=True)[:BATCH]


def is_wanted(decision: CategoryDecision) -> bool:
    rows = CategoryDecision.objects.filter(pk=decision.pk)
    return rows.filter(requested=Request.CARRY_OUT).exists()


def end(decision: CategoryDecision, request: CategoryDecision.Request) -> None:
    CategoryDecision.objects.filter(pk=decision.pk, requested=request).update(requested="")
