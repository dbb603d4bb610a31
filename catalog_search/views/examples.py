"""More like this, less like that: examples in the address, each with a link that changes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from catalog_search.exceptions import InvalidQuery
from catalog_search.models import Product, Store
from catalog_search.search.similar import Examples

NAMES = LIKE, UNLIKE = "like", "unlike"
MOST = 12
"""Examples of each kind; a further one takes the place of the oldest."""


@dataclass(frozen=True, slots=True)
class Example:
    """A product that more or less is wanted of; `url` is the same search without it."""

    product: Product
    wanted: bool
    url: str


def ids(params: QueryDict, name: str) -> tuple[int, ...]:
    """Return the ids of the parameter, as in like=12,40. Raises InvalidQuery."""
    parts = [part for part in params.get(name, "").split(",") if part]
    if any(not (part.isascii() and part.isdigit() and len(part) < 19) for part in parts):
        raise InvalidQuery(f"{name} takes the ids of products, as in {name}=12,40.")
    return tuple(dict.fromkeys(map(int, parts)))[-MOST:]


def products(store: Store, wanted: Sequence[int]) -> list[Product]:
    """Return the store's visible products among the ids, in their order."""
    found = store.products.filter(visible=True).in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def chosen(store: Store, params: QueryDict) -> Examples:
    """Return the products that more and less is wanted of. Raises InvalidQuery."""
    liked, unliked = (products(store, ids(params, name)) for name in NAMES)
    return Examples(liked, unliked)


def chips(params: QueryDict, examples: Examples) -> list[Example]:
    shown = [(one, True) for one in examples.liked] + [(one, False) for one in examples.unliked]
    return [Example(one, wanted, examples_url(params, drop=one.pk)) for one, wanted in shown]


def examples_url(
    params: QueryDict,
    *,
    like: int | None = None,
    unlike: int | None = None,
    drop: int | None = None,
) -> str:
    """Return the address of the same search with one example more, on the other side, or less."""
    moved = {like, unlike, drop}
    lists = {name: [pk for pk in ids(params, name) if pk not in moved] for name in NAMES}
    lists[LIKE] += [] if like is None else [like]
    lists[UNLIKE] += [] if unlike is None else [unlike]
    kept: list[tuple[str, Any]] = [
        (name, value)
        for name, values in params.lists()
        for value in values
        if value and name not in (*NAMES, "page", "list")
    ]
    told = [(name, ",".join(map(str, pks[-MOST:]))) for name, pks in lists.items() if pks]
    if not lists[LIKE]:
        return reverse("catalog_search:search")
    return f"{reverse('catalog_search:more_like')}?{urlencode([*told, *kept], safe=',')}"
