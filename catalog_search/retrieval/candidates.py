"""One candidate set per search: photos found by each leg, fused, grouped by product, cut off.

Hits, total and facet counts are all made from these candidates. Each active facet is asked for
once more without itself, in the same round trip, so that its other values can be counted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing.calibration import Baseline
from catalog_search.models import Photo, Product, Store
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.relevance import Bar, Cutoff
from catalog_search.types import Hit, Payload, SparseVector, Vector, VectorName, VectorQuery


@dataclass(frozen=True, slots=True)
class Leg:
    """One way to be found: a vector, what it is compared with, how much it counts."""

    vector: Vector | SparseVector
    using: VectorName
    spread: Baseline
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product found: its best photo's id, score in deviations above chance, and payload."""

    product: int
    photo: int
    score: float
    payload: Payload
    seen: float = 0.0
    """Score of the photo alone, without title and words."""


class Fused(NamedTuple):
    """A photo's score over all legs, over those of vectors, and on the photo leg alone."""

    score: float
    likeness: float
    seen: float
    payload: Payload

    def passes(self, cutoff: Cutoff) -> bool:
        return self.score >= cutoff.score or self.likeness >= cutoff.likeness


@dataclass(frozen=True, slots=True)
class CandidateSets:
    """The products that satisfy the filters, and for each open facet those without its own."""

    found: tuple[Candidate, ...]
    opened: Mapping[str, tuple[Candidate, ...]]

    def for_facet(self, name: str) -> tuple[Candidate, ...]:
        return self.opened.get(name, self.found)

    def led_by(self, first: "CandidateSets") -> "CandidateSets":
        """Return these candidates behind those of the same search that come first."""
        opened = {name: lead(first.opened[name], self.opened[name]) for name in self.opened}
        return CandidateSets(lead(first.found, self.found), opened)


def lead(first: Sequence[Candidate], others: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the first candidates, scored above the others, and the others that are not them."""
    top = others[0].score + 1 if others else 1.0
    leaders = {one.product: replace(one, score=max(one.score, top)) for one in first}
    return (*leaders.values(), *(one for one in others if one.product not in leaders))


def gather(
    store: Store,
    legs: Sequence[Leg],
    filters: Filters,
    *,
    besides: Product | None = None,
    besides_points: Collection[str] = (),
    kept: Collection[int] = (),
    bar: Bar | None = None,
) -> CandidateSets:
    """Return the candidates for the legs, best first. Raises IndexUnavailable.

    A product given as `besides` is no candidate, so that its own perfect score sets no bar; nor
    are single photos, given by the ids of their points. Products whose keys are among `kept` are
    not cut off, however little else speaks for them; others are below the bar.
    """
    opened = {"": filters, **openings(filters)}
    base = Filters()
    variants = [base, *opened.values()] if filters != base else [base]
    answers = answer(store, legs, variants)
    if not any(answers[0]):
        refuse_lost(store)
    if besides:
        answers = [[leave_out(hits, besides) for hits in one] for one in answers]
    if besides_points:
        answers = [
            [[hit for hit in hits if hit.id not in besides_points] for hits in one]
            for one in answers
        ]
    cutoff, missing = judge(legs, answers[0], bar or Bar())
    sets = [by_product(fuse(legs, one, missing), cutoff, kept) for one in answers]
    named = dict(zip(opened, sets[1:] if len(sets) > 1 else sets, strict=True))
    return CandidateSets(named.pop(""), named)


def refuse_lost(store: Store) -> None:
    """Raise IndexUnavailable where rows say that there are points: the index was lost.

    An empty page would be a lie then. The same holds while another model's collection is filled.
    """
    indexed = Photo.objects.filter(store=store, state=Photo.State.LIVE, product__visible=True)
    if indexed.exclude(indexed_etag="").exists():
        raise IndexUnavailable(
            "The index holds nothing of this store: run catalog_index --reconcile to refill it."
        )


def gather_each(
    store: Store, asked: Sequence[tuple[Leg, Filters]], bar: Bar | None = None
) -> list[tuple[Candidate, ...]]:
    """Return the candidates of each leg by itself, in one round trip for all of them."""
    limit = conf.get("CANDIDATES")
    queries = [
        VectorQuery(leg.vector, leg.using, limit, filters.where(store)) for leg, filters in asked
    ]
    found = []
    for (leg, _), hits in zip(asked, conf.get_index().search(queries), strict=True):
        cutoff, missing = judge([leg], [hits], bar or Bar())
        found.append(by_product(fuse([leg], [hits], missing), cutoff))
    return found


def openings(filters: Filters) -> dict[str, Filters]:
    """Return the filters with each active facet left open in turn."""
    opened = {name: filters.without(name) for name in filters.choices()}
    if filters.price_min is not None or filters.price_max is not None:
        opened["price"] = filters.without_price()
    return opened


def answer(store: Store, legs: Sequence[Leg], variants: Sequence[Filters]) -> list[list[list[Hit]]]:
    """Return the hits of every leg under every variant of the filters, in one round trip."""
    limit = conf.get("CANDIDATES")
    queries = [
        VectorQuery(leg.vector, leg.using, limit, filters.where(store))
        for filters in variants
        for leg in legs
    ]
    hits = conf.get_index().search(queries)
    return [hits[start : start + len(legs)] for start in range(0, len(hits), len(legs))]


def leave_out(hits: Sequence[Hit], product: Product) -> list[Hit]:
    return [hit for hit in hits if hit.payload["product"] != product.pk]


def judge(
    legs: Sequence[Leg], answers: Sequence[Sequence[Hit]], bar: Bar
) -> tuple[Cutoff, list[float]]:
    """Return the cutoff, and for each leg the score of a photo it did not list.

    Both come from the search without filters, so that no filter moves them: what a facet
    promises is what choosing it gives.
    """
    missing = [lowest(leg, hits) for leg, hits in zip(legs, answers, strict=True)]
    found = fuse(legs, answers, missing).values()
    scores = ranked((one.payload, one.score) for one in found)
    likenesses = ranked((one.payload, one.likeness) for one in found)
    return Cutoff(bar.cutoff(scores), bar.cutoff(likenesses)), missing


def ranked(scores: Iterable[tuple[Payload, float]]) -> list[float]:
    """Return each product's best score, the highest first."""
    best: dict[object, float] = {}
    for payload, score in scores:
        product = payload["product"]
        best[product] = max(score, best.get(product, score))
    return sorted(best.values(), reverse=True)


def lowest(leg: Leg, hits: Sequence[Hit]) -> float:
    """Return the score of a photo that the leg did not list.

    Words list all that share any of them, so that what is not on a whole list has none.
    """
    if isinstance(leg.vector, SparseVector) and len(hits) < conf.get("CANDIDATES"):
        return leg.spread.z_score(0.0)
    return leg.spread.z_score(hits[-1].score) if hits else 0.0


def fuse(
    legs: Sequence[Leg], answers: Sequence[Sequence[Hit]], missing: Sequence[float]
) -> dict[str, Fused]:
    """Return each photo's weighted mean score over the legs, by point id."""
    payloads = {hit.id: hit.payload for hits in answers for hit in hits}
    scores = {point: list(missing) for point in payloads}
    for number, (leg, hits) in enumerate(zip(legs, answers, strict=True)):
        for hit in hits:
            scores[hit.id][number] = leg.spread.z_score(hit.score)
    every = [leg.weight for leg in legs]
    vectors = [leg.weight * (leg.using != "words") for leg in legs]
    photo = [leg.using == "photo" for leg in legs]
    return {
        point: Fused(mean(own, every), mean(own, vectors), mean(own, photo), payloads[point])
        for point, own in scores.items()
    }


def mean(scores: Sequence[float], weights: Sequence[float]) -> float:
    """Return the weighted mean; 0 where no score counts."""
    total = sum(weights)
    return sum(s * w for s, w in zip(scores, weights, strict=True)) / total if total else 0.0


def by_product(
    fused: Mapping[str, Fused], cutoff: Cutoff, kept: Collection[int] = ()
) -> tuple[Candidate, ...]:
    """Return one candidate per product above the cutoff or `kept`, its best photo's, best first."""
    best: dict[int, Candidate] = {}
    for one in fused.values():
        score, payload = one.score, one.payload
        product, photo = cast(int, payload["product"]), cast(int, payload["photo"])
        known = best.get(product)
        if product not in kept and not one.passes(cutoff):
            continue
        if known is None or (score, -photo) > (known.score, -known.photo):
            best[product] = Candidate(product, photo, score, payload, one.seen)
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.product)))
