"""Measure how often the model predicts the category that the source gave."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from catalog_search.categories.predictions import Prediction, choices, predict
from catalog_search.models import Product, Store

THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class ClassAccuracy:
    """Accuracy on the products of one true category; top1 and top3 are shares in [0, 1]."""

    category: str
    products: int
    top1: float
    top3: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """The result of using only suggestions with at least this confidence."""

    threshold: float
    share: float
    """Share of the products that get such a suggestion, in [0, 1]."""
    accuracy: float | None
    """Share of these suggestions that are right; None if there are none."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Accuracy on the products with a category from the source; only choices() count."""

    products: int
    left_out: int
    """Products that are not in the index or whose category is not among the choices."""
    categories: int
    """Number of categories that the model chooses from."""
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
    learned: bool = True,
) -> Accuracy | None:
    """Return the model's accuracy on products whose category the source gave, or None without any.

    Predictions use photos (and titles), category names and, with `learned`, the categories'
    examples, never the product's own category.
    `products` restricts the measurement; by default it covers the whole store, up to `limit`
    products.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    chosen = store.products.all() if products is None else products
    with_category = chosen.filter(category_chosen_by=Product.ChosenBy.SOURCE).exclude(category="")
    possible = {category.path for category in choices(store)}
    chunks = predict(store, with_category, limit=limit, titles=titles, learned=learned)
    predictions = [prediction for chunk in chunks for prediction in chunk]
    judged = [p for p in predictions if p.scores and p.product.category in possible]
    return summary(judged, len(predictions) - len(judged), len(possible)) if judged else None


def summary(judged: Sequence[Prediction], left_out: int, categories: int) -> Accuracy:
    ranks = [rank(prediction) for prediction in judged]
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
    """Return the rank of the true category from 1; if it has no score, the rank after the last."""
    labels = [score.label for score in prediction.scores]
    truth = prediction.product.category
    return labels.index(truth) + 1 if truth in labels else len(labels) + 1


def share(ranks: Iterable[int], places: int) -> float:
    hits = [rank <= places for rank in ranks]
    return sum(hits) / len(hits)


def by_category(judged: Sequence[Prediction], ranks: Sequence[int]) -> tuple[ClassAccuracy, ...]:
    groups: dict[str, list[int]] = defaultdict(list)
    for prediction, true_rank in zip(judged, ranks, strict=True):
        groups[prediction.product.category].append(true_rank)
    return tuple(
        ClassAccuracy(category, len(group), share(group, 1), share(group, 3))
        for category, group in sorted(groups.items())
    )


def covered(judged: Sequence[Prediction], ranks: Sequence[int], threshold: float) -> Coverage:
    covered_ranks = [
        true_rank
        for prediction, true_rank in zip(judged, ranks, strict=True)
        if prediction.scores[0].probability >= threshold
    ]
    accuracy = share(covered_ranks, 1) if covered_ranks else None
    return Coverage(threshold, len(covered_ranks) / len(judged), accuracy)
