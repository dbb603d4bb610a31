"""Query plans: the subqueries of each kind of search, their weights, cutoff and judge."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from catalog_search import conf
from catalog_search.exceptions import EncoderUnavailable
from catalog_search.indexing.baselines import calibration
from catalog_search.indexing.baselines.calibration import (
    PHOTO_WEIGHT,
    PHOTO_WORDS_WEIGHT,
    SIMILAR_PHOTO_WEIGHT,
    TITLE_WEIGHT,
    WORDS_WEIGHT,
    Baseline,
    Calibration,
)
from catalog_search.models import Product, Store
from catalog_search.retrieval.leads import Leads
from catalog_search.retrieval.relevance import CutoffRule, Judge
from catalog_search.text import analysis
from catalog_search.text.query.terms import QueryTerms
from catalog_search.text.store.store_words import StoreWords
from catalog_search.types import SparseVector, Vector, VectorName, Vectors

MIN_PRODUCTS = 12
"""Products that a search by photo shows, however far below the best, if they reach the floor."""
SIMILAR_CUTOFF = CutoffRule(min_products=MIN_PRODUCTS)
LAST = 0.22
"""Of the best score: what is further behind it is more often wrong than right. Chosen with
python -m tests.quality on the train halves of all shops."""
DESCRIPTION_CUTOFF = CutoffRule(floor=0.3, share=0.3, min_products=MIN_PRODUCTS)
"""Words that describe a purpose come less near to anything than the name of a kind."""
GOODS_WEIGHT = 0.3
"""The weight of titles against names of goods for a purpose, beside the words' own subqueries.
Chosen with python -m tests.quality on the train halves of all shops."""
FILTERED_WORDS_WEIGHT = 0.5
"""The weight of words beside a photo where filters hold part of what they ask for."""
PHOTO_WORDS_CUTOFF = CutoffRule(floor=0.5, share=0.0)
"""Lower than elsewhere: a mean over several subqueries deviates less than each of them, and a
product that matches both photo and words scores only moderately in each."""


@dataclass(frozen=True, slots=True, eq=False)
class Subquery:
    """A search for photos by one vector, or several of one photo, and the weight of its scores."""

    vector: Vector | SparseVector
    using: VectorName
    """The vector of the points that `vector` is compared with."""
    baseline: Baseline
    weight: float = 1.0
    others: tuple[Vector, ...] = ()
    """Further vectors, of parts of the same photo: each point scores by the nearest of all."""


@dataclass(frozen=True, slots=True, eq=False)
class QueryPlan:
    """The subqueries of a search and its rules for candidates, without its filters."""

    subqueries: tuple[Subquery, ...]
    cutoff: CutoffRule = field(default_factory=CutoffRule)
    leads: Leads = field(default_factory=Leads)
    exclude_photos: frozenset[int] = frozenset()
    exclude: frozenset[int] = frozenset()
    """Products to leave out before the cutoff is computed, so that a self-match cannot raise it."""
    limit: int = field(default_factory=lambda: conf.settings().candidates)
    """Hits of each subquery."""


def calibration_of(store: Store) -> Calibration:
    """Return the store's calibration for the model in use; the defaults if it cannot be loaded.

    Then no vector is compared, and products are looked up by their words alone.
    """
    try:
        return calibration.of_store(store, conf.get_encoder().model_id)
    except EncoderUnavailable:
        return Calibration()


def is_measured(store: Store) -> bool:
    """Return whether the store has a calibration. Scores of one that is too small say nothing."""
    return calibration_of(store).text_title != Baseline()


def text_plan(
    store: Store, vector: Vector, terms: QueryTerms, leads: Leads | None = None
) -> QueryPlan:
    """Return the plan for a text: its vector against photos and titles, its terms by BM25.

    `leads` are what else its words say, without what the terms do.
    """
    baselines = calibration_of(store)
    subqueries = [
        Subquery(vector, "photo", baselines.text_photo, PHOTO_WEIGHT),
        Subquery(vector, "title", baselines.text_title, TITLE_WEIGHT),
    ]
    if terms.terms:
        subqueries.append(Subquery(terms.sparse(), "words", baselines.words, WORDS_WEIGHT))
    leads = leads or Leads()
    if leads.goods_vectors is not None:
        first, *further = leads.goods_vectors
        subqueries.append(
            Subquery(first, "title", baselines.text_title, GOODS_WEIGHT, tuple(further))
        )
    cutoff = replace(CutoffRule() if leads.is_kind else DESCRIPTION_CUTOFF, last=LAST)
    if not is_measured(store):
        leads = replace(leads, kind=None)
    if terms.may_be_complete():
        saying = terms.complete if len(terms.terms) > 1 else None
        leads = replace(leads, complete=terms.complete, saying=saying, stated=terms.stated)
    return QueryPlan(tuple(subqueries), cutoff, leads)


def photo_plan(
    store: Store, photo: Vector | Vectors, exclude: frozenset[int] = frozenset()
) -> QueryPlan:
    """Return the plan for a photo, without the products in `exclude`."""
    subquery = photo_subquery(store, photo)
    return QueryPlan((subquery,), photo_cutoff(store), exclude=exclude)


def photo_subquery(store: Store, photo: Vector | Vectors, weight: float = 1.0) -> Subquery:
    """Return the subquery for a photo's vector [d], or those of its parts [k, d]."""
    first, *others = np.atleast_2d(photo)
    return Subquery(first, "photo", calibration_of(store).photo_photo, weight, tuple(others))


def title_words_subquery(words: StoreWords, product: Product) -> Subquery:
    """Return the subquery by title_words(), whose scores are sums of IDFs."""
    return Subquery(title_words(words, product), "words", Baseline())


def title_words(words: StoreWords, product: Product) -> SparseVector:
    """Return the words of the title that do not name the category, with their BM25 IDFs."""
    terms = {*analysis.terms_of(product.title)} - {*analysis.terms_of(product.category)}
    idfs = {analysis.term_id(term): words.idf(len(words.rows_with(term))) for term in terms}
    ids = tuple(sorted(idfs))
    return SparseVector(ids, tuple(idfs[key] for key in ids))


def photo_cutoff(store: Store) -> CutoffRule:
    """Return the photo-search cutoff. An exact match must not raise it above similar products."""
    strong = calibration_of(store).strong_photo
    return CutoffRule(max_best=strong, min_products=MIN_PRODUCTS)


def photo_words_plan(
    store: Store, photo: Vector | Vectors, words: Vector, *, filtered: bool = False
) -> QueryPlan:
    """Return the plan for a photo's vectors and the vector of words such as "but in blue".

    It fuses scores instead of adding vectors; python -m tests.benchmarks.photo_words compares both.
    `filtered` says whether filters hold part of what the words ask for: they weigh less then.
    """
    baselines = calibration_of(store)
    weight = FILTERED_WORDS_WEIGHT if filtered else PHOTO_WORDS_WEIGHT
    half = weight / 2
    subqueries = (
        photo_subquery(store, photo, 1 - weight),
        Subquery(words, "photo", baselines.text_photo, half),
        Subquery(words, "title", baselines.text_title, half),
    )
    return QueryPlan(subqueries, PHOTO_WORDS_CUTOFF)


def similar_plan(
    store: Store, photo: Vector, title: Vector, exclude: Sequence[int] = ()
) -> QueryPlan:
    """Return the plan for products with photos and titles near these vectors."""
    baselines = calibration_of(store)
    subqueries = (
        Subquery(photo, "photo", baselines.photo_photo, SIMILAR_PHOTO_WEIGHT),
        Subquery(title, "title", baselines.text_title, 1 - SIMILAR_PHOTO_WEIGHT),
    )
    return QueryPlan(subqueries, SIMILAR_CUTOFF, exclude=frozenset(exclude))


def text_judge(store: Store, terms: QueryTerms) -> Judge:
    strong = calibration_of(store).strong_text
    return Judge(strong, terms.complete, terms)


def photo_judge(store: Store) -> Judge:
    return Judge(calibration_of(store).strong_photo)


def photo_words_judge(store: Store) -> Judge:
    return Judge(calibration_of(store).strong_photo_words)


def similar_judge(store: Store) -> Judge:
    return Judge(calibration_of(store).strong_similar)
