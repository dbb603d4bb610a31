"""Tell the shop which categories people decided on: a signal, a setting's function, an export."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.models import Product, Store, databases
from catalog_search.signals import DecidedCategory, category_decided, send_on_commit

__all__ = ["DecidedCategory", "announce", "category_decided", "rows"]


def announce(decided: Sequence[DecidedCategory]) -> None:
    """Tell the signal's receivers and ON_CATEGORY_DECIDED when the transaction is committed."""
    changed = [each for each in decided if each.category != each.previous]
    if not changed:
        return
    send_on_commit(category_decided, "decided", DecidedCategory, lambda: changed)
    if path := conf.settings().on_category_decided:
        databases.on_commit(lambda: import_string(path)(changed), robust=True)


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
