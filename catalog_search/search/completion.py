"""Products that complete a product: from the merchant's looks, paired categories, or by style."""

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

CompletionReason = Literal["look", "category", "style"]
LIMIT = 6
MAX_HITS = 400
"""Nearest photos, whose products are compared."""
MAX_COMPARED = 200
"""Most similar candidates in which products of other categories are searched."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Products that complete a product, and the reason why they do.

    "look": a published look shows them together with it. "category": a published look shows their
    category together with its category. "style": they are of other categories and look similar.
    """

    items: tuple[merchant_looks.Spot, ...] | tuple[Result, ...]
    reason: CompletionReason
    looks: tuple[Look, ...] = ()
    """The published looks that show the product."""


def complete(product: Product, limit: int = LIMIT) -> Completion:
    """Return products that complete the product, for the first reason that has any.

    Raises IndexUnavailable, but not if a look shows the product together with others.
    """
    looks = looks_with(product)
    if items := other_spots(looks, product)[:limit]:
        return Completion(items, "look", looks)
    photo = product.photos.filter(state=Photo.State.LIVE).first()
    point = photo and conf.get_index().fetch([photo.point_id]).get(photo.point_id)
    if not point:
        return Completion((), "style", looks)
    subquery = photo_subquery(product.store, point.photo)
    if paired := paired_categories(product):
        queries = [(subquery, Filters(category=(path,))) for path in sorted(paired)[:limit]]
        candidates = best_of_each(
            gather_each(product.store, queries, CutoffRule(), MAX_HITS), product
        )
        if len(candidates):
            return Completion(results_of(product.store, candidates.take(slice(limit))), "category")
    [similar] = gather_each(product.store, [(subquery, Filters())], CutoffRule(), MAX_HITS)
    candidates = of_other_categories(similar, product)
    return Completion(results_of(product.store, candidates.take(slice(limit))), "style")


def looks_with(product: Product) -> tuple[Look, ...]:
    """Return the published looks that show the product, in the merchant's order."""
    with_product = Hotspot.objects.filter(sku=product.sku).values("look")
    return tuple(merchant_looks.published(product.store).filter(pk__in=with_product))


def other_spots(looks: Sequence[Look], product: Product) -> tuple[merchant_looks.Spot, ...]:
    """Return the spots of other products on these looks, one for each product."""
    spots = [spot for spots in merchant_looks.spots_of(looks).values() for spot in spots]
    return tuple({spot.product.pk: spot for spot in spots if spot.product != product}.values())


def paired_categories(product: Product) -> set[str]:
    """Return the other categories that published looks show together with the product's."""
    hotspots = Hotspot.objects.filter(
        look__store=product.store, look__published=True, product__visible=True
    )
    looks = hotspots.filter(product__category=product.category).values("look")
    paths = hotspots.filter(look__in=looks).values_list("product__category", flat=True)
    return set(paths) - {product.category, ""}


def best_of_each(sets: Sequence[Candidates], product: Product) -> Candidates:
    """Return the best candidate of each set but the product itself, the highest score first."""
    best = concatenate(
        [each.take(np.flatnonzero(each.products != product.pk)[:1]) for each in sets]
    )
    return best.take(np.argsort(-best.scores, kind="stable"))


def of_other_categories(candidates: Candidates, product: Product) -> Candidates:
    """Return the first candidate of each category that is unrelated to the product's category."""
    firsts: dict[str, int] = {}
    for row, paths in enumerate(candidates.take(slice(MAX_COMPARED)).cells("category")):
        path = paths[-1] if paths else ""
        if path and not related(path, product.category):
            firsts.setdefault(path, row)
    return candidates.take(np.array(list(firsts.values()), np.intp))


def related(path: str, other: str) -> bool:
    """Return whether the categories are equal or one contains the other."""
    path, other = f"{path}{CATEGORY_SEPARATOR}", f"{other}{CATEGORY_SEPARATOR}"
    return path.startswith(other) or other.startswith(path)
