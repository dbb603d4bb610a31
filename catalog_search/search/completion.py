"""What goes with a product: from the merchant's looks, else from categories that they pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from catalog_search import conf
from catalog_search.models import CATEGORY_SEPARATOR, Hotspot, Look, Photo, Product
from catalog_search.retrieval.candidates import gather_each
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates, concatenate
from catalog_search.retrieval.relevance import CutoffRule
from catalog_search.retrieval.subqueries import photo_subquery
from catalog_search.search import looks as merchant_looks
from catalog_search.search.results import Result, results_of

Reason = Literal["look", "category", "style"]
LIMIT = 6
LOOKED_AT = 200
"""Candidates of the nearest style among which other categories are sought."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Products that go with one, and why: `reason` says how they were found.

    "look": a published look shows them together with it. "category": of categories that looks
    show together with its own. "style": of other categories, and merely looking alike.
    """

    items: tuple[merchant_looks.Spot, ...] | tuple[Result, ...]
    reason: Reason
    looks: tuple[Look, ...] = ()
    """The looks that show the product."""


def complete(product: Product, limit: int = LIMIT) -> Completion:
    """Return what goes with the product, by the best of the three ways that finds anything.

    Raises IndexUnavailable, and only where no look shows the product.
    """
    shown_on = published_with(product)
    if items := together(shown_on, product)[:limit]:
        return Completion(items, "look", shown_on)
    photo = product.photos.filter(state=Photo.State.LIVE).first()
    point = photo and conf.get_index().fetch([photo.point_id]).get(photo.point_id)
    if not point:
        return Completion((), "style", shown_on)
    subquery = photo_subquery(product.store, point.photo)
    if paired := paired_categories(product):
        queries = [(subquery, Filters(category=(path,))) for path in sorted(paired)[:limit]]
        found = one_of_each(gather_each(product.store, queries, CutoffRule()), product)
        if len(found):
            return Completion(results_of(found.take(slice(limit))), "category")
    [near] = gather_each(product.store, [(subquery, Filters())], CutoffRule())
    return Completion(results_of(of_other_categories(near, product).take(slice(limit))), "style")


def published_with(product: Product) -> tuple[Look, ...]:
    """Return the published looks that show the product, in the merchant's order."""
    with_product = Hotspot.objects.filter(sku=product.sku).values("look")
    return tuple(merchant_looks.published(product.store).filter(pk__in=with_product))


def together(shown_on: Sequence[Look], product: Product) -> tuple[merchant_looks.Spot, ...]:
    """Return the other products of these looks, each once."""
    spots = [spot for spots in merchant_looks.spots_of(shown_on).values() for spot in spots]
    return tuple({spot.product.pk: spot for spot in spots if spot.product != product}.values())


def paired_categories(product: Product) -> set[str]:
    """Return the other categories that published looks show together with the product's own."""
    shown = Hotspot.objects.filter(
        look__store=product.store, look__published=True, product__visible=True
    )
    with_mine = shown.filter(product__category=product.category).values("look")
    paths = shown.filter(look__in=with_mine).values_list("product__category", flat=True)
    return set(paths) - {product.category, ""}


def one_of_each(sets: Sequence[Candidates], product: Product) -> Candidates:
    """Return the best candidate of each set, the highest score first."""
    best = [found.take(np.flatnonzero(found.products != product.pk)[:1]) for found in sets]
    found = concatenate(best)
    return found.take(np.argsort(-found.scores, kind="stable"))


def of_other_categories(near: Candidates, product: Product) -> Candidates:
    """Return the nearest candidate of each category that is not the product's own."""
    first: dict[str, int] = {}
    for row, paths in enumerate(near.take(slice(LOOKED_AT)).column("category")):
        path = str(paths[-1]) if isinstance(paths, list) and paths else ""
        if path and not related(path, product.category):
            first.setdefault(path, row)
    return near.take(np.array(list(first.values()), np.intp))


def related(one: str, other: str) -> bool:
    """Return whether one category is the other or lies in it."""
    return f"{one}{CATEGORY_SEPARATOR}".startswith(f"{other}{CATEGORY_SEPARATOR}") or (
        f"{other}{CATEGORY_SEPARATOR}".startswith(f"{one}{CATEGORY_SEPARATOR}")
    )
