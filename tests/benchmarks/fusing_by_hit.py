"""The reference that fusing.py compares with: candidates hit by hit, in plain Python.

So the search worked until its candidates became columns: one object a hit with its whole payload,
a dictionary of scores a photo, the search without filters fused twice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog_search.indexing.calibration import Baseline
from catalog_search.retrieval.facets import Facet, FacetValue
from catalog_search.types import Payload

FLOOR, SHARE, BINS, MAX_VALUES = 1.0, 0.5, 20, 30
CHOSEN = {"brand": ("brand 1", "brand 2", "brand 3"), "color": ("color 1", "color 2")}


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    score: float
    payload: Payload


@dataclass(frozen=True, slots=True)
class Subquery:
    using: str
    baseline: Baseline
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    product: int
    photo: int
    score: float
    payload: Payload


class Fused(NamedTuple):
    score: float
    likeness: float
    payload: Payload


Answers = Sequence[Sequence[Hit]]


def page(
    subqueries: Sequence[Subquery], answers: Mapping[str, Answers], names: Sequence[str]
) -> tuple[list[int], list[Facet], list[int]]:
    """Return the keys of the products, best first, the facets and the prices' histogram.

    `answers` holds the hits of each subquery: under "base" without filters, under ""
    with all of them,
    and under a facet's name without that facet's own.
    """
    missing = [
        subquery.baseline.z_score(hits[-1].score)
        for subquery, hits in zip(subqueries, answers["base"], strict=True)
    ]
    cutoff = judge(subqueries, answers["base"], missing)
    sets = {
        name: by_product(fuse(subqueries, one, missing), cutoff) for name, one in answers.items()
    }
    found = sets[""]
    price_span(found)
    return [one.product for one in found], facets(sets, names), histogram(found)


def fuse(
    subqueries: Sequence[Subquery], answers: Answers, missing: Sequence[float]
) -> dict[str, Fused]:
    payloads = {hit.id: hit.payload for hits in answers for hit in hits}
    scores = {point: list(missing) for point in payloads}
    for number, (subquery, hits) in enumerate(zip(subqueries, answers, strict=True)):
        for hit in hits:
            scores[hit.id][number] = subquery.baseline.z_score(hit.score)
    every = [subquery.weight for subquery in subqueries]
    vectors = [subquery.weight * (subquery.using != "words") for subquery in subqueries]
    photo = [float(subquery.using == "photo") for subquery in subqueries]
    return {
        point: fused(own, every, vectors, photo, payloads[point]) for point, own in scores.items()
    }


def fused(
    own: Sequence[float],
    every: Sequence[float],
    vectors: Sequence[float],
    photo: Sequence[float],
    payload: Payload,
) -> Fused:
    mean(own, photo)
    return Fused(mean(own, every), mean(own, vectors), payload)


def mean(scores: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(weights)
    return sum(s * w for s, w in zip(scores, weights, strict=True)) / total if total else 0.0


def judge(
    subqueries: Sequence[Subquery], answers: Answers, missing: Sequence[float]
) -> tuple[float, float]:
    found = fuse(subqueries, answers, missing).values()
    scores = ranked([(one.payload, one.score) for one in found])
    likenesses = ranked([(one.payload, one.likeness) for one in found])
    return max(FLOOR, SHARE * scores[0]), max(FLOOR, SHARE * likenesses[0])


def ranked(scores: Sequence[tuple[Payload, float]]) -> list[float]:
    best: dict[object, float] = {}
    for payload, score in scores:
        product = payload["product"]
        best[product] = max(score, best.get(product, score))
    return sorted(best.values(), reverse=True)


def by_product(photos: Mapping[str, Fused], cutoff: tuple[float, float]) -> list[Candidate]:
    best: dict[int, Candidate] = {}
    for one in photos.values():
        if one.score < cutoff[0] and one.likeness < cutoff[1]:
            continue
        product, photo = int(str(one.payload["product"])), int(str(one.payload["photo"]))
        known = best.get(product)
        if known is None or (one.score, -photo) > (known.score, -known.photo):
            best[product] = Candidate(product, photo, one.score, one.payload)
    return sorted(best.values(), key=lambda one: (-one.score, one.product))


def facets(sets: Mapping[str, Sequence[Candidate]], names: Sequence[str]) -> list[Facet]:
    found = sets[""]
    built = [facet(name, sets.get(name, found), CHOSEN.get(name, ())) for name in names]
    count = sum(bool(one.payload.get("in_stock")) for one in found)
    return [*built, Facet("in_stock", "Availability", (FacetValue("1", "In stock", count, False),))]


def facet(name: str, candidates: Sequence[Candidate], selected: Sequence[str]) -> Facet:
    counts = Counter(value for one in candidates for value in set(values_of(one, name)))
    for value in selected:
        counts.setdefault(value, 0)
    ranked = sorted(counts, key=lambda value: (value not in selected, -counts[value], value))
    kept = ranked[:MAX_VALUES]
    if name == "category":
        kept = sorted(kept, key=lambda path: path.split(" > "))
    values = (
        FacetValue(
            value,
            value.rsplit(" > ", 1)[-1] if name == "category" else value,
            counts[value],
            value in selected,
            value.count(" > ") if name == "category" else 0,
        )
        for value in kept
    )
    return Facet(name, name.replace("_", " ").capitalize(), tuple(values))


def values_of(candidate: Candidate, name: str) -> list[str]:
    value = candidate.payload.get(name)
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return [str(value)] if value not in (None, "") else []


def price_span(candidates: Sequence[Candidate]) -> tuple[float, float]:
    prices = [
        float(price) for one in candidates if isinstance(price := one.payload["price"], float)
    ]
    return min(prices), max(prices)


def histogram(candidates: Sequence[Candidate]) -> list[int]:
    low, high = price_span(candidates)
    counts = Counter(
        min(BINS - 1, int((float(price) - low) / (high - low) * BINS))
        for one in candidates
        if isinstance(price := one.payload["price"], float)
    )
    return [counts[number] for number in range(BINS)]
