"""The evaluation as one self-contained HTML file: figures and the worst answers."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from PIL.Image import Image

from catalog_search.categories.accuracy import ClassAccuracy
from catalog_search.exceptions import NO_PICTURE, SourceUnavailable
from catalog_search.models import Photo, Product
from catalog_search.photos import thumbnails
from catalog_search.photos.formats import WEBP, encode
from catalog_search.workshop.evaluation.answers import Answer, Searcher
from catalog_search.workshop.evaluation.measuring import Evaluation
from catalog_search.workshop.evaluation.queries import PhotoQuery, TextQuery
from catalog_search.workshop.evaluation.summary import expected

SIDE = 160
"""Side of a picture in the report, in pixels."""
MAX_PRODUCTS = 4
"""Right and found products shown for each answer."""
MISSING = (*NO_PICTURE, SourceUnavailable)
"""Errors that leave a picture out of the report."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a data URI ("" if it is missing) and its description."""

    source: str
    words: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A query with a wrong answer: its text or photo, the expected and the found products."""

    text: str
    photo: Picture | None
    expected: tuple[Picture, ...]
    answers: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One category's accuracy from photos alone and with titles."""

    alone: ClassAccuracy
    with_titles: ClassAccuracy | None


def html(evaluation: Evaluation) -> str:
    """Return the report as HTML."""
    products = Product.objects.select_related("store").in_bulk(
        {key for task in evaluation.tasks for answer in task.worst for key in pictured(answer)}
    )
    failures = [
        (task, [failure(answer, evaluation.searcher, products) for answer in task.worst])
        for task in evaluation.tasks
    ]
    return render_to_string(
        "catalog_search/evaluation.html",
        {
            "evaluation": evaluation,
            "failures": failures,
            "classes": class_lines(evaluation),
        },
    )


def pictured(answer: Answer) -> list[int]:
    return [*expected(answer, MAX_PRODUCTS), *answer.products[:MAX_PRODUCTS]]


def class_lines(evaluation: Evaluation) -> list[ClassLine]:
    if not evaluation.categories:
        return []
    alone, *further = [result.accuracy.by_category for result in evaluation.categories]
    with_titles = {row.category: row for rows in further for row in rows}
    return [ClassLine(row, with_titles.get(row.category)) for row in alone]


def failure(answer: Answer, searcher: Searcher, products: Mapping[int, Product]) -> Failure:
    query = answer.query
    return Failure(
        text=query.text if isinstance(query, TextQuery) else "",
        photo=query_photo(query, searcher) if isinstance(query, PhotoQuery) else None,
        expected=tuple(
            of_product(products[key], right=True)
            for key in expected(answer, MAX_PRODUCTS)
            if key in products
        ),
        answers=tuple(
            of_product(products[key], right=query.grades.get(key, 0) > 0)
            for key in answer.products[:MAX_PRODUCTS]
            if key in products
        ),
    )


def query_photo(query: PhotoQuery, searcher: Searcher) -> Picture:
    """Return the photo that was searched with; its distortion is repeated exactly."""
    try:
        return Picture(as_uri(encoded(searcher.picture(query))), "the photo searched with")
    except MISSING:
        return Picture("", "the photo searched with, which is gone")


def of_product(product: Product, *, right: bool) -> Picture:
    words = f"{product.title} ({product.sku})"
    photo = product.photos.filter(state=Photo.State.LIVE).select_related("store").first()
    try:
        source = as_uri(thumbnails.webp(photo, SIDE, square=True)) if photo else ""
    except MISSING:
        source = ""
    return Picture(source, words, right)


def encoded(image: Image) -> bytes:
    small = image.copy()
    small.thumbnail((SIDE, SIDE))
    return encode(small, WEBP)


def as_uri(webp: bytes) -> str:
    return f"data:{WEBP.content_type};base64,{base64.b64encode(webp).decode()}"
