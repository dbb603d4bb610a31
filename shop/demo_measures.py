"""Measure the shop's answers to the judged queries over HTTP."""

import math
import statistics
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from shop.demo_client import Visitor
from shop.demo_judgements import NOTHING, QUERIES, Judged, judged
from shop.demo_steps import say

PRECISION_DEPTH = 5
NDCG_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one judged query. Both measures are in [0, 1]; 0 if no product is right."""

    judged: Judged
    ndcg: float
    precision: float
    total: int
    titles: tuple[str, ...]


def graded(visitor: Visitor) -> list[Outcome]:
    """Print nDCG@10 and precision@5 by our own grades, per query, split and kind."""
    skus = {hit["product"]["sku"] for hit in everything(visitor)}
    outcomes = [outcome(visitor, query) for query in judged() if is_answerable(query, skus)]
    say(f"\nJudged queries: nDCG@{NDCG_DEPTH}, precision@{PRECISION_DEPTH}, products shown")
    for result in outcomes:
        query, figures = result.judged, f"{result.ndcg:.3f}  {result.precision:.2f}"
        if query.kind == NOTHING:
            figures = " " * len(figures)
        titles = ", ".join(result.titles)
        say(
            f"  {figures}  {result.total:2d}  {query.kind} ({query.split}): {query.query}: {titles}"
        )
    for name, group in by_split(outcomes):
        say(f"  {means(group)}  {name}")
    for kind, group in by_kind(outcomes):
        say(f"  {means(group)}  of the kind {kind}")
    return outcomes


def is_answerable(query: Judged, skus: Collection[str]) -> bool:
    """Return whether the shop has all right products; without npm the demo has only some."""
    right = {sku for sku, grade in query.grades.items() if grade}
    return right <= set(skus)


def outcome(visitor: Visitor, query: Judged) -> Outcome:
    answer = visitor.get("/api/search", q=query.query).json
    products = [hit["product"] for hit in answer["items"]]
    grades = [query.grades.get(product["sku"], 0) for product in products]
    titles = tuple(product["title"] for product in products[:3])
    judged = list(query.grades.values())
    return Outcome(query, ndcg(grades, judged), precision(grades, judged), answer["total"], titles)


def ndcg(grades: Sequence[int], judged: Iterable[int]) -> float:
    """Return the discounted gain of the first ten results over the best possible, in [0, 1].

    Gains are linear over log2(1 + rank), as in trec_eval's ndcg_cut: Jarvelin and Kekalainen
    2002, "Cumulated gain-based evaluation of IR techniques". 0.0 if no product is right.
    """
    best = gain(sorted(judged, reverse=True))
    return gain(grades) / best if best else 0.0


def gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(rank + 2) for rank, grade in enumerate(grades[:NDCG_DEPTH]))


def precision(grades: Sequence[int], judged: Iterable[int]) -> float:
    """Return the number of right results among the first five over the highest possible number."""
    possible = min(PRECISION_DEPTH, sum(grade > 0 for grade in judged))
    return sum(grade > 0 for grade in grades[:PRECISION_DEPTH]) / possible if possible else 0.0


def means(outcomes: Sequence[Outcome]) -> str:
    """Return the mean measures of the answerable queries, and how many results the others had."""
    answerable = [result for result in outcomes if result.judged.kind != NOTHING]
    totals = [result.total for result in outcomes if result.judged.kind == NOTHING]
    parts = []
    if answerable:
        ndcgs = statistics.mean(result.ndcg for result in answerable)
        precisions = statistics.mean(result.precision for result in answerable)
        parts.append(f"{ndcgs:.3f}  {precisions:.3f}  {len(answerable)} queries")
    if totals:
        empty, mean = totals.count(0), statistics.mean(totals)
        parts.append(f"{empty} of {len(totals)} answered with nothing ({mean:.1f} shown)")
    return ", ".join(parts)


def by_split(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    for name in ("train", "dev"):
        yield name, [result for result in outcomes if result.judged.split == name]
    yield "all", list(outcomes)


def by_kind(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, list[Outcome]]]:
    def kind_of(result: Outcome) -> str:
        return result.judged.kind

    for kind, group in groupby(sorted(outcomes, key=kind_of), key=kind_of):
        yield kind, list(group)


def coarse(visitor: Visitor, fail: Callable[[str], None]) -> None:
    """Print precision@5 of the first queries, judged by category."""
    items = [hit["product"] for hit in everything(visitor)]
    precisions, shares = [], []
    for text, words in QUERIES.items():
        answer = visitor.get("/api/search", q=text).json
        right = [is_right(hit["product"], words) for hit in answer["items"]]
        possible = min(PRECISION_DEPTH, sum(is_right(product, words) for product in items))
        if not possible:
            continue
        precisions.append(sum(right[:PRECISION_DEPTH]) / possible)
        shares.append(sum(right) / len(right) if right else 0.0)
    mean, share = statistics.mean(precisions), statistics.mean(shares)
    say(f"\nThe first {len(QUERIES)} of them judged by category, as before there were grades")
    say(
        f"  {mean:.3f} mean precision@{PRECISION_DEPTH}; {share:.3f} of all shown; "
        f"{len(precisions)} queries"
    )
    if mean < 0.6:
        fail(f"precision@{PRECISION_DEPTH} is {mean:.2f}; the starter model reached more than 0.6")


def everything(visitor: Visitor) -> list[dict]:
    first = visitor.get("/api/search").json
    further = [
        visitor.get("/api/search", page=number).json for number in range(2, first["pages"] + 1)
    ]
    return [hit for page in (first, *further) for hit in page["items"]]


def is_right(product: dict, words: tuple[str, ...]) -> bool:
    return any(word in part for word in words for part in product["category"])
