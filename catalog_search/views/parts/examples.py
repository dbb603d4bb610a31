"""Example products of a "more like this, less like that" search, kept in its URL.

like=12,40&unlike=7 lists their ids; every chip and card links to the same search with other lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog_search.exceptions import InvalidQuery
from catalog_search.models import Product, Store
from catalog_search.search.products.similar import Examples
from catalog_search.views import addresses

NAMES = LIKE, UNLIKE = "like", "unlike"
MAX_EXAMPLES = 12
"""Examples of each kind; one more replaces the oldest."""


@dataclass(frozen=True, slots=True)
class ExampleChip:
    """An example product; `url` leads to the same search without it."""

    product: Product
    liked: bool
    """True for "more like this", False for "less like this"."""
    url: str


def product_ids(params: QueryDict, name: str) -> tuple[int, ...]:
    """Return the ids in the parameter, as in like=12,40. Raises InvalidQuery."""
    parts = [part for part in params.get(name, "").split(",") if part]
    if any(not (part.isascii() and part.isdigit() and len(part) < 19) for part in parts):
        raise InvalidQuery(
            _("%(name)s takes the ids of products, as in %(name)s=12,40.") % {"name": name}
        )
    return tuple(dict.fromkeys(map(int, parts)))[-MAX_EXAMPLES:]


def visible_products(store: Store, ids: Sequence[int]) -> list[Product]:
    """Return the store's visible products with these ids, in their order."""
    by_id = store.products.filter(visible=True).in_bulk(ids)
    return [by_id[pk] for pk in ids if pk in by_id]


def examples_of(store: Store, params: QueryDict) -> Examples:
    """Return the example products that the URL names. Raises InvalidQuery."""
    liked, unliked = (visible_products(store, product_ids(params, name)) for name in NAMES)
    return Examples(liked, unliked)


def example_chips(params: QueryDict, examples: Examples) -> list[ExampleChip]:
    """Return a chip for each example, the liked ones first."""
    pairs = [(product, True) for product in examples.liked]
    pairs += [(product, False) for product in examples.unliked]
    return [
        ExampleChip(product, liked, examples_url(params, drop=product.pk))
        for product, liked in pairs
    ]


def examples_url(
    params: QueryDict,
    *,
    like: int | None = None,
    unlike: int | None = None,
    drop: int | None = None,
) -> str:
    """Return the URL of the same search after adding, moving or dropping one example.

    Without a liked example it is the search page.
    """
    if not params and like is not None:
        return f"{addresses.page('more_like')}?{LIKE}={like}"
    moved = {like, unlike, drop}
    ids = {name: [pk for pk in product_ids(params, name) if pk not in moved] for name in NAMES}
    ids[LIKE] += [] if like is None else [like]
    ids[UNLIKE] += [] if unlike is None else [unlike]
    if not ids[LIKE]:
        return addresses.page("search")
    lists = [(name, ",".join(map(str, pks[-MAX_EXAMPLES:]))) for name, pks in ids.items() if pks]
    parameters = [
        (name, value)
        for name, values in params.lists()
        for value in values
        if value and name not in (*NAMES, "page", "listing")
    ]
    return f"{addresses.page('more_like')}?{urlencode([*lists, *parameters], safe=',')}"
