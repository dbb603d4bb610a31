"""What staff said of two models' answers to the same words."""

import math
from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog_search.models.databases import Rows
from catalog_search.models.searches import LONGEST_WORDS
from catalog_search.models.stores import Store


class ModelVerdict(models.Model):
    """Which of two models answered a search better, as a person saw it."""

    class Verdict(models.TextChoices):
        NEXT = "next", _("the next model is better")
        LIVE = "live", _("the present model is better")
        SAME = "same", _("no difference")

    store = models.ForeignKey(Store, models.CASCADE, related_name="model_verdicts")
    words = models.CharField(max_length=LONGEST_WORDS)
    live_model = models.CharField(max_length=200)
    next_model = models.CharField(max_length=200)
    verdict = models.CharField(max_length=4, choices=Verdict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    objects = Rows["ModelVerdict"].as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "words", "live_model", "next_model"], name="one_verdict_per_words"
            )
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.get_verdict_display()}"


@dataclass(frozen=True, slots=True)
class Tally:
    """For how many searches each model was better."""

    next_better: int
    live_better: int
    same: int

    @property
    def total(self) -> int:
        return self.next_better + self.live_better + self.same

    @property
    def by_chance(self) -> float:
        """Probability of a difference this large, or larger, between models that are equal.

        The two-sided sign test (Dixon and Mood 1946), which leaves out what is the same.
        """
        decided = self.next_better + self.live_better
        fewer = min(self.next_better, self.live_better)
        tail = sum(math.comb(decided, count) for count in range(fewer + 1)) / 2**decided
        return float(min(1, 2 * tail))


def tally(store: Store, live_model: str, next_model: str) -> Tally:
    """Return the store's verdicts on these two models."""
    rows = ModelVerdict.objects.filter(store=store, live_model=live_model, next_model=next_model)
    counts = dict(rows.order_by().values_list("verdict").annotate(models.Count("pk")))
    verdict = ModelVerdict.Verdict
    return Tally(*(counts.get(each, 0) for each in (verdict.NEXT, verdict.LIVE, verdict.SAME)))
