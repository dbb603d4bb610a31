"""What was measured, for programs and for a terminal."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from catalog_search.models import Product
from catalog_search.workshop.evaluation.answers import Answer
from catalog_search.workshop.evaluation.measuring import Evaluation, Measured, Named
from catalog_search.workshop.evaluation.metrics import Figure
from catalog_search.workshop.evaluation.queries import PhotoQuery, TextQuery

SHOWN = 5
"""Products of a wrong answer that are told."""


def as_dict(found: Evaluation) -> dict[str, Any]:
    """Return everything but pictures, as JSON can hold it."""
    skus = dict(Product.objects.filter(store=found.catalogue.store).values_list("pk", "sku"))
    return {
        "store": found.catalogue.store.slug,
        "model_id": found.model_id,
        "products": len(found.catalogue.products),
        "photos": len(found.catalogue.photos),
        "asked": found.asked,
        "split": found.split,
        "limit": found.limit,
        "seed": found.seed,
        "ties": asdict(found.ties),
        "tasks": [task_as_dict(one, skus) for one in found.measured],
        "categories": [category_as_dict(one) for one in found.named],
        "problems": [asdict(problem) for problem in found.problems],
    }


def task_as_dict(one: Measured, skus: dict[int, str]) -> dict[str, Any]:
    return {
        "task": one.task.name,
        "through": one.task.through,
        "queries": one.queries,
        "left_out": one.left_out,
        "figures": figures_as_dict(one.figures),
        "worst": [answer_as_dict(answer, skus) for answer in one.worst],
    }


def figures_as_dict(figures: tuple[Figure, ...]) -> dict[str, dict[str, float]]:
    return {one.measure: {"value": one.value, "low": one.low, "high": one.high} for one in figures}


def answer_as_dict(answer: Answer, skus: dict[int, str]) -> dict[str, Any]:
    query = answer.query
    return {
        "text": query.text if isinstance(query, TextQuery) else "",
        "photo": query.photo.key if isinstance(query, PhotoQuery) else "",
        "right": [skus.get(key, "") for key in expected(answer)],
        "found": [skus.get(key, "") for key in answer.found[:SHOWN]],
    }


def expected(answer: Answer, most: int = SHOWN) -> list[int]:
    """Return the keys of the right products, of the highest grade first."""
    right = [(key, grade) for key, grade in answer.query.grades.items() if grade > 0]
    return [key for key, _ in sorted(right, key=lambda pair: (-pair[1], pair[0]))[:most]]


def category_as_dict(one: Named) -> dict[str, Any]:
    return {
        "through": one.through,
        "figures": figures_as_dict(one.figures),
        **asdict(one.accuracy),
    }


def lines(found: Evaluation) -> Iterator[str]:
    """Yield the figures in words, one task a line."""
    store = found.catalogue.store.slug
    drawn = f" of the split {found.split!r}" if found.split else ""
    yield (
        f"Store {store}, model {found.model_id}: {len(found.catalogue.products)} products with "
        f"{len(found.catalogue.photos)} photos in the index; {found.asked}{drawn} asked for "
        f"(seed {found.seed}). {found.ties.products} of them share their picture with others."
    )
    for one in found.measured:
        left_out = f", {one.left_out} left out" if one.left_out else ""
        yield (
            f"  {one.task.name}, through {one.task.through} "
            f"({one.queries} queries{left_out}): {in_words(one.figures)}"
        )
    for named in found.named:
        yield (
            f"  category without training, through {named.through} ({named.accuracy.products} "
            f"products, {named.accuracy.categories} categories): {in_words(named.figures)}"
        )
    for problem in found.problems:
        yield f"  {problem.where}, line {problem.line}: {problem.reason}"


def in_words(figures: tuple[Figure, ...]) -> str:
    return ", ".join(
        f"{one.measure} {one.value:.3f} [{one.low:.3f}, {one.high:.3f}]" for one in figures
    )
