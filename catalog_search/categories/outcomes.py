"""Tell the shop which categories people decided on: a signal, a setting's function, an export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal
from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.models import Product, Store, databases

category_decided = Signal()
"""Sent when products have other categories by a person's decision, and the change is committed.

`decided` is a list of DecidedCategory, one for each product. A receiver's error is logged.
"""


@dataclass(frozen=True, slots=True)
class DecidedCategory:
    """A product's category as it is now, after a person decided or took a decision back."""

    store: str
    """The store's slug."""
    sku: str
    category: str
    """The path from the root, with " > " between; "" for none."""
    previous: str
    """What it was before."""
    by: str
    """The user's name; "" if it is not known."""


def announce(decided: Sequence[DecidedCategory]) -> None:
    """Tell the signal's receivers and ON_CATEGORY_DECIDED when the transaction is committed."""
    changed = [each for each in decided if each.category != each.previous]
    if not changed:
        return
    databases.on_commit(lambda: send(changed), robust=True)
    if path := conf.settings().on_category_decided:
        databases.on_commit(lambda: import_string(path)(changed), robust=True)


def send(changed: list[DecidedCategory]) -> None:
    # Robust: Django logs what a receiver raises, and asks the others.
    category_decided.send_robust(sender=DecidedCategory, decided=changed)


def rows(store: Store, since: datetime | None = None) -> Iterator[dict[str, str]]:
    """Yield sku and category, a manifest's own columns, of products that people sorted.

    With `since`, only of those that changed from then on.
    """
    sorted_by_people = store.products.exclude(category_chosen_by=Product.ChosenBy.SOURCE)
    if since:
        sorted_by_people = sorted_by_people.filter(updated_at__gte=since)
    chosen = sorted_by_people.order_by("sku").values_list("sku", "category")
    for sku, category in chosen.iterator():
        yield {"sku": sku, "category": category}


def decided_products(
    store: Store, since: datetime | None, after: int, count: int
) -> "list[Product]":
    """Return products that people decided on, in the order of when, from `since` on.

    Of those decided on at `since` itself, the ones whose key is above `after`.
    """
    rows = store.products.filter(decided_at__isnull=False)
    if since:
        rows = rows.filter(decided_at__gte=since).exclude(decided_at=since, pk__lte=after)
    return list(rows.order_by("decided_at", "pk")[:count])
