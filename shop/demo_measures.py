"""How well the shop answers the judged queries, asked over HTTP as shoppers ask."""

import math
import statistics
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from shop.demo_client import Visitor
from shop.demo_judgements import NOTHING, QUERIES, Judged, judged
from shop.demo_steps import say

SHOWN = 5
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one judged query got: both measures in [0, 1], 0 for what nothing is right for."""

    judged: Judged
    ndcg: float
    precision: float
    total: int
    titles: tuple[str, ...]


def graded(visitor: Visitor) -> list[Outcome]:
    """Print nDCG@10 and precision@5 by our own grades, by half and by kind."""
    there = {hit["product"]["sku"] for hit in everything(visitor)}
    outcomes = [outcome(visitor, one) for one in judged() if can_be_asked(one, there)]
    say(f"\nJudged queries: nDCG@{DEPTH}, precision@{SHOWN}, products shown")
    for one in outcomes:
        figures = (
            "           " if one.judged.kind == NOTHING else f"{one.ndcg:.3f}  {one.precision:.2f}"
        )
        words = f"{one.judged.query}: {', '.join(one.titles)}"
        say(f"  {figures}  {one.total:2d}  {one.judged.kind} ({one.judged.split}): {words}")
    for name, some in halves(outcomes):
        say(f"  {means(some)}  {name}")
    for kind, some in kinds(outcomes):
        say(f"  {means(some)}  of the kind {kind}")
    return outcomes


def can_be_asked(one: Judged, there: Collection[str]) -> bool:
    """Return whether the shop has what the query wants; without npm the demo has only a part."""
    right = {sku for sku, grade in one.grades.items() if grade}
    return right <= set(there)


def outcome(visitor: Visitor, one: Judged) -> Outcome:
    found = visitor.get("/api/search", q=one.query).json
    products = [hit["product"] for hit in found["items"]]
    got = [one.grades.get(product["sku"], 0) for product in products]
    titles = tuple(product["title"] for product in products[:3])
    best = list(one.grades.values())
    return Outcome(one, ndcg(got, best), precision(got, best), found["total"], titles)


def ndcg(got: Sequence[int], judged: Iterable[int]) -> float:
    """Return the discounted gain of the first ten over the best there could be.

    Linear gains over log2(1 + rank), as trec_eval's ndcg_cut: Jarvelin and Kekalainen 2002,
    "Cumulated gain-based evaluation of IR techniques". 0.0 where nothing is right.
    """
    best = gain(sorted(judged, reverse=True))
    return gain(got) / best if best else 0.0


def gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 2) for rank, grade in enumerate(grades[:DEPTH]))


def precision(got: Sequence[int], judged: Iterable[int]) -> float:
    """Return the right ones among the first five over all there could have been among them."""
    possible = min(SHOWN, sum(grade > 0 for grade in judged))
    return sum(grade > 0 for grade in got[:SHOWN]) / possible if possible else 0.0


def means(outcomes: Sequence[Outcome]) -> str:
    """Return the means over the queries that something is right for, and what the others show."""
    asked = [one for one in outcomes if one.judged.kind != NOTHING]
    nothing = [one.total for one in outcomes if one.judged.kind == NOTHING]
    told = []
    if asked:
        ndcgs = statistics.mean(one.ndcg for one in asked)
        precisions = statistics.mean(one.precision for one in asked)
        told.append(f"{ndcgs:.3f}  {precisions:.3f}  {len(asked)} queries")
    if nothing:
        empty = sum(total == 0 for total in nothing)
        shown = statistics.mean(nothing)
        told.append(f"{empty} of {len(nothing)} answered with nothing ({shown:.1f} shown)")
    return ", ".join(told)


def halves(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    for name in ("train", "dev"):
        yield name, [one for one in outcomes if one.judged.split == name]
    yield "all", list(outcomes)


def kinds(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    for kind, some in groupby(outcomes, key=lambda one: one.judged.kind):
        yield kind, list(some)


def coarse(visitor: Visitor, wrong: Callable[[str], None]) -> None:
    """Print precision@5 by category: right ones of the first 5 over all there could have been."""
    items = [hit["product"] for hit in everything(visitor)]
    at_five, of_shown = [], []
    for text, words in QUERIES.items():
        found = visitor.get("/api/search", q=text).json
        right = [is_right(hit["product"], words) for hit in found["items"]]
        possible = min(SHOWN, sum(is_right(product, words) for product in items))
        if not possible:
            continue
        at_five.append(sum(right[:SHOWN]) / possible)
        of_shown.append(sum(right) / len(right) if right else 0.0)
    mean, shown = statistics.mean(at_five), statistics.mean(of_shown)
    say(f"\nThe first {len(QUERIES)} of them by category alone, as before there were grades")
    say(f"  {mean:.3f} mean precision@{SHOWN}; {shown:.3f} of all shown; {len(at_five)} queries")
    if mean < 0.6:
        wrong(f"precision@{SHOWN} is {mean:.2f}; the starter model reached more than 0.6")


def everything(visitor: Visitor) -> list[dict]:
    first = visitor.get("/api/search").json
    rest = [visitor.get("/api/search", page=number).json for number in range(2, first["pages"] + 1)]
    return [hit for page in (first, *rest) for hit in page["items"]]


def is_right(product: dict, words: tuple[str, ...]) -> bool:
    return any(word in part for word in words for part in product["category"])
