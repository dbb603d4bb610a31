"""Texts about products, from the catalogue, merchants' decisions and shoppers' clicks.

Each source is a function that yields texts of a store's products. To add a source, add its
function to SOURCES.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from django.apps import apps
from django.db.models import QuerySet

from catalog_search import conf
from catalog_search.models import Product, Store
from catalog_search.text.store.values import listed_values

MAX_CLICKS = 5
"""More clicks on one product after the same words do not count."""
TITLE_TIMES = 3


@dataclass(frozen=True, slots=True)
class ProductText:
    """A text that is right for a product. `times` is its weight among the product's texts."""

    product: int
    text: str
    times: int = 1
    phrase: bool = False
    """The text only names facts, so it is right for every product that shares them."""


Source = Callable[[Store, int], Iterator[ProductText]]
"""Takes the store and a seed."""


def titles(store: Store, seed: int) -> Iterator[ProductText]:
    """Yield each title, and a random part of its words, as shoppers might remember it."""
    for product in visible(store):
        yield ProductText(product.pk, product.title, TITLE_TIMES)
        words = product.title.split()
        if len(words) > 3:
            random = np.random.default_rng([seed, zlib.crc32(product.sku.encode())])
            share = random.uniform(0.4, 0.8)
            remembered = [word for word in words if random.random() < share]
            yield ProductText(product.pk, " ".join(remembered or words[-2:]))


def phrases(store: Store, seed: int) -> Iterator[ProductText]:
    """Yield phrases from metadata: the category, alone and after color, brand and facet values."""
    for product in visible(store):
        if not product.category:
            continue
        kind = leaf(product)
        yield ProductText(product.pk, kind, 1, phrase=True)
        for name in ("color", "brand", *conf.settings().facets):
            for value in facet_values(product, name):
                yield ProductText(
                    product.pk, f"{value} {kind}", 2 if name == "color" else 1, phrase=True
                )


def decisions(store: Store, seed: int) -> Iterator[ProductText]:
    """Yield categories that people chose or accepted, with more weight than the source's."""
    chosen = visible(store).exclude(category_chosen_by=Product.ChosenBy.SOURCE)
    for product in chosen.exclude(category=""):
        yield ProductText(product.pk, leaf(product), 3, phrase=True)


def clicks(store: Store, seed: int) -> Iterator[ProductText]:
    """Yield the search words after which shoppers opened a product."""
    model = apps.all_models["catalog_search"].get("click")
    if model is None:
        return
    counts: Counter[tuple[int, str]] = Counter()
    rows = model._default_manager.filter(store=store, product__visible=True)
    for key, words, count in rows.values_list("product_id", "words", "count"):
        counts[key, words] += count
    for (key, words), count in sorted(counts.items()):
        yield ProductText(key, words, min(count, MAX_CLICKS))


SOURCES: dict[str, Source] = {
    "titles": titles,
    "phrases": phrases,
    "decisions": decisions,
    "clicks": clicks,
}


def visible(store: Store) -> QuerySet[Product]:
    return store.products.filter(visible=True).order_by("sku")


def leaf(product: Product) -> str:
    return product.category_path[-1].casefold()


def facet_values(product: Product, name: str) -> list[str]:
    """Return the product's values of an attribute, in lower case as a shopper would type them."""
    field = {"color": product.colors, "brand": product.brand}.get(name)
    content = product.attributes.get(name) if field is None else field
    return [word.casefold() for word in listed_values(content) if word] if content else []
