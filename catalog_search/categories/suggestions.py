"""Which category a product belongs to, in the model's view: open suggestions for people."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from catalog_search import conf
from catalog_search.categories.predictions import Prediction, predict
from catalog_search.models import CategorySuggestion, Product, Store
from catalog_search.types import Score

State, ChosenBy = CategorySuggestion.State, Product.ChosenBy
PROPOSED_FIELDS = ("category", "confidence", "model_id", "state", "decided_by", "decided_at")


@dataclass(frozen=True, slots=True)
class Suggested:
    """What one run of `suggest` came to, in products."""

    looked_at: int = 0
    without_vectors: int = 0
    """Not in the index yet, so nothing is known of what they show."""
    proposed: int = 0
    withdrawn: int = 0
    """Proposals of an earlier run that no longer hold."""


def suggest(
    store: Store, *, limit: int | None = None, progress: Callable[[Suggested], None] | None = None
) -> Suggested:
    """Propose a category for products that have none, or surely another than theirs.

    Products whose category a person chose or accepted are left alone, and a rejected category is
    not proposed for that product again. Run twice, it changes nothing the second time.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    done = Suggested()
    undecided = store.products.filter(category_chosen_by=ChosenBy.SOURCE)
    for chunk in predict(store, undecided, limit=limit):
        proposed, withdrawn = record(chunk)
        done = replace(
            done,
            looked_at=done.looked_at + len(chunk),
            without_vectors=done.without_vectors + sum(not one.scores for one in chunk),
            proposed=done.proposed + proposed,
            withdrawn=done.withdrawn + withdrawn,
        )
        if progress:
            progress(done)
    return done


@transaction.atomic
def record(predictions: Sequence[Prediction]) -> tuple[int, int]:
    """Make open suggestions say what is predicted; return how many are proposed and withdrawn."""
    scores = {one.product.pk: one.scores for one in predictions if one.scores}
    # Read again and locked: a person may have decided while the model was asked.
    products = list(Product.objects.select_for_update().filter(pk__in=scores).order_by("pk"))
    known = {one.product_id: one for one in CategorySuggestion.objects.filter(product__in=scores)}
    proposed, withdrawn = [], []
    for product in products:
        known_one = known.get(product.pk) or CategorySuggestion(
            product=product, state=State.REJECTED
        )
        wanted = proposal(product, scores[product.pk], known_one.rejected)
        if wanted:
            proposed.append(propose(known_one, wanted))
        elif known_one.state == State.OPEN:
            withdrawn.append(known_one)
    write_proposals(proposed)
    withdraw(withdrawn)
    return len(proposed), len(withdrawn)


def proposal(product: Product, scores: Sequence[Score], rejected: Sequence[str]) -> Score | None:
    """Return the category to propose for the product, None where its own may stay."""
    best = next((score for score in scores if score.label not in rejected), None)
    if best is None or product.category_chosen_by != ChosenBy.SOURCE:
        return None
    sure = best.probability >= conf.get("SUGGESTION_CONFIDENCE")
    return best if best.label != product.category and (sure or not product.category) else None


def propose(suggestion: CategorySuggestion, wanted: Score) -> CategorySuggestion:
    suggestion.category, suggestion.confidence = wanted.label, wanted.probability
    suggestion.model_id = conf.get_encoder().model_id
    suggestion.state = State.OPEN
    suggestion.decided_by, suggestion.decided_at = "", None
    return suggestion


def write_proposals(suggestions: Sequence[CategorySuggestion]) -> None:
    CategorySuggestion.objects.bulk_create([one for one in suggestions if one.pk is None])
    CategorySuggestion.objects.bulk_update([one for one in suggestions if one.pk], PROPOSED_FIELDS)


def withdraw(suggestions: Iterable[CategorySuggestion]) -> None:
    """Take open suggestions back, keeping the memory of what was rejected."""
    for suggestion in suggestions:
        if suggestion.rejected:
            suggestion.state, suggestion.category = State.REJECTED, suggestion.rejected[-1]
            suggestion.save(update_fields=["state", "category"])
        else:
            suggestion.delete()
