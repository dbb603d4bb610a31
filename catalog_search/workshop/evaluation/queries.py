"""Evaluation queries whose right answers follow from the catalogue."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from catalog_search import conf
from catalog_search.models import Photo, Product
from catalog_search.text.store.values import listed_values
from catalog_search.types import Vector
from catalog_search.workshop.evaluation import augment
from catalog_search.workshop.evaluation.catalogue import Catalogue

Measures = Mapping[str, tuple[str, ...]]
"""Our name of each measure, and the ir_measures names whose maximum is its value."""

OWN: Measures = {
    "R@1": ("Success@1",),
    "R@5": ("Success@5",),
    "R@10": ("Success@10",),
    "MRR": ("RR",),
}
"""For queries with one right product. Products with the same picture count as it: ties."""

GRADED: Measures = {
    "P@10": ("P(rel=2)@10",),
    # hits / min(10, right products) is the larger of hits / 10 and hits / right products.
    "P@10 of possible": ("P(rel=2)@10", "R(rel=2)@10"),
    "nDCG@10": ("nDCG@10",),
}
"""For grades 2 (type and attribute match) and 1 (type matches)."""

MIN_PRODUCTS = 3
"""A pair of attribute and type becomes a query if at least this many products have it."""
PHOTOS, BOTH = "photos", "photos and titles"
ALL = "photos, titles and words"
"""Searched as for shoppers."""
TITLES, WORDS, RANKS = "titles", "words", "all, by reciprocal ranks"
SUBQUERIES = (TITLES, WORDS, RANKS)
"""Compared with a text search, beside PHOTOS: single subqueries, and reciprocal rank fusion."""


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of query, the vectors it searches, and its measures."""

    name: str
    through: str
    measures: Measures = field(hash=False)


@dataclass(frozen=True, slots=True, eq=False)
class TextQuery:
    """A text with its vector. `grades` are by product key; other products have grade 0."""

    task: Task
    grades: Mapping[int, int]
    text: str
    vector: Vector


@dataclass(frozen=True, slots=True, eq=False)
class PhotoQuery:
    """A catalogue photo. `grades` are by product key; other products have grade 0."""

    task: Task
    grades: Mapping[int, int]
    photo: Photo
    vector: Vector | None = None
    """The vector from the index; None to encode the distorted photo."""
    distortion: str = ""
    """One of augment.KINDS."""
    exclude_photos: frozenset[int] = frozenset()
    """Keys of photos to leave out of the answer."""


Query = TextQuery | PhotoQuery


def in_words(
    name: str, measures: Measures, text: str, vector: Vector, grades: Mapping[int, int]
) -> Iterator[TextQuery]:
    """Yield the query twice: searching photos only, and searching as for shoppers."""
    for through in (PHOTOS, ALL):
        yield TextQuery(Task(name, through, measures), grades, text, vector)


def own_titles(catalogue: Catalogue, products: Sequence[Product]) -> Iterator[TextQuery]:
    """Yield each product's title; the product and those with the same main photo are right."""
    for product in products:
        right = catalogue.owners(catalogue.same_picture(catalogue.rows[product.pk][0]))
        grades = dict.fromkeys(right, 1)
        yield from in_words("own title", OWN, product.title, catalogue.titles[product.pk], grades)


def by_attributes(
    catalogue: Catalogue, products: Sequence[Product], limit: int
) -> Iterator[TextQuery]:
    """Yield pairs of attribute and type that the products have, such as "red sandals"."""
    types = defaultdict(list)
    for product in catalogue.products:
        types[leaf(product)].append(product)
    for name in ("color", "brand", *conf.settings().facets):
        pairs = dict.fromkeys(
            (value, leaf(product))
            for product in products
            for value in values(product, name)[:1]
            if leaf(product)
        )
        grades_by_text: dict[str, dict[int, int]] = {}
        for value, kind in pairs:
            grades = {product.pk: 1 + (value in values(product, name)) for product in types[kind]}
            matches = sum(grade == 2 for grade in grades.values())
            if matches >= MIN_PRODUCTS and len(grades_by_text) < limit:
                grades_by_text[f"{value} {kind}"] = grades
        yield from encoded(f"{name} and category", GRADED, grades_by_text)


def encoded(
    name: str, measures: Measures, grades_by_text: Mapping[str, Mapping[int, int]]
) -> Iterator[TextQuery]:
    """Yield the texts as queries, encoded in one batch. Raises EncoderUnavailable."""
    if not grades_by_text:
        return
    vectors = conf.get_encoder().encode_texts(list(grades_by_text))
    for (text, grades), vector in zip(grades_by_text.items(), vectors, strict=True):
        yield from in_words(name, measures, text, vector, grades)


def by_subquery(texts: Sequence[TextQuery]) -> Iterator[TextQuery]:
    """Yield the queries, and each query once more for every entry of SUBQUERIES."""
    for query in texts:
        yield query
        if query.task.through == ALL:
            for through in SUBQUERIES:
                yield replace(query, task=replace(query.task, through=through))


def leaf(product: Product) -> str:
    return product.category_path[-1].casefold() if product.category else ""


def values(product: Product, name: str) -> list[str]:
    """Return the product's values of an attribute, in lower case as a shopper would type them."""
    field = {"color": product.colors, "brand": product.brand}.get(name)
    content = product.attributes.get(name) if field is None else field
    return [word.casefold() for word in listed_values(content) if word] if content else []


def distorted_photos(catalogue: Catalogue, products: Sequence[Product]) -> Iterator[PhotoQuery]:
    """Yield each product's main photo once per distortion."""
    for product in products:
        row = catalogue.rows[product.pk][0]
        right = dict.fromkeys(catalogue.owners(catalogue.same_picture(row)), 1)
        for kind in augment.KINDS:
            task = Task(f"own photo, {kind}", PHOTOS, OWN)
            yield PhotoQuery(task, right, catalogue.photos[row], distortion=kind)


def other_views(
    catalogue: Catalogue,
    products: Sequence[Product],
    limit: int,
    random: np.random.Generator,
) -> Iterator[PhotoQuery]:
    """Yield photos of products with several; the product's other photos must be found."""
    task = Task("another photo of the same product", PHOTOS, OWN)
    several = [product for product in products if len(catalogue.rows[product.pk]) > 1]
    rows = [row for product in several for row in catalogue.rows[product.pk]]
    count = 0
    for row in random.permutation(np.array(rows, dtype=np.int64)):
        photo, same = catalogue.photos[row], catalogue.same_picture(int(row))
        other_rows = [other for other in catalogue.rows[photo.product_id] if other not in same]
        if other_rows and count < limit:
            count += 1
            yield PhotoQuery(
                task,
                dict.fromkeys(owners_of_any(catalogue, other_rows), 1),
                photo,
                vector=catalogue.vectors[row],
                exclude_photos=frozenset(catalogue.photos[same_row].pk for same_row in same),
            )


def owners_of_any(catalogue: Catalogue, rows: Collection[int]) -> frozenset[int]:
    return frozenset().union(*(catalogue.owners(catalogue.same_picture(row)) for row in rows))
