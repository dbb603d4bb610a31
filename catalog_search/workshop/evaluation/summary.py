"""Evaluation results as JSON and as lines of text."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from catalog_search.models import Product
from catalog_search.workshop.evaluation.answers import Answer
from catalog_search.workshop.evaluation.measuring import CategoryResult, Evaluation, TaskResult
from catalog_search.workshop.evaluation.metrics import Figure
from catalog_search.workshop.evaluation.queries import PhotoQuery, TextQuery

MAX_PRODUCTS = 5
"""Products listed for each of the worst answers."""


def as_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Return all results except pictures, ready for JSON."""
    skus = dict(Product.objects.filter(store=evaluation.catalogue.store).values_list("pk", "sku"))
    return {
        "store": evaluation.catalogue.store.slug,
        "model_id": evaluation.model_id,
        "products": len(evaluation.catalogue.products),
        "photos": len(evaluation.catalogue.photos),
        "asked": evaluation.sampled,
        "split": evaluation.split,
        "limit": evaluation.limit,
        "seed": evaluation.seed,
        "ties": asdict(evaluation.ties),
        "tasks": [task_as_dict(task, skus) for task in evaluation.tasks],
        "categories": [category_as_dict(result) for result in evaluation.categories],
        "problems": [asdict(problem) for problem in evaluation.problems],
    }


def task_as_dict(result: TaskResult, skus: dict[int, str]) -> dict[str, Any]:
    return {
        "task": result.task.name,
        "through": result.task.through,
        "queries": result.queries,
        "left_out": result.left_out,
        "figures": figures_as_dict(result.figures),
        "worst": [answer_as_dict(answer, skus) for answer in result.worst],
    }


def figures_as_dict(figures: tuple[Figure, ...]) -> dict[str, dict[str, float]]:
    return {
        figure.measure: {"value": figure.value, "low": figure.low, "high": figure.high}
        for figure in figures
    }


def answer_as_dict(answer: Answer, skus: dict[int, str]) -> dict[str, Any]:
    query = answer.query
    return {
        "text": query.text if isinstance(query, TextQuery) else "",
        "photo": query.photo.key if isinstance(query, PhotoQuery) else "",
        "right": [skus.get(key, "") for key in expected(answer)],
        "evaluation": [skus.get(key, "") for key in answer.products[:MAX_PRODUCTS]],
    }


def expected(answer: Answer, max_products: int = MAX_PRODUCTS) -> list[int]:
    """Return the keys of the right products, highest grades first."""
    right = [(key, grade) for key, grade in answer.query.grades.items() if grade > 0]
    return [key for key, _ in sorted(right, key=lambda pair: (-pair[1], pair[0]))[:max_products]]


def category_as_dict(result: CategoryResult) -> dict[str, Any]:
    return {
        "through": result.through,
        "figures": figures_as_dict(result.figures),
        **asdict(result.accuracy),
    }


def lines(evaluation: Evaluation) -> Iterator[str]:
    """Yield a heading and one line per task, category result and problem."""
    catalogue, ties = evaluation.catalogue, evaluation.ties
    split = f" of the split {evaluation.split!r}" if evaluation.split else ""
    yield (
        f"Store {catalogue.store.slug}, model {evaluation.model_id}: {len(catalogue.products)} "
        f"products with {len(catalogue.photos)} photos in the index; {evaluation.sampled}{split} "
        f"asked for (seed {evaluation.seed}). {ties.products} of them share their picture with "
        "others."
    )
    for result in evaluation.tasks:
        left_out = f", {result.left_out} left out" if result.left_out else ""
        yield (
            f"  {result.task.name}, through {result.task.through} "
            f"({result.queries} queries{left_out}): {in_words(result.figures)}"
        )
    for named in evaluation.categories:
        yield (
            f"  category without training, through {named.through} ({named.accuracy.products} "
            f"products, {named.accuracy.categories} categories): {in_words(named.figures)}"
        )
    for problem in evaluation.problems:
        yield f"  {problem.where}, line {problem.line}: {problem.reason}"


def in_words(figures: tuple[Figure, ...]) -> str:
    return ", ".join(
        f"{figure.measure} {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
        for figure in figures
    )
