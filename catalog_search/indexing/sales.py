"""Prices that change at a moment that was known before: rows and points learn of it.

Pages show the price of now by themselves. What has to be told is the rows' own `price`; a point
has all prices that are ahead, so that it is made anew when the last of them counts.
"""

from collections.abc import Sequence

from catalog_search.indexing.documents import refresh_digests
from catalog_search.models import Product, ProductQuerySet, Store, clock, databases
from catalog_search.models.catalogue.offers import SETTLED
from catalog_search.models.locks import locked

AT_ONCE = 500
"""Products settled in one transaction."""


def settle_due(store: Store) -> int:
    """Settle the products whose price has changed by now; return how many there were.

    Their rows get the price; photos whose points have a price that is over become stale. Doing it
    twice changes nothing more.
    """
    settled, due = 0, due_in(store)
    while keys := list(due[:AT_ONCE].values_list("pk", flat=True)):
        settled += settle(store, keys)
    return settled


def due_in(store: Store) -> ProductQuerySet:
    """Return the products whose price has changed since their rows were settled, by time."""
    due = Product.objects.filter(store=store, price_changes_at__lte=clock.now())
    return due.order_by("price_changes_at", "pk")


@databases.transaction()
def settle(store: Store, keys: Sequence[int]) -> int:
    """Settle those of these products that are still due: another worker may have been here."""
    now = clock.now()
    due = Product.objects.filter(pk__in=keys, price_changes_at__lte=now).order_by("pk")
    products = list(locked(due))
    for product in products:
        product.store = store
        product.settle(now)
    # Digests are of now or later: if another sale has begun since, the product is due again.
    refresh_digests(products)
    databases.write_fields(products, SETTLED)
    return len(products)
