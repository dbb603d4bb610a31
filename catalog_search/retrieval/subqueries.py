"""Query plans: which vectors a search compares with which, and how much each comparison counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog_search import conf
from catalog_search.indexing import calibration
from catalog_search.indexing.calibration import (
    PHOTO_WEIGHT,
    PHOTO_WORDS_WEIGHT,
    SIMILAR_PHOTO_WEIGHT,
    TITLE_WEIGHT,
    WORDS_WEIGHT,
    Baseline,
    Calibration,
)
from catalog_search.models import Store
from catalog_search.retrieval.relevance import CutoffRule, Judge, no_products
from catalog_search.text.terms import QueryTerms
from catalog_search.types import Keys, SparseVector, Vector, VectorName

SHELF = 12
"""A search by photo shows at least so many products, if they stand out from chance."""
ANY_ABOVE_CHANCE = CutoffRule(min_products=SHELF)
PHOTO_WORDS_CUTOFF = CutoffRule(floor=0.5, share=0.0)
"""Lower than elsewhere: the mean of several subqueries spreads less than one of them does, and what
fits both photo and words stands out moderately in each."""


@dataclass(frozen=True, slots=True, eq=False)
class Subquery:
    """One way to find photos: a vector, what it is compared with, how much the score counts."""

    vector: Vector | SparseVector
    using: VectorName
    baseline: Baseline
    weight: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class QueryPlan:
    """All that a search asks the index for, but its filters."""

    subqueries: tuple[Subquery, ...]
    cutoff: CutoffRule = field(default_factory=CutoffRule)
    always_include: Keys = field(default_factory=no_products)
    """Products that the cutoff does not drop: they match every word."""
    exclude_photos: frozenset[int] = frozenset()
    exclude: frozenset[int] = frozenset()
    """Products left out before the cutoff is computed, so that a self-match cannot raise it."""


def calibration_of(store: Store) -> Calibration:
    """Return the store's calibration for the model in use."""
    return calibration.of_store(store, conf.get_encoder().model_id)


def text_plan(store: Store, vector: Vector, terms: QueryTerms) -> QueryPlan:
    """Return the plan for words: their vector against photos and titles, the words by BM25."""
    measured = calibration_of(store)
    subqueries = [
        Subquery(vector, "photo", measured.text_photo, PHOTO_WEIGHT),
        Subquery(vector, "title", measured.text_title, TITLE_WEIGHT),
    ]
    if terms.terms:
        subqueries.append(Subquery(terms.sparse(), "words", measured.words, WORDS_WEIGHT))
    return QueryPlan(tuple(subqueries), always_include=terms.products_with_all_terms())


def photo_plan(store: Store, vector: Vector, exclude: frozenset[int] = frozenset()) -> QueryPlan:
    """Return the plan for a photo. An exact match does not hide similar products."""
    subquery = photo_subquery(store, vector)
    return QueryPlan((subquery,), photo_cutoff(store), exclude=exclude)


def photo_subquery(store: Store, vector: Vector) -> Subquery:
    return Subquery(vector, "photo", calibration_of(store).photo_photo)


def photo_cutoff(store: Store) -> CutoffRule:
    """Return the photo-search cutoff: an exact match must not push similar products below it."""
    strong = calibration_of(store).strong_photo
    return CutoffRule(max_best=strong, min_products=SHELF)


def photo_words_plan(store: Store, photo: Vector, words: Vector) -> QueryPlan:
    """Return the plan for "like this, but in blue": a photo's vector and that of the words.

    Scores are fused, not vectors added: python -m tests.benchmarks.photo_words compares both.
    """
    measured = calibration_of(store)
    half = PHOTO_WORDS_WEIGHT / 2
    subqueries = (
        Subquery(photo, "photo", measured.photo_photo, 1 - PHOTO_WORDS_WEIGHT),
        Subquery(words, "photo", measured.text_photo, half),
        Subquery(words, "title", measured.text_title, half),
    )
    return QueryPlan(subqueries, PHOTO_WORDS_CUTOFF)


def similar_plan(
    store: Store, photo: Vector, title: Vector, exclude: Sequence[int] = ()
) -> QueryPlan:
    """Return the plan for products like these vectors, in photos and titles."""
    measured = calibration_of(store)
    subqueries = (
        Subquery(photo, "photo", measured.photo_photo, SIMILAR_PHOTO_WEIGHT),
        Subquery(title, "title", measured.text_title, 1 - SIMILAR_PHOTO_WEIGHT),
    )
    return QueryPlan(subqueries, ANY_ABOVE_CHANCE, exclude=frozenset(exclude))


def text_judge(store: Store, terms: QueryTerms) -> Judge:
    strong = calibration_of(store).strong_text
    return Judge(strong, terms.products_with_all_terms(), terms)


def photo_judge(store: Store) -> Judge:
    return Judge(calibration_of(store).strong_photo)


def photo_words_judge(store: Store) -> Judge:
    return Judge(calibration_of(store).strong_photo_words)


def similar_judge(store: Store) -> Judge:
    return Judge(calibration_of(store).strong_similar)
