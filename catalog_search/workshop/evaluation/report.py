"""The evaluation as one HTML file that needs nothing beside it: figures and the worst answers."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from PIL.Image import Image

from catalog_search.categories.accuracy import ClassAccuracy
from catalog_search.exceptions import InvalidPhoto, PhotoGone, SourceUnavailable
from catalog_search.models import Photo, Product
from catalog_search.photos import thumbnails
from catalog_search.photos.formats import WEBP, encode
from catalog_search.workshop.evaluation.answers import Answer, Asker
from catalog_search.workshop.evaluation.measuring import Evaluation
from catalog_search.workshop.evaluation.queries import PhotoQuery, TextQuery
from catalog_search.workshop.evaluation.summary import expected

SIDE = 160
"""Pixels of a picture in the report."""
SHOWN = 4
"""Products of an answer, right or found, that are shown."""
UNSHOWN = (PhotoGone, InvalidPhoto, SourceUnavailable)
"""What leaves a picture out, and the figures standing."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a data URI ("" where it cannot be shown) and what it shows in words."""

    source: str
    words: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A query that went wrong: what was asked, what was expected, what came."""

    text: str
    photo: Picture | None
    expected: tuple[Picture, ...]
    found: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One category's accuracy by photos alone and with titles."""

    alone: ClassAccuracy
    both: ClassAccuracy | None


def html(found: Evaluation) -> str:
    """Return the report."""
    products = Product.objects.select_related("store").in_bulk(
        {key for one in found.measured for answer in one.worst for key in shown(answer)}
    )
    failures = [
        (one, [failure(answer, found.asker, products) for answer in one.worst])
        for one in found.measured
    ]
    return render_to_string(
        "catalog_search/evaluation.html",
        {"found": found, "failures": failures, "classes": class_lines(found)},
    )


def shown(answer: Answer) -> list[int]:
    return [*expected(answer, SHOWN), *answer.found[:SHOWN]]


def class_lines(found: Evaluation) -> list[ClassLine]:
    if not found.named:
        return []
    alone, *others = [one.accuracy.by_category for one in found.named]
    both = {one.category: one for each in others for one in each}
    return [ClassLine(one, both.get(one.category)) for one in alone]


def failure(answer: Answer, asker: Asker, products: Mapping[int, Product]) -> Failure:
    query = answer.query
    return Failure(
        text=query.text if isinstance(query, TextQuery) else "",
        photo=asked_photo(query, asker) if isinstance(query, PhotoQuery) else None,
        expected=tuple(
            of_product(products[key], right=True)
            for key in expected(answer, SHOWN)
            if key in products
        ),
        found=tuple(
            of_product(products[key], right=query.grades.get(key, 0) > 0)
            for key in answer.found[:SHOWN]
            if key in products
        ),
    )


def asked_photo(query: PhotoQuery, asker: Asker) -> Picture:
    """Return the photo that was searched with, spoiled in the same way once more."""
    try:
        return Picture(as_uri(encoded(asker.picture(query))), "the photo searched with")
    except UNSHOWN:
        return Picture("", "the photo searched with, which is gone")


def of_product(product: Product, *, right: bool) -> Picture:
    words = f"{product.title} ({product.sku})"
    photo = product.photos.filter(state=Photo.State.LIVE).select_related("store").first()
    try:
        source = as_uri(thumbnails.webp(photo, SIDE, square=True)) if photo else ""
    except UNSHOWN:
        source = ""
    return Picture(source, words, right)


def encoded(image: Image) -> bytes:
    small = image.copy()
    small.thumbnail((SIDE, SIDE))
    return encode(small, WEBP)


def as_uri(webp: bytes) -> str:
    return f"data:{WEBP.content_type};base64,{base64.b64encode(webp).decode()}"
