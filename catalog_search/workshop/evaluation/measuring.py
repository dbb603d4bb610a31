"""Runs a complete evaluation of one store's searches."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog_search import conf
from catalog_search.categories import accuracy
from catalog_search.categories.accuracy import Accuracy
from catalog_search.models import Product, Store
from catalog_search.models.stores import row_of
from catalog_search.types import Problem
from catalog_search.workshop.evaluation import catalogue as catalogues
from catalog_search.workshop.evaluation import judgements, metrics, queries
from catalog_search.workshop.evaluation.answers import Answer, Searcher
from catalog_search.workshop.evaluation.catalogue import Catalogue
from catalog_search.workshop.evaluation.metrics import Figure
from catalog_search.workshop.evaluation.queries import Query, Task

LIMIT = 200
"""Default number of products, or queries, of each kind."""
WORST = 6
"""Answers reported per task."""


@dataclass(frozen=True, slots=True, eq=False)
class TaskResult:
    """The figures of one task, and its worst answers."""

    task: Task
    queries: int
    left_out: int
    """Queries whose photo could not be read."""
    figures: tuple[Figure, ...]
    worst: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class CategoryResult:
    """How often the model predicts the source's category, from one kind of vectors."""

    through: str
    accuracy: Accuracy
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """Products that share their main photo with others; each counts as a right answer."""

    products: int
    largest: int
    """The largest number of products with one picture."""


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """All results for a store, and the options that reproduce them."""

    catalogue: Catalogue
    searcher: Searcher
    model_id: str
    seed: int
    split: str
    limit: int
    sampled: int
    """Products searched for."""
    ties: Ties
    """Ties among the sampled products."""
    tasks: tuple[TaskResult, ...]
    categories: tuple[CategoryResult, ...]
    problems: tuple[Problem, ...]
    """Unusable lines of the judgement file."""


def evaluate(
    store: Store | str = "",
    *,
    limit: int = LIMIT,
    seed: int = 0,
    split: str = "",
    judgement_file: Path | None = None,
    use_judged: bool = False,
    by_subquery: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Evaluation:
    """Measure the store's searches with up to `limit` products, or queries, of each kind.

    `store` may be a slug, "" for the default store.
    `by_subquery` runs text queries only, each also through single subqueries and rank fusion.
    `progress` is called with the number of queries answered and the total. The same seed on the
    same catalogue and model gives the same figures. Raises NothingToMeasure, EncoderUnavailable,
    IndexUnavailable, SourceUnavailable.
    """
    metrics.library()
    store = row_of(store)
    catalogue, random = catalogues.load(store), np.random.default_rng(seed)
    judged = judgements.chosen(store, judgement_file, use_judged=use_judged)
    products = catalogues.sample(catalogue, split=split, limit=limit, random=random)
    texts = [
        *queries.own_titles(catalogue, products),
        *queries.by_attributes(catalogue, products, limit),
        *queries.encoded("your judgements", judgements.JUDGED, judged.grades),
    ]
    planned: list[Query] = (
        [*queries.by_subquery(texts)]
        if by_subquery
        else [
            *texts,
            *queries.distorted_photos(catalogue, products),
            *queries.other_views(catalogue, products, limit, random),
        ]
    )
    searcher = Searcher(store, seed)
    answers = answers_by_task(searcher, planned, progress)
    return Evaluation(
        catalogue=catalogue,
        searcher=searcher,
        model_id=conf.get_encoder().model_id,
        seed=seed,
        split=split,
        limit=limit,
        sampled=len(products),
        ties=ties(catalogue, products),
        tasks=tuple(task_result(task, some, seed) for task, some in answers.items()),
        categories=() if by_subquery else tuple(category_results(store, split, seed)),
        problems=tuple(judged.problems),
    )


def answers_by_task(
    searcher: Searcher, planned: Sequence[Query], progress: Callable[[int, int], None]
) -> dict[Task, list[Answer | None]]:
    answers: dict[Task, list[Answer | None]] = defaultdict(list)
    for number, query in enumerate(planned, 1):
        answers[query.task].append(searcher.answer(query))
        progress(number, len(planned))
    return answers


def task_result(task: Task, attempts: Sequence[Answer | None], seed: int) -> TaskResult:
    answers = [answer for answer in attempts if answer is not None]
    if not answers:
        return TaskResult(task, 0, len(attempts), (), ())
    values = metrics.per_query(task.measures, answers)
    # The last measure looks at the most products, so it separates bad answers from worse ones.
    scores = values[list(task.measures)[-1]]
    worst = [i for i in np.argsort(scores, kind="stable")[:WORST] if scores[i] < 1]
    return TaskResult(
        task,
        len(answers),
        len(attempts) - len(answers),
        tuple(metrics.figure(label, column, seed) for label, column in values.items()),
        tuple(answers[i] for i in worst),
    )


def category_results(store: Store, split: str, seed: int) -> Iterator[CategoryResult]:
    """Yield the accuracy of zero-shot categories: from photos alone, then with titles."""
    products = store.products.filter(attributes__split=split) if split else None
    for through in (queries.PHOTOS, queries.BOTH):
        titles = through == queries.BOTH
        measured = accuracy.measure(store, products=products, titles=titles, learned=False)
        if measured:
            figures = [
                metrics.figure_of_share("top-1", measured.top1, measured.products, seed),
                metrics.figure_of_share("top-3", measured.top3, measured.products, seed),
            ]
            yield CategoryResult(through, measured, tuple(figures))


def ties(catalogue: Catalogue, products: Sequence[Product]) -> Ties:
    sizes = [
        len(catalogue.owners(catalogue.same_picture(catalogue.rows[product.pk][0])))
        for product in products
    ]
    return Ties(sum(size > 1 for size in sizes), max(sizes))
