"""Weights for the subqueries of a text search, compared with simpler methods.

    DJANGO_SETTINGS_MODULE=... python -m tests.benchmarks.fusion --store S --tune train --report dev

Searches an indexed store with the queries of catalog_evaluate: each product's own title, the title
with one wrong letter, pairs such as "red sandals", and with --judgements your own file, whose lines
also name their split. Weights are chosen by the mean nDCG@10 over the kinds of queries on one
split. The other split is reported, with 95 % bootstrap intervals of the paired differences.

To choose on two stores: --keep FILE writes the scores of all weights on the first store, and
--beside FILE averages them with those of the second.
"""

import argparse
import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product as combinations
from pathlib import Path

import django
import numpy as np

SUBQUERIES = ("photo", "title", "words")
STEP = 0.05
RESAMPLES = 1000
Weights = tuple[float, float, float]


@dataclass(frozen=True)
class Scored:
    """A query's kind, and per product the `z_scores` [3, n] of the subqueries and `grades` [n]."""

    kind: str
    z_scores: np.ndarray
    grades: np.ndarray

    def fused(self, weights: Weights) -> float:
        return ndcg(np.asarray(weights) @ self.z_scores, self.grades)

    def by_ranks(self) -> float:
        ranks = np.argsort(np.argsort(-self.z_scores, axis=1, kind="stable"), axis=1) + 1
        return ndcg((1 / (60 + ranks)).sum(axis=0), self.grades)


def ndcg(scores: np.ndarray, grades: np.ndarray, depth: int = 10) -> float:
    discounts = 1 / np.log2(np.arange(depth) + 2)
    gains = grades[np.argsort(-scores, kind="stable")[:depth]]
    best = np.sort(grades)[::-1][:depth]
    return float(gains @ discounts[: len(gains)] / (best @ discounts[: len(best)]))


def texts(catalogue, split: str, limit: int, seed: int, judgements: Path | None) -> Iterator:
    from catalog_search.workshop.evaluation import catalogue as catalogues
    from catalog_search.workshop.evaluation import judgements as judgement_files
    from catalog_search.workshop.evaluation import queries

    if judgements:
        grades = judgement_files.read(judgements, catalogue.store).grades
        with judgements.open(newline="") as lines:
            here = {line["query"] for line in csv.DictReader(lines) if line["split"] == split}
        own = {text: grades[text] for text in grades if text in here}
        yield from filter(searches_all, queries.encoded("judged", queries.GRADED, own))
        if not any(product.attributes.get("split") == split for product in catalogue.products):
            return
    random = np.random.default_rng(seed)
    products = catalogues.sample(catalogue, split=split, limit=limit, random=random)
    titles = [query for query in queries.own_titles(catalogue, products) if searches_all(query)]
    yield from titles
    by_title = {query.text: query.grades for query in titles}
    typos = {misspelt(text, random): grades for text, grades in by_title.items()}
    yield from filter(searches_all, queries.encoded("a letter wrong", queries.OWN, typos))
    yield from filter(searches_all, queries.by_attributes(catalogue, products, limit))


def searches_all(query) -> bool:
    from catalog_search.workshop.evaluation.queries import ALL

    return query.task.through == ALL


def misspelt(title: str, random: np.random.Generator) -> str:
    """Return the title with one letter of its longest word replaced, not the first."""
    longest = max(title.split(), key=len)
    place = int(random.integers(1, max(2, len(longest))))
    letter = "abcdefghijklmnopqrstuvwxyz"[random.integers(26)]
    return title.replace(longest, longest[:place] + letter + longest[place + 1 :], 1)


def scored(catalogue, query, *, autocorrect: bool = True) -> Scored:
    from catalog_search import conf
    from catalog_search.retrieval.asking import search_each
    from catalog_search.retrieval.filters import Filters
    from catalog_search.retrieval.fusion import missing_scores
    from catalog_search.retrieval.subqueries import text_plan
    from catalog_search.text.query.terms import parse_terms

    store = catalogue.store
    terms = parse_terms(store, query.text, autocorrect=autocorrect)
    vector = query.vector
    if terms.corrected:
        vector = conf.get_encoder().encode_texts([terms.corrected])[0]
    plan = text_plan(store, vector, terms)
    subqueries = plan.subqueries
    [answers] = search_each(store, plan, [Filters()])
    columns = {product.pk: number for number, product in enumerate(catalogue.products)}
    table = np.zeros((len(SUBQUERIES), len(columns)))
    missing = missing_scores(subqueries, answers)
    for row, (subquery, hits) in enumerate(zip(subqueries, answers, strict=True)):
        table[row] = missing[row]
        found = [columns[key] for key in hits.products.tolist()]
        np.maximum.at(table[row], found, subquery.baseline.z_scores(hits.scores))
    grades = np.zeros(len(columns))
    for key, grade in query.grades.items():
        if key in columns:
            grades[columns[key]] = grade
    return Scored(query.task.name, table, grades)


def grid() -> Iterator[Weights]:
    steps = round(1 / STEP)
    for photo, title in combinations(range(steps + 1), repeat=2):
        if photo + title <= steps:
            yield photo * STEP, title * STEP, (steps - photo - title) * STEP


def by_kind(queries: Sequence[Scored]) -> dict[str, list[Scored]]:
    kinds = defaultdict(list)
    for query in queries:
        kinds[query.kind].append(query)
    return kinds


def mean_over_kinds(queries: Sequence[Scored], weights: Weights) -> float:
    means = [np.mean([q.fused(weights) for q in some]) for some in by_kind(queries).values()]
    return float(np.mean(means))


def choices(queries: Sequence[Scored], keep: Path | None, beside: Path | None) -> dict[str, float]:
    """Return the score of every choice of weights, by the weights as text."""
    values = {label(weights): mean_over_kinds(queries, weights) for weights in grid()}
    if keep:
        keep.write_text(json.dumps(values))
    if beside:
        others = json.loads(beside.read_text())
        values = {weights: (value + others[weights]) / 2 for weights, value in values.items()}
    return values


def label(weights: Weights) -> str:
    return ", ".join(f"{weight:.2f}" for weight in weights)


def interval(values: np.ndarray) -> str:
    random = np.random.default_rng(0)
    means = [values[random.integers(0, len(values), len(values))].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, (2.5, 97.5))
    return f"{values.mean():+.3f} [{low:+.3f}, {high:+.3f}]"


def report(queries: Sequence[Scored], ours: Weights) -> None:
    ways = {name: tuple(float(name == other) for other in SUBQUERIES) for name in SUBQUERIES}
    for kind, some in {**by_kind(queries), "all of them": list(queries)}.items():
        values = {
            name: np.array([q.fused(weights) for q in some]) for name, weights in ways.items()
        }
        values["ranks"] = np.array([q.by_ranks() for q in some])
        mine = np.array([q.fused(ours) for q in some])
        say(f"  {kind} ({len(some)} queries): ours {mine.mean():.3f}")
        for name, value in values.items():
            say(f"    {name} {value.mean():.3f}; ours is better by {interval(mine - value)}")


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", required=True)
    parser.add_argument("--tune", default="train", help='"" to report only')
    parser.add_argument("--report", default="dev")
    parser.add_argument("--limit", type=int, default=150)
    parser.add_argument("--judgements", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--beside", type=Path)
    options = parser.parse_args()
    django.setup()
    from catalog_search.indexing.baselines import calibration
    from catalog_search.models import Store
    from catalog_search.workshop.evaluation import catalogue as catalogues

    catalogue = catalogues.load(Store.objects.get(slug=options.store))
    ours = (calibration.PHOTO_WEIGHT, calibration.TITLE_WEIGHT, calibration.WORDS_WEIGHT)
    for split in filter(None, (options.tune, options.report)):
        queries = list(texts(catalogue, split, options.limit, 0, options.judgements))
        results = [scored(catalogue, query) for query in queries]
        if split == options.tune:
            values = choices(results, options.keep, options.beside)
            say(f"Best photo, title, words on {split}, mean nDCG@10 over the kinds:")
            for weights in (*sorted(values, key=values.__getitem__, reverse=True)[:8], label(ours)):
                say(f"  {weights}: {values[weights]:.4f}")
        else:
            say(f"With {ours} on {split}, nDCG@10:")
            report(results, ours)
            wrong = [query for query in queries if query.task.name == "a letter wrong"]
            if wrong:
                say("  a letter wrong and left so:")
                report([scored(catalogue, query, autocorrect=False) for query in wrong], ours)


if __name__ == "__main__":
    main()
