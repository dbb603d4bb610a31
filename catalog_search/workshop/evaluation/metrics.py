"""Computes trec_eval measures with bootstrap intervals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.exceptions import NothingToMeasure
from catalog_search.workshop.evaluation.answers import Answer
from catalog_search.workshop.evaluation.queries import Measures

RESAMPLES = 1000
BOUNDS = (2.5, 97.5)
NAME = re.compile(r"(?P<kind>[A-Za-z]+)(?:\(rel=(?P<rel>\d)\))?(?:@(?P<cutoff>\d+))?")
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over the queries, in [0, 1], and the bounds of its 95 % interval."""

    measure: str
    value: float
    low: float
    high: float


def library() -> ModuleType:
    """Return ir_measures, part of the extra `[evaluate]`. Raises NothingToMeasure if missing."""
    try:
        import ir_measures
        import pytrec_eval  # noqa: F401 - ir_measures has no measures without it
    except ImportError as error:
        raise NothingToMeasure(
            f"Measuring needs {error.name}, which is not installed: "
            "pip install catalog-search[evaluate]"
        ) from error
    return ir_measures


def per_query(measures: Measures, answers: Sequence[Answer]) -> dict[str, Values]:
    """Return each measure's value per answer, float64 [len(answers)].

    nDCG has linear gains, discounted by log2(1 + rank), like trec_eval's ndcg_cut.
    """
    needed = sorted({name for names in measures.values() for name in names})
    ir = library()
    parsed = {name: measure_called(name, ir) for name in needed}
    values = {name: np.zeros(len(answers)) for name in needed}
    names = {measure: name for name, measure in parsed.items()}
    grades = {str(i): as_grades(answer) for i, answer in enumerate(answers)}
    runs = {str(i): as_run(answer) for i, answer in enumerate(answers)}
    for metric in ir.iter_calc(list(names), grades, runs):
        values[names[metric.measure]][int(metric.query_id)] = metric.value
    return {
        label: np.max([values[name] for name in members], axis=0)
        for label, members in measures.items()
    }


def measure_called(name: str, ir: ModuleType) -> Any:
    """Return the measure that ir_measures writes so: nDCG@10, P(rel=2)@10 or RR.

    Its own parser reads them as Python and fails with Python 3.14.
    """
    match = NAME.fullmatch(name)
    if match is None:
        raise ValueError(f"{name!r} is no measure.")
    measure = getattr(ir, match["kind"])
    measure = measure(rel=int(match["rel"])) if match["rel"] else measure
    return measure @ int(match["cutoff"]) if match["cutoff"] else measure


def as_grades(answer: Answer) -> dict[str, int]:
    return {str(product): grade for product, grade in answer.query.grades.items()}


def as_run(answer: Answer) -> dict[str, float]:
    # Scores fall with the rank, because trec_eval orders equal scores by name.
    return {str(product): -float(rank) for rank, product in enumerate(answer.products)}


def figure(measure: str, values: Values, seed: int) -> Figure:
    """Return the mean of values [n], n > 0, and its bootstrap interval over the queries.

    Percentile method: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13.
    """
    random = np.random.default_rng(seed)
    size = len(values)
    means = [values[random.integers(0, size, size)].mean() for _ in range(RESAMPLES)]
    low, high = np.percentile(means, BOUNDS)
    return Figure(measure, float(values.mean()), float(low), float(high))


def figure_of_share(measure: str, share: float, size: int, seed: int) -> Figure:
    """Return the figure for a share of `size` cases that are either right or wrong."""
    return figure(measure, (np.arange(size) < round(share * size)).astype(np.float64), seed)
