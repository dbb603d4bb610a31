"""Tell the shop what people decided on: signals, settings' functions, an export."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.categories.attributes.values import chosen_of
from catalog_search.models import Product, Store, databases
from catalog_search.models.catalogue.products import TAGS
from catalog_search.signals import (
    DecidedAttribute,
    DecidedCategory,
    attribute_decided,
    category_decided,
    send_on_commit,
)

__all__ = ["DecidedCategory", "announce", "category_decided", "rows"]


def announce(decided: Sequence[DecidedCategory | DecidedAttribute]) -> None:
    """Tell the signals' receivers and ON_..._DECIDED when the transaction is committed."""
    categories, values = [], []
    for each in decided:
        if isinstance(each, DecidedCategory) and each.category != each.previous:
            categories.append(each)
        elif isinstance(each, DecidedAttribute) and each.values != each.previous:
            values.append(each)
    if categories:
        send_on_commit(category_decided, "decided", DecidedCategory, lambda: categories)
        call_on_commit(conf.settings().on_category_decided, categories)
    if values:
        send_on_commit(attribute_decided, "decided", DecidedAttribute, lambda: values)
        call_on_commit(conf.settings().on_attribute_decided, values)


def call_on_commit(path: str, decided: Sequence[object]) -> None:
    if path:
        databases.on_commit(lambda: import_string(path)(decided), robust=True)


def columns(store: Store) -> list[str]:
    """Return the columns of rows(): a manifest's own, and one for each attribute.

    Those are the declared ones, and the tags where people have set any.
    """
    return ["sku", "category", *attributes_of(store)]


def attributes_of(store: Store) -> list[str]:
    declared = list(conf.settings().attributes)
    is_tagged = store.products.filter(**{f"chosen_attributes__{TAGS}__isnull": False}).exists()
    return [*declared, TAGS] if is_tagged and TAGS not in declared else declared


def rows(store: Store, since: datetime | None = None) -> Iterator[dict[str, Any]]:
    """Yield columns() of products whose category, attributes or tags people decided on.

    All but the SKU are lists: of a category its levels, of an attribute the values that people
    chose. What they took back is told by what the product has again. With `since`, only products
    that changed from then on.
    """
    attributes = attributes_of(store)
    sorted_by_people = ~Q(category_chosen_by=Product.ChosenBy.SOURCE)
    decided = store.products.filter(sorted_by_people | Q(decided_at__isnull=False))
    if since:
        decided = decided.filter(updated_at__gte=since)
    fields = ("sku", "category", "chosen_attributes")
    for product in decided.order_by("sku").only(*fields).iterator():
        levels = product.category.split(" > ") if product.category else []
        values = {name: list(chosen_of(product, name)) for name in attributes}
        yield {"sku": product.sku, "category": levels, **values}


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
