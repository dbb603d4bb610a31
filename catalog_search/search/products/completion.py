"""Products that complete a product: from the merchant's looks, paired categories, or by style."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from django.db.models import F

from catalog_search import conf
from catalog_search.catalogue.complements import leaf, related
from catalog_search.catalogue.rows import declared_facets
from catalog_search.models import CATEGORY_SEPARATOR, Complement, Look, Photo, Product
from catalog_search.retrieval.candidates import gather_each
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates, concatenate
from catalog_search.retrieval.relevance import CutoffRule
from catalog_search.retrieval.subqueries import photo_subquery, title_words_subquery
from catalog_search.search.results import Result, results_of
from catalog_search.search.scenes import looks as merchant_looks
from catalog_search.text.store import words_cache
from catalog_search.types import Vector

CompletionReason = Literal["look", "category", "style"]
LIMIT = 6
PER_CATEGORY = 12
"""Nearest photos of each category, and photos with the rarest words of the title in common."""
PHOTO = 0.5
"""Weight of a deviation by photo, beside the weights of categories."""
WORDS = 1 / 3
"""Weight of a title's words in common, each as heavy as it is rare: what belongs together is often
called alike, by collection, material or wearer."""
FACET = 1.0
"""Taken off for each of FACETS that both products state, without a value in common: what is for
women completes nothing that is for men."""
ANY_SCORE = CutoffRule(floor=-np.inf, share=0.0, min_products=PER_CATEGORY)
"""Things of another kind look no more alike than by chance, so no cutoff applies."""
MAX_HITS = 400
"""Nearest photos, whose products are compared where nothing is known of the categories."""
MAX_COMPARED = 200
"""Most similar candidates in which products of other categories are searched."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Products that complete a product, and the reason why they do.

    "look": a published look shows them together with it. "category": a look or a basket has their
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
    complements = complements_of(product)
    weights = {path: weight for path, weight, _ in complements}
    candidates = matching(product, point.photo, weights).take(slice(limit))
    reason: CompletionReason = "category" if any(row[2] for row in complements) else "style"
    return Completion(results_of(product.store, candidates), reason, looks)


def looks_with(product: Product) -> tuple[Look, ...]:
    """Return the published looks that show the product, in the merchant's order."""
    looks = merchant_looks.published(product.store).filter(
        hotspots__sku=product.sku, hotspots__draft=False
    )
    # MariaDB finds SKUs in any case.
    of_any_case = looks.annotate(sku=F("hotspots__sku"))
    return tuple({look.pk: look for look in of_any_case if look.sku == product.sku}.values())


def other_spots(looks: Sequence[Look], product: Product) -> tuple[merchant_looks.Spot, ...]:
    """Return the spots of other products on these looks, one for each product."""
    spots = [spot for spots in merchant_looks.spots_of(looks).values() for spot in spots]
    return tuple({spot.product.pk: spot for spot in spots if spot.product != product}.values())


def complements_of(product: Product) -> list[tuple[str, float, bool]]:
    """Return the paths that complete the product's category, with their weights, heaviest first.

    The third value is whether looks or baskets have products of both categories.
    """
    of_category = Complement.objects.filter(
        category__store=product.store, category__path=product.category
    )
    return list(of_category.values_list("other__path", "weight", "together"))


def matching(product: Product, vector: Vector, weights: Mapping[str, float]) -> Candidates:
    """Return one product of each of these categories, and of others whose titles share words.

    Without weights, return the most similar product of each unrelated category.
    """
    photo = photo_subquery(product.store, vector)
    if not weights:
        [similar] = gather_each(product.store, [(photo, Filters())], CutoffRule(), MAX_HITS)
        return of_other_categories(similar, product)
    queries = [(photo, Filters(category=(path,))) for path in weights]
    words = words_cache.of_store(product.store)
    queries.append((title_words_subquery(words, product), Filters()))
    *by_photo, by_words = gather_each(product.store, queries, ANY_SCORE, PER_CATEGORY)
    return one_of_each(product, concatenate(by_photo), by_words, weights)


def one_of_each(
    product: Product, by_photo: Candidates, by_words: Candidates, weights: Mapping[str, float]
) -> Candidates:
    """Return the best candidate of each category, best first.

    A score is the weight of its category, PHOTO times that by photo and WORDS times that by words,
    without FACET for each that differs.
    """
    photo = dict(zip(by_photo.products.tolist(), by_photo.scores.tolist(), strict=True))
    words = dict(zip(by_words.products.tolist(), by_words.scores.tolist(), strict=True))
    candidates, best = concatenate([by_photo, by_words]), dict[str, tuple[float, int]]()
    differing = differing_facets(product, candidates)
    for row, (key, paths) in enumerate(
        zip(candidates.products.tolist(), candidates.cells("category"), strict=True)
    ):
        path = paths[-1] if paths else ""
        if key != product.pk and completes(path, product.category, weights):
            score = PHOTO * photo.get(key, 0.0) + WORDS * words.get(key, 0.0)
            known_weights = [weights[each] for each in paths if each in weights]
            score += max(known_weights, default=min(weights.values())) - FACET * differing[row]
            best[path] = max(best.get(path, (-np.inf, 0)), (score, -row))
    rows = [-row for _, row in sorted(best.values(), reverse=True)]
    return candidates.take(np.array(rows, np.intp))


def differing_facets(product: Product, candidates: Candidates) -> list[int]:
    """Return of each candidate in how many of FACETS it states other values than the product."""
    counts = [0] * len(candidates)
    for name, values in declared_facets(product.attributes).items():
        for row, candidate_values in enumerate(candidates.cells(name)):
            counts[row] += bool(candidate_values) and not set(candidate_values) & set(values)
    return counts


def completes(path: str, category: str, weights: Mapping[str, float]) -> bool:
    """Return whether products of the path may complete one of the category.

    Outside of the known complements, the path must be of another kind, in a branch of theirs.
    """
    if any(path == each or path.startswith(f"{each}{CATEGORY_SEPARATOR}") for each in weights):
        return not related(path, category)
    branches = {each.partition(CATEGORY_SEPARATOR)[0] for each in (category, *weights)}
    is_flat = CATEGORY_SEPARATOR not in path
    near = is_flat or path.partition(CATEGORY_SEPARATOR)[0] in branches
    return bool(path) and near and not related(path, category) and leaf(path) != leaf(category)


def of_other_categories(candidates: Candidates, product: Product) -> Candidates:
    """Return the first candidate of each category that is unrelated to the product's category."""
    firsts: dict[str, int] = {}
    for row, paths in enumerate(candidates.take(slice(MAX_COMPARED)).cells("category")):
        path = paths[-1] if paths else ""
        if path and not related(path, product.category):
            firsts.setdefault(path, row)
    return candidates.take(np.array(list(firsts.values()), np.intp))
