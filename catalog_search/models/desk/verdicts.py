"""What staff said of answers: which of two models is better, which products fit a search."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog_search.models.catalogue.products import Product
from catalog_search.models.databases import Row, Rows, transaction
from catalog_search.models.merchandising.searches import LONGEST_WORDS
from catalog_search.models.stores import Store


class ModelVerdict(Row):
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
    by = models.CharField(max_length=254)
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


class Judgement(Row):
    """Whether a product fits a search, as a person said on the desk."""

    class Grade(models.IntegerChoices):
        FITS_NOT = 0, _("does not fit")
        FITS = 1, _("fits")

    store = models.ForeignKey(Store, models.CASCADE, related_name="judgements")
    words = models.CharField(
        max_length=LONGEST_WORDS, help_text=_("In lower case, with single spaces.")
    )
    product = models.ForeignKey(Product, models.CASCADE, related_name="judgements")
    grade = models.PositiveSmallIntegerField(choices=Grade)
    by = models.CharField(max_length=254)
    at = models.DateTimeField(default=timezone.now)

    objects = Rows["Judgement"].as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "words", "product"], name="one_judgement_per_product"
            )
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.product}"


Grades = dict[str, dict[int, int]]
"""Grade of each judged product's key, by the words of the search."""


def grades_of(store: Store, searches: Sequence[str] | None = None) -> Grades:
    """Return the store's judgements on these searches, on all of them by default."""
    rows = Judgement.objects.filter(store=store, product__visible=True)
    rows = rows if searches is None else rows.filter(words__in=searches)
    grades: Grades = {}
    for words, product, grade in rows.order_by("words").values_list("words", "product", "grade"):
        grades.setdefault(words, {})[product] = grade
    return grades


def judged_searches(store: Store, limit: int) -> list[str]:
    """Return the searches that something fits, those judged last first."""
    rows = Judgement.objects.filter(store=store, grade__gt=0).order_by().values("words")
    latest = rows.annotate(latest=models.Max("at")).order_by("-latest", "words")
    return list(latest.values_list("words", flat=True)[:limit])


@transaction()
def keep_judgements(store: Store, words: str, grades: Mapping[int, int], *, by: str) -> None:
    """Store these grades in the place of earlier ones of the same products."""
    now = timezone.now()
    Judgement.objects.filter(store=store, words=words, product__in=grades).delete()
    Judgement.objects.bulk_create(
        Judgement(store=store, words=words, product_id=key, grade=grade, by=by, at=now)
        for key, grade in grades.items()
    )


def forget_judgements(store: Store, words: str, products: Sequence[int]) -> None:
    Judgement.objects.filter(store=store, words=words, product__in=products).delete()


def ndcg(products: Sequence[int], grades: Mapping[int, int]) -> float | None:
    """Return nDCG of the products shown, in their order; None if nothing fits.

    Gains are grades, discounted by the binary logarithm of the place plus one (Järvelin and
    Kekäläinen 2002). A product that nobody judged counts as one that does not fit.
    """
    best = sorted(grades.values(), reverse=True)[: len(products) or 1]
    ideal = discounted(best)
    return discounted([grades.get(key, 0) for key in products]) / ideal if ideal else None


def discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))
