"""Write what products may be asked as open suggestions; withdraw those that no longer apply."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from catalog_search import conf
from catalog_search.categories.attributes.judging import Answer
from catalog_search.categories.attributes.values import declared, may_have, values_of
from catalog_search.categories.proposals import contents_of, propose, withdraw, write_proposals
from catalog_search.conf import DeclaredAttribute
from catalog_search.models import CategorySuggestion, Product, databases

State = CategorySuggestion.State

Answers = Mapping[str, Mapping[int, Sequence[Answer]]]
"""Possible answers, by attribute and by the product's key."""
Rows = dict[str, CategorySuggestion]
"""A product's suggestions of one attribute, by the value that is asked for; "" for any."""


@databases.transaction()
def record(answers: Answers, *, besides: Iterable[int] = (), wait: bool = True) -> int:
    """Update the open suggestions of these products; return how many were proposed.

    Those with a key in `besides` stay as they are. Without `wait`, products that another decision
    holds are left to it.
    """
    skip = not wait and databases.connection().features.has_select_for_update_skip_locked
    keys = {key for by_product in answers.values() for key in by_product}
    # Read the products again with a lock: a person may have decided meanwhile.
    locked = Product.objects.select_for_update(skip_locked=skip)
    products = list(locked.filter(pk__in=keys).order_by("pk"))
    stored = stored_rows(products, answers)
    before = {row.pk: contents_of(row) for rows in stored.values() for row in rows.values()}
    proposed: list[CategorySuggestion] = []
    withdrawn: list[CategorySuggestion] = []
    for name, by_product in answers.items():
        attribute = declared(name)
        for product in products:
            if attribute and product.pk in by_product:
                rows = stored[product.pk, name]
                to_open = renewed(product, attribute, by_product[product.pk], rows)
                proposed += to_open.values()
                gone = (row for value, row in rows.items() if value not in to_open)
                withdrawn += (row for row in gone if row.state == State.OPEN)
    spared = set(besides)
    withdraw(row for row in withdrawn if row.pk not in spared)
    proposed = [row for row in proposed if row.pk not in spared]
    write_proposals(proposed, before)
    return len(proposed)


def stored_rows(
    products: Sequence[Product], names: Iterable[str]
) -> defaultdict[tuple[int, str], Rows]:
    keys = [product.pk for product in products]
    rows_by_key: defaultdict[tuple[int, str], Rows] = defaultdict(dict)
    for row in CategorySuggestion.objects.filter(product__in=keys, attribute__in=list(names)):
        rows_by_key[row.product_id, row.attribute][row.asked] = row
    return rows_by_key


def renewed(
    product: Product, attribute: DeclaredAttribute, answers: Sequence[Answer], rows: Rows
) -> Rows:
    """Return the suggestions that should be open, unsaved."""
    to_open: Rows = {}
    for answer in open_answers(product, attribute, answers, rows.values()):
        asked_value = answer.best.label if attribute.several else ""
        row = rows.get(asked_value) or CategorySuggestion(
            **{"store_id": product.store_id, "product": product, "state": State.REJECTED},
            **{"attribute": attribute.name, "asked": asked_value},
        )
        corrected = row.state == State.CORRECTED and bool(asked_value)
        if not (asked_value in to_open or corrected or answer.best.label in row.rejected):
            choices = [each.plain() for each in answer.choices]
            to_open[asked_value] = propose(row, answer.best, choices)
    return to_open


def open_answers(
    product: Product,
    attribute: DeclaredAttribute,
    answers: Sequence[Answer],
    rows: Iterable[CategorySuggestion],
) -> list[Answer]:
    """Return the answers that are sure enough, and whose values the product does not have yet.

    One that has a value from the source, or by hand, is asked nothing.
    """
    has = {*values_of(product, attribute.name)}
    accepted = {row.category for row in rows if row.state in (State.ACCEPTED, State.CORRECTED)}
    settled = has - accepted if attribute.several else has
    if settled or not may_have(product.category, attribute):
        return []
    min_confidence = conf.settings().suggestion_confidence
    sure = (each for each in answers if each.best.probability >= min_confidence)
    return [each for each in sure if each.best.label not in has]
