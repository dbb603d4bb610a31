"""How many open suggestions may be accepted at once for an accuracy that is wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, IntegerField, QuerySet
from django.db.models.functions import Cast

from catalog_search.models import CategorySuggestion

STEPS = 1000
"""Confidences are grouped by thousandths, so that a queue of any length is a short table."""

Suggestions = QuerySet[CategorySuggestion]


@dataclass(frozen=True, slots=True)
class Setting:
    """The surest suggestions of which on average the share `accuracy` should be right."""

    accuracy: float
    count: int
    of: int
    """Open suggestions in all."""
    expected: float
    """Share of the `count` that should be right; 1 if there are none."""
    min_step: int
    """Their least confidence, in thousandths."""

    @property
    def coverage(self) -> float:
        return self.count / self.of if self.of else 0.0


def settings(suggestions: Suggestions, accuracies: list[float]) -> list[Setting]:
    """Return the dial's settings for these accuracies in [0, 1], from one query."""
    groups = list(
        stepped(suggestions)
        .order_by("-step")
        .values("step")
        .annotate(count=Count("pk"), mean=Avg("confidence"))
    )
    return [setting(groups, share) for share in accuracies]


def of_confidences(confidences: Sequence[float], accuracies: list[float]) -> list[Setting]:
    """Return the settings for suggestions of these confidences, as settings() does."""
    steps: dict[int, list[float]] = {}
    for confidence in confidences:
        steps.setdefault(int(confidence * STEPS), []).append(confidence)
    groups = [
        {"step": step, "count": len(steps[step]), "mean": sum(steps[step]) / len(steps[step])}
        for step in sorted(steps, reverse=True)
    ]
    return [setting(groups, share) for share in accuracies]


def setting(groups: Sequence[Mapping[str, float]], accuracy: float) -> Setting:
    taken = Setting(accuracy, 0, int(sum(group["count"] for group in groups)), 1.0, STEPS + 1)
    count, right = 0, 0.0
    for group in groups:
        count += int(group["count"])
        right += group["count"] * group["mean"]
        if right / count < accuracy:
            break
        taken = Setting(accuracy, count, taken.of, right / count, int(group["step"]))
    return taken


def chosen(suggestions: Suggestions, setting: Setting) -> Suggestions:
    """Return the suggestions that this setting takes."""
    taken: Suggestions = stepped(suggestions).filter(step__gte=setting.min_step)
    return taken


def stepped(suggestions: Suggestions) -> Any:
    step = Cast(F("confidence") * STEPS, IntegerField())
    return suggestions.annotate(step=step)
