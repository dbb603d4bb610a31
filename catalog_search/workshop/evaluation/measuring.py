"""One run over everything that can be asked of a store."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from catalog_search import conf
from catalog_search.categories import accuracy
from catalog_search.categories.accuracy import Accuracy
from catalog_search.models import Product, Store
from catalog_search.types import Problem
from catalog_search.workshop.evaluation import catalogue as catalogues
from catalog_search.workshop.evaluation import judgements, metrics, queries
from catalog_search.workshop.evaluation.answers import Answer, Asker
from catalog_search.workshop.evaluation.catalogue import Catalogue
from catalog_search.workshop.evaluation.metrics import Figure
from catalog_search.workshop.evaluation.queries import Query, Task

LIMIT = 200
WORST = 6


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """What one task came to, and its worst answers."""

    task: Task
    queries: int
    left_out: int
    """Queries whose photo could not be read."""
    figures: tuple[Figure, ...]
    worst: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """How often the model names the category that the source told, from one kind of vectors."""

    through: str
    accuracy: Accuracy
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Ties:
    """Products whose main photo other products show as well: they count as found with them."""

    products: int
    largest: int
    """Products of one picture, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """All that was measured of a store, with what it takes to measure the same again."""

    catalogue: Catalogue
    asker: Asker
    model_id: str
    seed: int
    split: str
    limit: int
    asked: int
    """Products drawn to ask for."""
    ties: Ties
    """Among these."""
    measured: tuple[Measured, ...]
    named: tuple[Named, ...]
    problems: tuple[Problem, ...]
    """Lines of the judgement file that could not be used."""


def evaluate(
    store: Store,
    *,
    limit: int = LIMIT,
    seed: int = 0,
    split: str = "",
    judgement_file: Path | None = None,
    legs: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Evaluation:
    """Measure the store's searches with at most `limit` products, or queries, of each kind.

    `legs` asks every text of each leg alone and of plain rank fusion, too, and of nothing else.
    `progress` is told queries answered and queries in all. The same seed on the same catalogue
    and model gives the same figures. Raises NothingToMeasure, EncoderUnavailable,
    IndexUnavailable, SourceUnavailable.
    """
    metrics.library()
    catalogue, random = catalogues.load(store), np.random.default_rng(seed)
    judged = judgements.read(judgement_file, store) if judgement_file else judgements.Judgements()
    products = catalogues.drawn(catalogue, split=split, limit=limit, random=random)
    texts = [
        *queries.own_titles(catalogue, products),
        *queries.by_attributes(catalogue, products, limit),
        *queries.encoded("your judgements", judgements.JUDGED, judged.grades),
    ]
    asked: list[Query] = (
        [*queries.of_each_leg(texts)]
        if legs
        else [
            *texts,
            *queries.spoiled_photos(catalogue, products),
            *queries.other_views(catalogue, products, limit, random),
        ]
    )
    asker = Asker(store, seed)
    answers = answered(asker, asked, progress)
    return Evaluation(
        catalogue=catalogue,
        asker=asker,
        model_id=conf.get_encoder().model_id,
        seed=seed,
        split=split,
        limit=limit,
        asked=len(products),
        ties=ties(catalogue, products),
        measured=tuple(measured(task, found, seed) for task, found in answers.items()),
        named=() if legs else tuple(named(store, split, seed)),
        problems=tuple(judged.problems),
    )


def answered(
    asker: Asker, asked: Sequence[Query], progress: Callable[[int, int], None]
) -> dict[Task, list[Answer | None]]:
    answers: dict[Task, list[Answer | None]] = defaultdict(list)
    for number, query in enumerate(asked, 1):
        answers[query.task].append(asker.ask(query))
        progress(number, len(asked))
    return answers


def measured(task: Task, found: Sequence[Answer | None], seed: int) -> Measured:
    answers = [answer for answer in found if answer is not None]
    if not answers:
        return Measured(task, 0, len(found), (), ())
    values = metrics.per_query(task.measures, answers)
    # The last measure sees the whole answer, so that it tells bad from worse.
    whole = values[list(task.measures)[-1]]
    worst = [i for i in np.argsort(whole, kind="stable")[:WORST] if whole[i] < 1]
    return Measured(
        task,
        len(answers),
        len(found) - len(answers),
        tuple(metrics.figure(label, each, seed) for label, each in values.items()),
        tuple(answers[i] for i in worst),
    )


def named(store: Store, split: str, seed: int) -> Iterator[Named]:
    """Yield the accuracy of zero-shot categories: by photos alone, then with titles."""
    products = store.products.filter(attributes__split=split) if split else None
    for through in (queries.PHOTOS, queries.BOTH):
        found = accuracy.measure(store, products=products, titles=through == queries.BOTH)
        if found:
            figures = [
                metrics.figure_of_share("top-1", found.top1, found.products, seed),
                metrics.figure_of_share("top-3", found.top3, found.products, seed),
            ]
            yield Named(through, found, tuple(figures))


def ties(catalogue: Catalogue, products: Sequence[Product]) -> Ties:
    sizes = [
        len(catalogue.owners(catalogue.same_picture(catalogue.rows[product.pk][0])))
        for product in products
    ]
    return Ties(sum(size > 1 for size in sizes), max(sizes))
