"""Suggest values of declared attributes for products, in the queue of the categories."""

import logging
from collections.abc import Iterable, Mapping, Sequence

from catalog_search import conf
from catalog_search.categories import predictions, queue
from catalog_search.categories.attributes import calibration, examples, measured
from catalog_search.categories.attributes.judging import Answer, AttributeJudge, judge_of
from catalog_search.categories.attributes.recording import Answers, record
from catalog_search.categories.attributes.survey import surveys
from catalog_search.categories.attributes.values import declared
from catalog_search.categories.proposals import withdraw
from catalog_search.categories.queue import Filters
from catalog_search.categories.vectors import vector_pairs
from catalog_search.conf import COLOR, DeclaredAttribute
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import CategorySuggestion, Store, databases
from catalog_search.models.indexing import collections

logger = logging.getLogger(__name__)

RENEWED = 64
"""Open suggestions of an attribute that are made again after a decision, at most."""

State = CategorySuggestion.State


def suggest(store: Store, *, limit: int | None = None) -> int:
    """Suggest values for the store's products that have none; return how many were proposed.

    `limit` is that of products. A value is suggested from SUGGESTION_CONFIDENCE on, and not again
    where it was rejected. Raises EncoderUnavailable, IndexUnavailable.
    """
    attributes = conf.settings().attributes
    withdraw_undeclared(store)
    if not attributes:
        return 0
    by_attribute = surveys(store)
    if COLOR in by_attribute:
        measured.measure(
            store, [*by_attribute[COLOR].sample[: measured.MOST // 2], *by_attribute[COLOR].lacking]
        )
    examples.rebuild(store, by_attribute)
    calibration.calibrate(store, by_attribute)
    judges = [judge_of(store, attribute) for attribute in attributes.values()]
    lacking = {name: set(survey.lacking) for name, survey in by_attribute.items()}
    keys = sorted(set().union(*lacking.values()))[:limit]
    size = predictions.CHUNK
    chunks = [keys[start : start + size] for start in range(0, len(keys), size)]
    proposed = sum(record(answers(judges, chunk, lacking)) for chunk in chunks)
    withdraw_settled(store, lacking)
    return proposed


def learn(store: Store, name: str, values: Iterable[str], besides: Iterable[int] = ()) -> None:
    """Let the attribute learn from a decision on these values, and renew the next suggestions.

    Those with a key in `besides` stay as they are. Without an index or an encoder nothing changes
    until `suggest` runs: the decision stands nevertheless.
    """
    attribute = declared(name)
    if attribute is None:
        return
    try:
        with collections.serving():
            examples.renew(store, attribute, values)
            renew_next(store, attribute, set(values), besides)
    except CatalogSearchError as error:
        logger.warning("%s: %s did not learn from a decision: %s", store.slug, name, error)


@databases.primary()
def renew_next(
    store: Store, attribute: DeclaredAttribute, values: set[str], besides: Iterable[int]
) -> None:
    """Make the next open suggestions again: of these values, then the first of the queue."""
    waiting = queue.waiting(store, Filters(about=attribute.name)).exclude(pk__in=list(besides))
    concerned = waiting.filter(category__in=values)
    keys = [row.product_id for rows in (concerned, waiting) for row in rows[:RENEWED]]
    chosen = list(dict.fromkeys(keys))[:RENEWED]
    again = answers([judge_of(store, attribute)], chosen, {attribute.name: set(chosen)})
    record(again, besides=besides, wait=False)


def answers(
    judges: Sequence[AttributeJudge], keys: Sequence[int], lacking: Mapping[str, set[int]]
) -> Answers:
    """Return what these products may be asked of each attribute that they lack."""
    products = list(predictions.of_keys(keys))
    pairs = vector_pairs(products)
    colors = measured.shares_of(products) if any(each.swatches for each in judges) else {}
    answers_by_attribute: dict[str, Mapping[int, Sequence[Answer]]] = {}
    for judge in judges:
        name = judge.attribute.name
        evidence = judge.evidence(
            {k: each for k, each in pairs.items() if k in lacking[name]}, colors
        )
        answers_by_attribute[name] = judge.answers(judge.judged(evidence))
    return answers_by_attribute


def withdraw_undeclared(store: Store) -> None:
    """Withdraw the open suggestions of attributes and values that are no longer declared."""
    attributes = conf.settings().attributes
    rows = CategorySuggestion.objects.filter(store=store, state=State.OPEN).exclude(attribute="")
    withdraw(rows.exclude(attribute__in=list(attributes)))
    for name, attribute in attributes.items():
        withdraw(rows.filter(attribute=name).exclude(category__in=list(attribute.values)))


def withdraw_settled(store: Store, lacking: Mapping[str, set[int]]) -> None:
    """Withdraw the open suggestions for products that have a value by now."""
    rows = CategorySuggestion.objects.filter(store=store, state=State.OPEN, attribute__in=lacking)
    settled = [
        pk
        for pk, product, name in rows.values_list("pk", "product_id", "attribute").iterator()
        if product not in lacking[name]
    ]
    for start in range(0, len(settled), predictions.CHUNK):
        withdraw(rows.filter(pk__in=settled[start : start + predictions.CHUNK]))
