"""Keep the examples of each value, by model, as prototypes.py does for categories.

First come products for which a person chose or accepted the value, then those that the last
`suggest` found with it: a value of the source has no index, so a decision does not look for it.
"""

import logging
from collections.abc import Iterable, Mapping

from catalog_search import conf
from catalog_search.categories import prototypes
from catalog_search.categories.attributes.survey import EXAMPLES, Survey
from catalog_search.categories.attributes.values import known_of, values_of
from catalog_search.categories.prototypes import EVERY, latest, of_model
from catalog_search.categories.vectors import vector_pairs
from catalog_search.conf import DeclaredAttribute
from catalog_search.models import (
    CategorySuggestion,
    Product,
    Prototype,
    Rejection,
    Store,
    databases,
)

logger = logging.getLogger(__name__)

State = CategorySuggestion.State


def rebuild(store: Store, surveys: Mapping[str, Survey]) -> None:
    """Renew all values of all attributes; forget those that are no longer declared.

    Raises IndexUnavailable.
    """
    declared = conf.settings().attributes
    stored = Prototype.objects.filter(store=store).exclude(attribute="")
    stored.exclude(attribute__in=list(declared)).delete()
    for name, attribute in declared.items():
        of_model(store, name).exclude(path__in=list(attribute.values)).delete()
        for value in attribute.values:
            examples_by_value = {value: list(surveys[name].examples.get(value, ()))[::-1]}
            renew(store, attribute, [value], examples_by_value)


@databases.transaction()
def renew(
    store: Store,
    attribute: DeclaredAttribute,
    values: Iterable[str],
    examples_by_value: Mapping[str, list[int]] | None = None,
) -> None:
    """Add up the examples of these values again, for the current model.

    `examples_by_value` has the keys of products with each value; without it, the examples that are
    stored are used again.
    Raises IndexUnavailable.
    """
    # Of two decisions at once the second waits here, and then reads what the first has written.
    Store.objects.select_for_update().get(pk=store.pk)
    name, model_id = attribute.name, conf.get_encoder().model_id
    if not of_model(store).filter(path=EVERY).exists():
        prototypes.renew_background(store)
    renewed = [value for value in attribute.values if value in set(values)]
    Prototype.objects.filter(store=store, attribute=name, path__in=renewed).exclude(
        model_id=model_id
    ).delete()
    if examples_by_value is None:
        examples_by_value = {row.path: row.examples for row in of_model(store, name)}
    examples = {v: examples_of(store, attribute, v, examples_by_value.get(v, ())) for v in renewed}
    rejected = {v: rejected_of(store, attribute, v) for v in renewed}
    every = [product for group in (*examples.values(), *rejected.values()) for product in group]
    pairs = vector_pairs(list({product.pk: product for product in every}.values()))
    groups = {v: ([p.pk for p in examples[v]], [p.pk for p in rejected[v]]) for v in renewed}
    prototypes.write(store, model_id, pairs, groups, name)


def examples_of(
    store: Store, attribute: DeclaredAttribute, value: str, earlier: Iterable[int]
) -> list[Product]:
    """Return products with the value: those that a person decided on, then those found before."""
    decided = CategorySuggestion.objects.filter(
        store=store, attribute=attribute.name, category=value
    )
    keys: list[int] = []
    for state in (State.CORRECTED, State.ACCEPTED):
        rows = decided.filter(state=state).order_by("-pk")
        keys += rows.values_list("product_id", flat=True)[:EXAMPLES]
    keys = list(dict.fromkeys([*keys[:EXAMPLES], *earlier]))
    products = {p.pk: p for p in latest(store.products.filter(pk__in=keys), len(keys))}
    there = [products[key] for key in keys if key in products]
    return [each for each in there if has_value(each, attribute, value)][:EXAMPLES]


def rejected_of(store: Store, attribute: DeclaredAttribute, value: str) -> list[Product]:
    """Return the products that the value was last rejected for, and that do not have it."""
    rows = Rejection.objects.filter(store=store, attribute=attribute.name, path=value)
    keys = list(rows.order_by("-pk").values_list("product_id", flat=True)[:EXAMPLES])
    products = latest(store.products.filter(pk__in=keys), EXAMPLES)
    return [each for each in products if not has_value(each, attribute, value)]


def has_value(product: Product, attribute: DeclaredAttribute, value: str) -> bool:
    return value in known_of(values_of(product, attribute.name), attribute)
