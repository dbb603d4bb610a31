"""What goes with a product: from the merchant's looks, else from categories that they pair."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from catalog_search import conf
from catalog_search.indexing import calibration
from catalog_search.models import CATEGORY_SEPARATOR, Hotspot, Look, Photo, Product
from catalog_search.retrieval.candidates import Candidate, Leg, gather_each
from catalog_search.retrieval.filters import Filters
from catalog_search.search import looks as curated_looks
from catalog_search.search.results import Result, results

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

    items: tuple[curated_looks.Spot, ...] | tuple[Result, ...]
    reason: Reason
    looks: tuple[Look, ...] = ()
    """The looks that show the product."""


def complete(product: Product, limit: int = LIMIT) -> Completion:
    """Return what goes with the product, by the best of the three ways that finds anything.

    Raises IndexUnavailable, and only where no look shows the product.
    """
    mine = [
        look
        for look in curated_looks.published(product.store)
        if look.hotspots.filter(sku=product.sku).exists()
    ]
    if items := together(mine, product)[:limit]:
        return Completion(items, "look", tuple(mine))
    photo = product.photos.filter(state=Photo.State.LIVE).first()
    point = photo and conf.get_index().fetch([photo.point_id]).get(photo.point_id)
    if not point:
        return Completion((), "style", tuple(mine))
    spread = calibration.of_store(product.store, conf.get_encoder().model_id).photo_photo
    leg = Leg(point.photo, "photo", spread)
    if paired := paired_categories(product):
        asked = [(leg, Filters(category=(path,))) for path in sorted(paired)[:limit]]
        if found := one_of_each(gather_each(product.store, asked), product):
            return Completion(results(found[:limit]), "category")
    [near] = gather_each(product.store, [(leg, Filters())])
    return Completion(results(of_other_categories(near, product)[:limit]), "style")


def together(looks: Iterable[Look], product: Product) -> tuple[curated_looks.Spot, ...]:
    """Return the other products of these looks, each once."""
    spots = (spot for look in looks for spot in curated_looks.spots(look))
    return tuple({spot.product.pk: spot for spot in spots if spot.product != product}.values())


def paired_categories(product: Product) -> set[str]:
    """Return the other categories that published looks show together with the product's own."""
    shown = Hotspot.objects.filter(
        look__store=product.store, look__published=True, product__visible=True
    )
    with_mine = shown.filter(product__category=product.category).values("look")
    paths = shown.filter(look__in=with_mine).values_list("product__category", flat=True)
    return set(paths) - {product.category, ""}


def one_of_each(sets: Iterable[Collection[Candidate]], product: Product) -> list[Candidate]:
    """Return the best candidate of each set, the highest score first."""
    best = [next((c for c in found if c.product != product.pk), None) for found in sets]
    return sorted((one for one in best if one), key=lambda one: -one.score)


def of_other_categories(near: Collection[Candidate], product: Product) -> list[Candidate]:
    """Return the nearest candidate of each category that is not the product's own."""
    first: dict[str, Candidate] = {}
    for candidate in list(near)[:LOOKED_AT]:
        paths = candidate.payload.get("category")
        path = str(paths[-1]) if isinstance(paths, list) and paths else ""
        if path and not related(path, product.category):
            first.setdefault(path, candidate)
    return list(first.values())


def related(one: str, other: str) -> bool:
    """Return whether one category is the other or lies in it."""
    return f"{one}{CATEGORY_SEPARATOR}".startswith(f"{other}{CATEGORY_SEPARATOR}") or (
        f"{other}{CATEGORY_SEPARATOR}".startswith(f"{one}{CATEGORY_SEPARATOR}")
    )
