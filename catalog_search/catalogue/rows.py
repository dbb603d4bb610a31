"""Payloads of products from the database: what filters test and facets count.

The index filters by the payloads of its points, which are as old as the last indexing. A search
counts and sorts by what the database says now, and leaves out products that it hides.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.db.models import FloatField, TextField
from django.db.models.functions import Cast

from catalog_search import conf
from catalog_search.models import ProductQuerySet, Store, category_prefixes, clock
from catalog_search.models.catalogue.offers import price_at
from catalog_search.text.store.values import listed_values
from catalog_search.types import Payload

CHOICES = ("category", "brand", "color")
"""The facets that every store has."""
AT_ONCE = 500
"""Keys in one query, so that a database plans it as look-ups."""


def payloads_of(store: Store, products: Iterable[int]) -> dict[int, Payload]:
    """Return the payloads of the visible ones among the products, by key."""
    keys = sorted(set(products))
    chunks = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    rows = (
        row for chunk in chunks for row in rows_of(store.products.filter(pk__in=chunk).order_by())
    )
    return {row[0]: payload_of(store.slug, row) for row in rows if row[1]}


def rows_of(
    products: ProductQuerySet, *first: str, limit: int | None = None
) -> Iterator[tuple[Any, ...]]:
    """Yield a row of plain values for each product, as payload_of() takes it.

    The values of the columns `first` come before them.

    JSON comes as text: many products share the same colors, and few projects declare attributes.
    """
    columns = [*first, "pk", "visible", "in_stock", "brand", "category"]
    texts = {"colors_text": Cast("colors", TextField())}
    if conf.settings().facets:
        texts["attributes_text"] = Cast("attributes", TextField())
    price = Cast(price_at(clock.now()), FloatField())
    rows = products.annotate(price_number=price, **texts)
    values = rows.values_list(*columns, "price_number", *texts)[:limit]
    return values.iterator(chunk_size=2000)


def planned_sales(products: ProductQuerySet) -> Iterator[tuple[Any, ...]]:
    """Yield key, normal price, sale price, beginning and end of sales that change a price later."""
    amounts = {
        "normal": Cast("normal_price", FloatField()),
        "reduced": Cast("sale_price", FloatField()),
    }
    planned = products.filter(price_changes_at__isnull=False).exclude(sale_price=None).order_by()
    values = planned.annotate(**amounts).values_list(
        "pk", *amounts, "sale_starts_at", "sale_ends_at"
    )
    return values.iterator(chunk_size=2000)


def payload_of(slug: str, row: tuple[Any, ...]) -> Payload:
    """Return the payload of a product, as documents.payload() does."""
    key, visible, in_stock, brand, category, price, colors, *attributes = row
    declared = declared_facets(json.loads(attributes[0])) if attributes else {}
    return {
        **declared,
        "store": slug,
        "product": key,
        "visible": visible,
        "in_stock": in_stock,
        "price": price,
        "brand": brand,
        "color": colors_of(colors),
        "category": prefixes_of(category),
    }


@lru_cache(maxsize=10_000)
def colors_of(text: str) -> tuple[str, ...]:
    return tuple(map(str, json.loads(text)))


@lru_cache(maxsize=10_000)
def prefixes_of(category: str) -> tuple[str, ...]:
    return tuple(category_prefixes(category))


def declared_facets(attributes: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the attributes listed in FACETS, each as a list of strings."""
    values = {name: attributes.get(name) for name in conf.settings().facets}
    return {name: listed_values(value) for name, value in values.items() if value not in (None, "")}


def names_of_facets() -> tuple[str, ...]:
    """Return CHOICES, then the FACETS setting; availability comes after them."""
    return (*CHOICES, *conf.settings().facets)
