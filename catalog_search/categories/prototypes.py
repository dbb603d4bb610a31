"""Keep each category's examples, by model: products whose category is known, and rejections.

Examples are the category's latest EXAMPLES products, first those that a person chose or accepted,
then those whose category the source gave. They are read again whenever a decision touches the
category, so a decision costs as many vectors as its categories may have examples, however large
the catalogue is, and the result does not depend on the order of decisions or on what was undone.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from django.db import models

from catalog_search import conf
from catalog_search.categories.latest import examples_of, rejected_of, with_indexed
from catalog_search.categories.learned import Examples, Learned
from catalog_search.categories.vectors import (
    Pair,
    pairs_of_keys,
    vector_pairs,
    with_indexed_photos,
)
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import Category, Product, Prototype, Store, databases
from catalog_search.models.indexing import collections

logger = logging.getLogger(__name__)

EXAMPLES = 32
"""Examples, and rejections, of a category that are added up. More hardly move a mean."""

SAMPLE = 256
"""Products, of any category, whose mean the examples are compared with."""
AT_ONCE = 50
"""Categories whose examples are read in one statement."""

SUMMED_UP = ("examples", "counterexamples", "example_sum", "counterexample_sum")

EVERY = ""
"""The path of the row that sums up the SAMPLE."""


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
    every = sorted(paths - {EVERY})
    for start in range(0, len(every), AT_ONCE):
        renew(store, every[start : start + AT_ONCE])


@databases.transaction()
def renew_background(store: Store) -> None:
    """Sum up a sample of the store's products, in an order that no catalogue has."""
    products = latest(store.products.order_by("sku_digest"), SAMPLE)
    keys = [product.pk for product in products]
    write(store, conf.get_encoder().model_id, vector_pairs(products), {EVERY: (keys, [])})


@databases.transaction()
def renew(store: Store, paths: Iterable[str]) -> None:
    """Add up the examples of these categories again, for the current model.

    What another model knew of them is forgotten, because it does not see this decision.
    Raises IndexUnavailable.
    """
    model_id = conf.get_encoder().model_id
    if not of_model(store).filter(path=EVERY).exists():
        renew_background(store)
    rows = store.categories.filter(path__in=set(paths)).order_by("path")
    # Of two decisions at once the second waits here, and then reads what the first has written.
    categories = list(Category.objects.select_for_update().filter(pk__in=rows).order_by("path"))
    outdated = Prototype.objects.filter(store=store, attribute="", path__in=set(paths))
    outdated.exclude(model_id=model_id).delete()
    locked_paths = [category.path for category in categories]
    for start in range(0, len(locked_paths), AT_ONCE):
        add_up(store, model_id, locked_paths[start : start + AT_ONCE])


def add_up(store: Store, model_id: str, paths: Sequence[str]) -> None:
    examples, rejected = examples_of(store, paths, EXAMPLES), rejected_of(store, paths, EXAMPLES)
    used = {key for group in (examples, rejected) for keys in group.values() for key in keys}
    groups = {path: (examples[path], rejected[path]) for path in paths}
    write(store, model_id, pairs_of_keys(used), groups)


def write(
    store: Store,
    model_id: str,
    pairs: Mapping[int, Pair],
    groups: Mapping[str, tuple[Sequence[int], Sequence[int]]],
    attribute: str = "",
) -> None:
    """Add up the examples and the rejected products of each path, by key, and store the sums."""
    rows = Prototype.objects.filter(store=store, model_id=model_id, attribute=attribute)
    stored = {row.path: row for row in rows.filter(path__in=list(groups))}
    empty: list[Prototype] = []
    new: list[Prototype] = []
    changed: list[Prototype] = []
    for path, (examples, rejected) in groups.items():
        row = stored.get(path) or Prototype(
            store=store, model_id=model_id, attribute=attribute, path=path
        )
        row.examples = [key for key in examples if key in pairs]
        row.counterexamples = [key for key in rejected if key in pairs]
        row.example_sum = total(pairs, row.examples)
        row.counterexample_sum = total(pairs, row.counterexamples)
        is_empty = not row.examples and not row.counterexamples
        (empty if is_empty else new if row.pk is None else changed).append(row)
    rows.filter(pk__in=[row.pk for row in empty if row.pk]).delete()
    # Two decisions at once may both sum up the sample, which is the same for both.
    Prototype.objects.bulk_create(new, ignore_conflicts=True)
    databases.write_fields(changed, SUMMED_UP)


def total(pairs: Mapping[int, Pair], keys: Sequence[int]) -> bytes:
    added = sum((pairs[key] for key in sorted(keys)), np.zeros((2, conf.get_encoder().dimension)))
    return np.asarray(added, np.float32).tobytes()


def latest(rows: models.QuerySet[Product], count: int) -> list[Product]:
    """Return the first of the products that are indexed, with their indexed photos."""
    return list(with_indexed_photos(with_indexed(rows))[:count]) if count > 0 else []


def of_model(store: Store, attribute: str = "") -> models.QuerySet[Prototype]:
    """Return what the current model knows of the store's categories, or of an attribute."""
    model_id = conf.get_encoder().model_id
    return Prototype.objects.filter(store=store, model_id=model_id, attribute=attribute)


def load(store: Store, categories: Sequence[Category], attribute: str = "") -> Learned:
    """Return what is known of these categories, or values, for the current model."""
    every_row = models.Q(attribute="", path=EVERY)
    rows = Prototype.objects.filter(store=store, model_id=conf.get_encoder().model_id)
    rows = rows.filter(models.Q(attribute=attribute) | every_row)
    examples_by_path = {row.path: examples_in(row) for row in rows}
    every = examples_by_path.get(EVERY)
    mean = every.total / len(every.keys) if every else None
    return Learned([examples_by_path.get(category.path) for category in categories], mean)


def examples_in(row: Prototype) -> Examples:
    return Examples(
        keys=frozenset(row.examples),
        total=pair_in(row.example_sum),
        rejected=len(row.counterexamples),
        rejected_total=pair_in(row.counterexample_sum),
    )


def pair_in(data: "bytes | memoryview[int]") -> Pair:
    return np.frombuffer(bytes(data), np.float32).reshape(2, -1).astype(np.float64)
