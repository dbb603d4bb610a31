"""Undo a decision on one suggestion: what was decided before it holds again."""

from datetime import datetime
from typing import Any

from catalog_search.categories.attributes import values
from catalog_search.models import CategoryDecision, CategorySuggestion

State = CategorySuggestion.State

EARLIER_FIELDS = (
    *("state", "category", "instead_of", "decided_by"),
    *("previous_category", "previous_chosen_by"),
)


def snapshot(suggestion: CategorySuggestion) -> dict[str, Any]:
    """Return what was decided on the suggestion last, as JSON has it."""
    decided_at = suggestion.decided_at and suggestion.decided_at.isoformat()
    fields = {name: getattr(suggestion, name) for name in EARLIER_FIELDS}
    return {**fields, "decision_id": suggestion.decision_id, "decided_at": decided_at}


def restore_earlier(suggestion: CategorySuggestion) -> None:
    """Let the suggestion, unsaved, be what it was before its decision, which is undone."""
    suggestion.decision = None
    if not suggestion.earlier:
        return
    *suggestion.earlier, fields = suggestion.earlier
    decided_at = fields["decided_at"] and datetime.fromisoformat(fields["decided_at"])
    for name, value in {**fields, "decided_at": decided_at}.items():
        setattr(suggestion, name, value)


def undo_one(suggestion: CategorySuggestion, decision: CategoryDecision | None = None) -> bool:
    """Reopen the suggestion; with `decision`, only if that is what was decided last on it.

    One that was rejected may be open again by now, with the next best category.
    """
    chosen_later = suggestion.state == State.CORRECTED and not suggestion.instead_of
    if chosen_later if decision is None else suggestion.decision_id != decision.pk:
        return False
    settled = suggestion.state == State.REJECTED and not suggestion.category
    is_open = suggestion.state == State.OPEN
    if settled or (is_open and decision is None):
        return False
    if is_open or suggestion.state == State.REJECTED:
        if suggestion.rejected:
            *suggestion.rejected, suggestion.category = suggestion.rejected
        suggestion.state = State.OPEN
    elif not take_back(suggestion):
        return False
    restore_earlier(suggestion)
    return True


def take_back(suggestion: CategorySuggestion) -> bool:
    """Restore the product's category, unless it was changed again; return whether it was."""
    product = suggestion.product
    if suggestion.attribute:
        if not values.take(suggestion):
            return False
    elif product.category != suggestion.category:
        return False
    else:
        product.category = suggestion.previous_category
        product.category_chosen_by = suggestion.previous_chosen_by
    if suggestion.state == State.CORRECTED and not suggestion.instead_of:
        # There was no open suggestion; what was rejected before is remembered.
        suggestion.state = State.REJECTED
        suggestion.category = suggestion.rejected[-1] if suggestion.rejected else ""
    else:
        suggestion.category = suggestion.instead_of or suggestion.category
        suggestion.state, suggestion.instead_of = State.OPEN, ""
    return True
