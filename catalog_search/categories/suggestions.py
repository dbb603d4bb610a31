"""Suggest categories for products and store them for a person to decide on."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from catalog_search import conf
from catalog_search.categories import attributes, calibration, prototypes, queue
from catalog_search.categories.predictions import Prediction, predict
from catalog_search.categories.proposals import contents_of, propose, withdraw, write_proposals
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import CategorySuggestion, Product, Store, databases
from catalog_search.models.indexing import collections
from catalog_search.types import Score

logger = logging.getLogger(__name__)

RENEWED = 64
"""Open suggestions that are made again after a decision, at most."""

State, ChosenBy = CategorySuggestion.State, Product.ChosenBy


@dataclass(frozen=True, slots=True)
class SuggestionReport:
    """The result of one run of `suggest`, in products."""

    looked_at: int = 0
    without_vectors: int = 0
    """Products that are not in the index yet, so that no category can be predicted."""
    proposed: int = 0
    withdrawn: int = 0
    """Open suggestions of an earlier run that no longer apply."""
    attributes: int = 0
    """Values of declared attributes that were proposed."""


@databases.primary()
@collections.serving()
def suggest(
    store: Store,
    *,
    limit: int | None = None,
    progress: Callable[[SuggestionReport], None] | None = None,
) -> SuggestionReport:
    """Suggest categories, and declared attributes, for the store's products; return a report.

    A product without a category always gets a suggestion; one with a category only if the model
    is confident that another fits. Products whose category a person chose or accepted are
    skipped, and a rejected category is not suggested again for the same product.
    Before, the examples of categories are added up again, and the confidence is fitted to the
    products whose category is known.
    Running it twice changes nothing the second time. Raises EncoderUnavailable, IndexUnavailable.
    """
    prototypes.rebuild(store)
    calibration.calibrate(store)
    report = SuggestionReport()
    undecided = store.products.filter(category_chosen_by=ChosenBy.SOURCE)
    for chunk in predict(store, undecided, limit=limit):
        proposed, withdrawn = record(chunk)
        report = replace(
            report,
            looked_at=report.looked_at + len(chunk),
            without_vectors=report.without_vectors + sum(not p.scores for p in chunk),
            proposed=report.proposed + proposed,
            withdrawn=report.withdrawn + withdrawn,
        )
        if progress:
            progress(report)
    report = replace(report, attributes=attributes.suggest(store, limit=limit))
    queue.weigh(store)
    return report


@databases.primary()
def renew_next(store: Store, paths: Iterable[str], *, besides: Iterable[int] = ()) -> None:
    """Make the next open suggestions again: of these categories, then the first of the queue.

    Those with a key in `besides` stay as they are, such as one that was just opened again.
    Without an index or an encoder all stay as they are, until `suggest` runs.
    """
    waiting = queue.of_categories(store).exclude(pk__in=list(besides))
    concerned = waiting.filter(category__in=set(paths))
    keys = [row.product_id for rows in (concerned, waiting) for row in rows[:RENEWED]]
    products = Product.objects.filter(pk__in=list(dict.fromkeys(keys))[:RENEWED])
    try:
        with collections.serving():
            for chunk in predict(store, products):
                record(chunk, wait=False)
    except CatalogSearchError as error:
        logger.warning("%s: the next suggestions are not renewed: %s", store.slug, error)


@databases.transaction()
def record(predictions: Sequence[Prediction], *, wait: bool = True) -> tuple[int, int]:
    """Update the open suggestions; return how many were proposed and how many withdrawn.

    Without `wait`, products that another decision holds are left to it: a request that holds the
    examples of categories must not wait for one that waits for them.
    """
    skip = not wait and databases.connection().features.has_select_for_update_skip_locked
    by_product = {p.product.pk: p for p in predictions if p.scores}
    # Read the products again with a lock: a person may have decided meanwhile.
    products = list(
        Product.objects.select_for_update(skip_locked=skip).filter(pk__in=by_product).order_by("pk")
    )
    rows = CategorySuggestion.objects.filter(product__in=by_product, attribute="")
    existing = {suggestion.product_id: suggestion for suggestion in rows}
    before = {suggestion.pk: contents_of(suggestion) for suggestion in existing.values()}
    proposed, withdrawn = [], []
    for product in products:
        suggestion = existing.get(product.pk) or CategorySuggestion(
            store_id=product.store_id, product=product, state=State.REJECTED
        )
        prediction = by_product[product.pk]
        best = proposal(product, prediction.scores, suggestion.rejected)
        if best:
            choices = [each.plain() for each in prediction.choices]
            proposed.append(propose(suggestion, best, choices))
        elif suggestion.state == State.OPEN:
            withdrawn.append(suggestion)
    write_proposals(proposed, before)
    withdraw(withdrawn)
    return len(proposed), len(withdrawn)


def proposal(product: Product, scores: Sequence[Score], rejected: Sequence[str]) -> Score | None:
    """Return the category to suggest, or None if the product should keep its own."""
    best = next((score for score in scores if score.label not in rejected), None)
    if best is None or product.category_chosen_by != ChosenBy.SOURCE:
        return None
    confident = best.probability >= conf.settings().suggestion_confidence
    differs = best.label != product.category
    return best if differs and (confident or not product.category) else None
