"""Why a product is found, or not found, for given words."""

from dataclasses import dataclass

import numpy as np

from catalog_search import conf
from catalog_search.indexing import documents
from catalog_search.models import Photo, Product
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.relevance import Reason
from catalog_search.retrieval.subqueries import Subquery, text_judge, text_plan
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from catalog_search.search.words.text import find
from catalog_search.text.vectors import text_vectors
from catalog_search.types import Condition, Exclude, Point, Range, SparseVector, satisfies


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a search by some words finds a product, and why."""

    words: str
    """The part of the words that was searched for."""
    corrected: str
    """The corrected words; "" if they had no typos."""
    place: int | None
    """The product's place in the answer, from 1; None if it is not in it."""
    of: int
    """Products in the answer."""
    score: float | None
    """As the answer is ordered by, in deviations above chance; None where it is not in it."""
    last: float | None
    """The least score in the answer."""
    scores: tuple[tuple[str, float], ...]
    """By "photo", "title" and "words": the best of its photos, in deviations above chance."""
    reasons: tuple[Reason, ...]
    excluded_by: tuple[tuple[str, str], ...]
    """Conditions of the words that the product does not meet: field and value."""
    found_without: bool
    """Whether it is in the answer without these conditions."""
    is_hidden: bool
    photos: dict[str, int]
    """Its photos by state; "not indexed" counts those that are live and have no point yet."""
    degraded: str
    """A message if the search was made without the model or the index."""


def explain(product: Product, words: str) -> Explanation:
    """Return whether a search of its store by these words finds the product, and why.

    Raises InvalidQuery if they are too long, EncoderUnavailable, IndexUnavailable.
    """
    store = product.store
    parsed = parse_query(store, TextQuery(words))
    outcome = find(store, parsed, parsed.filters)
    candidates = outcome.sets.candidates
    rows = np.flatnonzero(candidates.products == product.pk).tolist()
    excluded = excluding(product, parsed.filters)
    return Explanation(
        words=parsed.words,
        corrected=parsed.corrected,
        place=rows[0] + 1 if rows else None,
        of=len(candidates),
        score=float(candidates.scores[rows[0]]) if rows else None,
        last=float(candidates.scores[-1]) if len(candidates) else None,
        scores=tuple(scores_of(product, parsed).items()),
        reasons=reasons_of(product, parsed) if rows else (),
        excluded_by=tuple(map(described, excluded)),
        found_without=bool(excluded) and is_found(product, parsed),
        is_hidden=not product.visible,
        photos=photos_of(product),
        degraded=outcome.degraded,
    )


def is_found(product: Product, parsed: ParsedQuery) -> bool:
    candidates = find(product.store, parsed, Filters()).sets.candidates
    return product.pk in candidates.products


def excluding(product: Product, filters: Filters) -> list[Condition]:
    """Return the conditions that the product does not meet, besides its visibility."""
    payload = documents.payload(product)
    return [
        condition
        for condition in filters.where(product.store)
        if condition.field not in ("store", "visible") and not satisfies(payload, (condition,))
    ]


def described(condition: Condition) -> tuple[str, str]:
    if isinstance(condition, Range):
        low = "" if condition.low is None else f"{condition.low:g}"
        high = "" if condition.high is None else f"{condition.high:g}"
        return condition.field, f"{low} – {high}"  # noqa: RUF001
    values = ", ".join(map(str, condition.values))
    return condition.field, f"≠ {values}" if isinstance(condition, Exclude) else values


def scores_of(product: Product, parsed: ParsedQuery) -> dict[str, float]:
    """Return the product's best score by each vector; {} without words or points."""
    points = points_of(product)
    if not points or not parsed.words:
        return {}
    vector = text_vectors([parsed.words])[0]
    plan = text_plan(product.store, vector, parsed.terms)
    return {each.using: max(score(each, point) for point in points) for each in plan.subqueries}


def score(subquery: Subquery, point: Point) -> float:
    if isinstance(subquery.vector, SparseVector):
        own = dict(zip(point.words.ids, point.words.weights, strict=True))
        pairs = zip(subquery.vector.ids, subquery.vector.weights, strict=True)
        return subquery.baseline.z_score(sum(weight * own.get(key, 0.0) for key, weight in pairs))
    compared = point.photo if subquery.using == "photo" else point.title
    return subquery.baseline.z_score(float(subquery.vector @ compared))


def points_of(product: Product) -> list[Point]:
    photos = product.photos.filter(state=Photo.State.LIVE).exclude(indexed_etag="")
    return list(conf.get_index().fetch([photo.point_id for photo in photos]).values())


def reasons_of(product: Product, parsed: ParsedQuery) -> tuple[Reason, ...]:
    photo = dict(scores_of(product, parsed)).get("photo", 0.0)
    return text_judge(product.store, parsed.terms).reasons(product, photo)


def photos_of(product: Product) -> dict[str, int]:
    states: dict[str, int] = {}
    for photo in product.photos.all():
        indexed = photo.state != Photo.State.LIVE or photo.indexed_etag
        name = photo.state if indexed else "not indexed"
        states[name] = states.get(name, 0) + 1
    return states
