"""The latest products of categories, and those that they were last rejected for.

One statement reads the keys for all categories, so a decision costs as many queries however many
categories it touches. Of each category it reads as many rows as it may have examples.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from catalog_search.categories.vectors import indexed_photos
from catalog_search.models import Product, Rejection, Store, databases

PATH, CHOSEN_BY = "\0path", "\0chosen by"
"""Stand in a query for the values in which its repetitions differ."""

CHOSEN = (Product.ChosenBy.PERSON, Product.ChosenBy.MODEL, Product.ChosenBy.SOURCE)
"""Whose choices are examples first."""

Keys = dict[str, list[int]]
"""Primary keys of products by category."""


def examples_of(store: Store, paths: Sequence[str], count: int) -> Keys:
    """Return the latest indexed products in each category, those a person decided on first."""
    rows = with_indexed(store.products.filter(category=PATH, category_chosen_by=CHOSEN_BY))
    values = [{PATH: path, CHOSEN_BY: str(by)} for path in paths for by in CHOSEN]
    keys_by_path: Keys = defaultdict(list)
    query = rows.order_by("-pk").values_list("pk", "pk")[:count]
    for number, key in repeated(query, values):
        keys = keys_by_path[paths[number // len(CHOSEN)]]
        keys += [key] * (len(keys) < count)
    return keys_by_path


def rejected_of(store: Store, paths: Sequence[str], count: int) -> Keys:
    """Return the products that each category was last rejected for, and that are not in it."""
    rows = Rejection.objects.filter(store=store, attribute="", path=PATH)
    query = rows.order_by("-pk").values_list("pk", "product_id")[:count]
    rejected = list(repeated(query, [{PATH: path} for path in paths]))
    products = store.products.filter(pk__in={key for _, key in rejected}).order_by()
    category = dict(products.values_list("pk", "category"))
    keys_by_path: Keys = defaultdict(list)
    for number, key in rejected:
        if category.get(key, paths[number]) != paths[number]:
            keys_by_path[paths[number]].append(key)
    return keys_by_path


def with_indexed(products: QuerySet[Product]) -> QuerySet[Product]:
    """Return those with a photo that is indexed with the current model."""
    return products.filter(Exists(indexed_photos().filter(product=OuterRef("pk"))))


def repeated(
    query: "QuerySet[Any, tuple[int, int]]", values: Sequence[dict[str, str]]
) -> Iterator[tuple[int, int]]:
    """Yield (number, key) of a query of (rank, key), repeated with each of these values for what
    stands in it, in one statement; the highest rank of each first."""
    database = databases.connection()
    sql, params = query.query.get_compiler(connection=database).as_sql()
    # Derived tables, because SQLite allows no LIMIT in a part of a compound SELECT.
    # All values are parameters.
    parts = [f"SELECT {k}, t.* FROM ({sql}) t" for k in range(len(values))]  # noqa: S608
    parameters = [each.get(param, param) for each in values for param in params]
    with database.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        rows = sorted((number, -rank, key) for number, rank, key in cursor.fetchall())
    yield from ((number, key) for number, _, key in rows)
