"""Fit the store's confidence to its own decided products."""

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.categories import confidence, predictions
from catalog_search.models import Product, Store, databases

LEAST = 50
"""Decided products below which the store keeps confidence.DEFAULT."""
SAMPLE = 2000
"""Decided products that are looked at, at most. Three weights need no more."""


def calibrate(store: Store) -> None:
    """Fit the store's confidence for the current model to products whose category is known.

    A product's own example is left out when its category is predicted, and so is its category.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    rows, right = observed(store)
    weights = confidence.fit(rows, right) if len(right) >= LEAST else confidence.DEFAULT
    fitted = {"weights": weights, "products": len(right)}
    with databases.transaction():
        row = Store.objects.select_for_update().get(pk=store.pk)
        row.category_confidence[conf.get_encoder().model_id] = fitted
        row.save(update_fields=["category_confidence"])
    store.category_confidence = row.category_confidence


def observed(store: Store) -> tuple[confidence.Floats, confidence.Flags]:
    """Return confidence.features() of decided products, and whether the best category is theirs."""
    judge = predictions.judge_of(store)
    paths = [category.path for category in judge.categories]
    decided = store.products.filter(category__in=paths)
    # By a digest, so that the sample is the same each time and in no order of the catalogue.
    keys = list(decided.order_by("sku_digest").values_list("pk", flat=True)[:SAMPLE])
    rows, right = [np.empty((0, 3))], [np.empty(0, bool)]
    for chunk in predictions.chunks(predictions.of_keys(keys)):
        judged = judge.judged(chunk)
        if judged.keys:
            rows.append(judged.features)
            right.append(np.array([paths[k] for k in judged.best]) == truths(chunk, judged.keys))
    return np.concatenate(rows), np.concatenate(right)


def truths(products: list[Product], keys: list[int]) -> NDArray[np.str_]:
    category = {product.pk: product.category for product in products}
    return np.array([category[key] for key in keys])
