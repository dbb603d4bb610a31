"""Keep each category's examples, by model: products whose category is known, and rejections.

Examples are the category's latest EXAMPLES products, first those that a person chose or accepted,
then those whose category the source gave. They are read again whenever a decision touches the
category, so a decision costs as many vectors as its categories may have examples, however large
the catalogue is, and the result does not depend on the order of decisions or on what was undone.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db import models

from catalog_search import conf
from catalog_search.categories.learned import Examples, Learned
from catalog_search.categories.vectors import (
    Pair,
    indexed_photos,
    vector_pairs,
    with_indexed_photos,
)
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import (
    Category,
    Product,
    Prototype,
    Rejection,
    Store,
    collections,
    databases,
)

logger = logging.getLogger(__name__)

EXAMPLES = 32
"""Examples, and rejections, of a category that are added up. More hardly move a mean."""

SAMPLE = 256
"""Products, of any category, whose mean the examples are compared with."""
EVERY = ""
"""The path of the row that sums up the SAMPLE."""

ChosenBy = Product.ChosenBy


def renew_quietly(store: Store, paths: Iterable[str]) -> bool:
    """Renew the categories after a decision; return False, and log it, if that cannot be done.

    The decision stands nevertheless, and the next `catalog_categorize` makes up for it.
    """
    try:
        with collections.serving():
            renew(store, paths)
    except CatalogSearchError as error:
        logger.warning("%s: examples of categories are not renewed: %s", store.slug, error)
        return False
    return True


def rebuild(store: Store) -> None:
    """Renew all categories of the store, and forget those that it no longer has.

    Raises IndexUnavailable.
    """
    renew_background(store)
    paths = {EVERY, *store.categories.values_list("path", flat=True)}
    stored = of_model(store)
    gone = [row.pk for row in stored.only("pk", "path") if row.path not in paths]
    stored.filter(pk__in=gone).delete()
    for path in sorted(paths - {EVERY}):
        renew(store, [path])


@databases.transaction()
def renew_background(store: Store) -> None:
    """Sum up a sample of the store's products, in an order that no catalogue has."""
    products = latest(store.products.order_by("sku_digest"), SAMPLE)
    write(store, EVERY, conf.get_encoder().model_id, vector_pairs(products), products, [])


@databases.transaction()
def renew(store: Store, paths: Iterable[str]) -> None:
    """Add up the examples of these categories again, for the current model.

    What another model knew of them is forgotten, because it does not see this decision.
    Raises IndexUnavailable.
    """
    model_id = conf.get_encoder().model_id
    if not of_model(store).filter(path=EVERY).exists():
        renew_background(store)
    wanted = store.categories.filter(path__in=set(paths)).order_by("path")
    # Of two decisions at once the second waits here, and then reads what the first has written.
    categories = list(Category.objects.select_for_update().filter(pk__in=wanted).order_by("path"))
    outdated = Prototype.objects.filter(store=store, attribute="", path__in=set(paths))
    outdated.exclude(model_id=model_id).delete()
    examples = {each.path: examples_of(store, each.path) for each in categories}
    rejected = {each.path: rejected_of(store, each.path) for each in categories}
    every = [product for group in (*examples.values(), *rejected.values()) for product in group]
    pairs = vector_pairs(list({product.pk: product for product in every}.values()))
    for category in categories:
        path = category.path
        write(store, path, model_id, pairs, examples[path], rejected[path])


def write(
    store: Store,
    path: str,
    model_id: str,
    pairs: dict[int, Pair],
    examples: list[Product],
    rejected: list[Product],
    attribute: str = "",
) -> None:
    key: dict[str, Any] = {"store": store, "path": path, "model_id": model_id}
    key["attribute"] = attribute
    chosen = [product.pk for product in examples if product.pk in pairs]
    refused = [product.pk for product in rejected if product.pk in pairs]
    if not chosen and not refused:
        Prototype.objects.filter(**key).delete()
        return
    values = {
        "examples": chosen,
        "counterexamples": refused,
        "example_sum": total(pairs, chosen),
        "counterexample_sum": total(pairs, refused),
    }
    Prototype.objects.update_or_create(defaults=values, **key)


def total(pairs: dict[int, Pair], keys: Sequence[int]) -> bytes:
    added = sum((pairs[key] for key in sorted(keys)), np.zeros((2, conf.get_encoder().dimension)))
    return np.asarray(added, np.float32).tobytes()


def examples_of(store: Store, path: str) -> list[Product]:
    """Return the latest products in the category, those that a person decided on first."""
    found: list[Product] = []
    for chosen_by in ([ChosenBy.PERSON], [ChosenBy.MODEL], [ChosenBy.SOURCE]):
        rows = store.products.filter(category=path, category_chosen_by__in=chosen_by)
        found += latest(rows.order_by("-pk"), EXAMPLES - len(found))
    return found


def rejected_of(store: Store, path: str) -> list[Product]:
    """Return the products that the category was last rejected for, and that are not in it."""
    latest_rows = Rejection.objects.filter(store=store, attribute="", path=path).order_by("-pk")
    keys = list(latest_rows.values_list("product_id", flat=True)[:EXAMPLES])
    return latest(store.products.filter(pk__in=keys).exclude(category=path), EXAMPLES)


def latest(rows: models.QuerySet[Product], count: int) -> list[Product]:
    indexed = models.Exists(indexed_photos().filter(product=models.OuterRef("pk")))
    return list(with_indexed_photos(rows.filter(indexed))[:count]) if count > 0 else []


def of_model(store: Store, attribute: str = "") -> models.QuerySet[Prototype]:
    """Return what the current model knows of the store's categories, or of an attribute."""
    model_id = conf.get_encoder().model_id
    return Prototype.objects.filter(store=store, model_id=model_id, attribute=attribute)


def load(store: Store, categories: Sequence[Category], attribute: str = "") -> Learned:
    """Return what is known of these categories, or values, for the current model."""
    every_row = models.Q(attribute="", path=EVERY)
    rows = Prototype.objects.filter(store=store, model_id=conf.get_encoder().model_id)
    rows = rows.filter(models.Q(attribute=attribute) | every_row)
    known = {row.path: examples_in(row) for row in rows}
    every = known.get(EVERY)
    mean = every.total / len(every.keys) if every else None
    return Learned([known.get(category.path) for category in categories], mean)


def examples_in(row: Prototype) -> Examples:
    return Examples(
        keys=frozenset(row.examples),
        total=pair_in(row.example_sum),
        rejected=len(row.counterexamples),
        rejected_total=pair_in(row.counterexample_sum),
    )


def pair_in(data: "bytes | memoryview[int]") -> Pair:
    return np.frombuffer(bytes(data), np.float32).reshape(2, -1).astype(np.float64)
