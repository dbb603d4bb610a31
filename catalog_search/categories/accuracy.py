"""How often the model names the category that the catalogue's source gave."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from catalog_search.categories.predictions import Prediction, leaves, predict
from catalog_search.models import Product, Store

THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class ClassAccuracy:
    """How products of one true category were named; top1 and top3 are shares in [0, 1]."""

    category: str
    products: int
    top1: float
    top3: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """What taking only suggestions of at least this confidence would give."""

    threshold: float
    share: float
    """Share of the products that get one, in [0, 1]."""
    accuracy: float | None
    """Share of those that are right; None where there is none."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Measured on the products whose category the source told, at the level of the leaves."""

    products: int
    left_out: int
    """Products not in the index, or whose category is none of those the model chooses from."""
    categories: int
    """How many the model chooses from."""
    top1: float
    top3: float
    by_category: tuple[ClassAccuracy, ...]
    coverage: tuple[Coverage, ...]


def measure(
    store: Store,
    *,
    products: QuerySet[Product] | None = None,
    limit: int | None = None,
    titles: bool = True,
) -> Accuracy | None:
    """Return how right the model is where the truth is known; None where it is nowhere.

    The prediction is made from the photos (and titles) and the names of the categories; the
    product's own category is only compared with it afterwards. `products` are those to judge,
    else all of the store's.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    asked = store.products.all() if products is None else products
    known = asked.filter(category_chosen_by=Product.ChosenBy.SOURCE).exclude(category="")
    possible = {category.path for category in leaves(list(store.categories.all()))}
    seen = [one for chunk in predict(store, known, limit=limit, titles=titles) for one in chunk]
    judged = [one for one in seen if one.scores and one.product.category in possible]
    return summary(judged, len(seen) - len(judged), len(possible)) if judged else None


def summary(judged: Sequence[Prediction], left_out: int, categories: int) -> Accuracy:
    ranks = [rank(one) for one in judged]
    return Accuracy(
        products=len(judged),
        left_out=left_out,
        categories=categories,
        top1=share(ranks, 1),
        top3=share(ranks, 3),
        by_category=by_category(judged, ranks),
        coverage=tuple(covered(judged, ranks, threshold) for threshold in THRESHOLDS),
    )


def rank(prediction: Prediction) -> int:
    """Return the place of the true category, counted from 1; past the last when not among them."""
    labels = [score.label for score in prediction.scores]
    truth = prediction.product.category
    return labels.index(truth) + 1 if truth in labels else len(labels) + 1


def share(ranks: Iterable[int], places: int) -> float:
    found = [one <= places for one in ranks]
    return sum(found) / len(found)


def by_category(judged: Sequence[Prediction], ranks: Sequence[int]) -> tuple[ClassAccuracy, ...]:
    groups: dict[str, list[int]] = defaultdict(list)
    for one, its_rank in zip(judged, ranks, strict=True):
        groups[one.product.category].append(its_rank)
    return tuple(
        ClassAccuracy(category, len(group), share(group, 1), share(group, 3))
        for category, group in sorted(groups.items())
    )


def covered(judged: Sequence[Prediction], ranks: Sequence[int], threshold: float) -> Coverage:
    kept = [
        its_rank
        for one, its_rank in zip(judged, ranks, strict=True)
        if one.scores[0].probability >= threshold
    ]
    return Coverage(threshold, len(kept) / len(judged), share(kept, 1) if kept else None)
