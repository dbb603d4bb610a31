"""What is said of products: by the catalogue, by merchants who decided, by shoppers who clicked.

Each source is a function of a store that yields what it knows. To add one, add it to SOURCES.
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
from catalog_search.text.values import as_words

MOST_TIMES = 5
"""However often a thing was clicked, it counts so often at most."""
TITLE_TIMES = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A text that is right for a product. `times` is its weight among the product's texts."""

    product: int
    text: str
    times: int = 1
    phrase: bool = False
    """It names facts, so that it is right for every product that shares them."""


Source = Callable[[Store, int], Iterator[Said]]
"""Takes the store and a seed."""


def titles(store: Store, seed: int) -> Iterator[Said]:
    """Yield each title, and some of its words, as shoppers remember it."""
    for product in visible(store):
        yield Said(product.pk, product.title, TITLE_TIMES)
        words = product.title.split()
        if len(words) > 3:
            random = np.random.default_rng([seed, zlib.crc32(product.sku.encode())])
            share = random.uniform(0.4, 0.8)
            kept = [word for word in words if random.random() < share]
            yield Said(product.pk, " ".join(kept or words[-2:]))


def phrases(store: Store, seed: int) -> Iterator[Said]:
    """Yield what metadata say: the category, and color, brand and declared facets before it."""
    for product in visible(store):
        if not product.category:
            continue
        kind = leaf(product)
        yield Said(product.pk, kind, 1, phrase=True)
        for name in ("color", "brand", *conf.get("FACETS")):
            for value in facet_values(product, name):
                yield Said(product.pk, f"{value} {kind}", 2 if name == "color" else 1, phrase=True)


def decisions(store: Store, seed: int) -> Iterator[Said]:
    """Yield the categories that people chose or accepted: they count for more than the source."""
    chosen = visible(store).exclude(category_chosen_by=Product.ChosenBy.SOURCE)
    for product in chosen.exclude(category=""):
        yield Said(product.pk, leaf(product), 3, phrase=True)


def clicks(store: Store, seed: int) -> Iterator[Said]:
    """Yield the words after which shoppers opened a product."""
    model = apps.all_models["catalog_search"].get("click")
    if model is None:
        return
    counts: Counter[tuple[int, str]] = Counter()
    found = model._default_manager.filter(store=store, product__visible=True)
    for key, words, count in found.values_list("product_id", "words", "count"):
        counts[key, words] += count
    for (key, words), count in sorted(counts.items()):
        yield Said(key, words, min(count, MOST_TIMES))


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
    """Return the product's values of an attribute, as a shopper would type them."""
    told = {"color": product.colors, "brand": product.brand}.get(name)
    given = product.attributes.get(name) if told is None else told
    return [word.casefold() for word in as_words(given) if word] if given else []
