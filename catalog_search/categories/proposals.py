"""The rows of open suggestions: proposed, proposed again, withdrawn."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog_search import conf
from catalog_search.models import CategorySuggestion, databases
from catalog_search.types import Score

State = CategorySuggestion.State
SHOWN = 3
"""Choices that are kept with a suggestion, for a person to choose from."""

PROPOSED_FIELDS = (
    *("category", "confidence", "choices", "model_id", "state"),
    *("decision", "decided_by", "decided_at", "instead_of", "earlier"),
)


def propose(
    suggestion: CategorySuggestion, best: Score, choices: Sequence[dict[str, Any]]
) -> CategorySuggestion:
    """Open the suggestion, unsaved, with those of the choices that nobody has rejected."""
    suggestion.category, suggestion.confidence = best.label, best.probability
    possible = [each for each in choices if each["category"] not in suggestion.rejected]
    suggestion.choices = possible[:SHOWN]
    suggestion.instead_of = ""
    if suggestion.state not in (State.OPEN, State.REJECTED):
        # A rejection can be undone still.
        suggestion.decision, suggestion.earlier = None, []
    suggestion.model_id = conf.get_encoder().model_id
    suggestion.state = State.OPEN
    suggestion.decided_by, suggestion.decided_at = "", None
    return suggestion


def contents_of(row: CategorySuggestion) -> tuple[object, ...]:
    """Return what a suggestion says, its probabilities to three places."""
    choices = [{**each, "expected": round(each["expected"], 3)} for each in row.choices]
    suggested = row.state, row.category, round(row.confidence, 3), choices, row.model_id
    return *suggested, row.decision_id, row.instead_of


def write_proposals(
    suggestions: Iterable[CategorySuggestion], before: Mapping[int, tuple[object, ...]]
) -> None:
    """Save the suggestions that differ from `before`, the contents_of() each row by its key.

    Most suggestions of an earlier run are nearly the same again: they are not written.
    """
    changed = [row for row in suggestions if contents_of(row) != before.get(row.pk)]
    CategorySuggestion.objects.bulk_create([row for row in changed if row.pk is None])
    databases.write_fields([row for row in changed if row.pk], PROPOSED_FIELDS)


def withdraw(suggestions: Iterable[CategorySuggestion]) -> None:
    """Withdraw open suggestions; rows that remember rejected categories are kept."""
    for suggestion in suggestions:
        if suggestion.rejected:
            suggestion.state, suggestion.category = State.REJECTED, suggestion.rejected[-1]
            suggestion.save(update_fields=["state", "category"])
        else:
            suggestion.delete()
