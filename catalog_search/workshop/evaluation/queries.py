"""Queries whose right answers the catalogue itself knows."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from catalog_search import conf
from catalog_search.models import Photo, Product
from catalog_search.text.values import as_words
from catalog_search.types import Vector
from catalog_search.workshop.evaluation import augment
from catalog_search.workshop.evaluation.catalogue import Catalogue

Measures = Mapping[str, tuple[str, ...]]
"""What is counted: our name, and the measures of the library whose largest value it is."""

OWN: Measures = {
    "R@1": ("Success@1",),
    "R@5": ("Success@5",),
    "R@10": ("Success@10",),
    "MRR": ("RR",),
}
"""For one right product. Another that shows the same picture counts as it: a tie."""

GRADED: Measures = {
    "P@10": ("P(rel=2)@10",),
    # hits / min(10, right ones) is the larger of hits / 10 and hits / right ones.
    "P@10 of possible": ("P(rel=2)@10", "R(rel=2)@10"),
    "nDCG@10": ("nDCG@10",),
}
"""For products graded 2 (type and attribute) and 1 (type only)."""

LEAST = 3
"""Products that must have a pair of attribute and type for it to be asked for."""
PHOTOS, BOTH = "photos", "photos and titles"
ALL = "photos, titles and words"
"""As shoppers ask."""
TITLES, WORDS, RANKS = "titles", "words", "all, by reciprocal ranks"
LEGS = (TITLES, WORDS, RANKS)
"""What a search by words is compared with, beside PHOTOS: its legs alone and plain fusion."""


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of query, which vectors of the index it may use, and what is counted."""

    name: str
    through: str
    measures: Measures = field(hash=False)


@dataclass(frozen=True, slots=True, eq=False)
class TextQuery:
    """Words with their vector, and the grade of each product by its key; 0 where not told."""

    task: Task
    grades: Mapping[int, int]
    text: str
    vector: Vector


@dataclass(frozen=True, slots=True, eq=False)
class PhotoQuery:
    """A photo of the catalogue, and the grade of each product by its key; 0 where not told."""

    task: Task
    grades: Mapping[int, int]
    photo: Photo
    vector: Vector | None = None
    """The index's own; None: to be made from the photo after it is spoiled."""
    spoiled: str = ""
    """One of augment.KINDS."""
    exclude_photos: frozenset[int] = frozenset()
    """Ids of points that are no answer."""


Query = TextQuery | PhotoQuery


def in_words(
    name: str, measures: Measures, text: str, vector: Vector, grades: Mapping[int, int]
) -> Iterator[TextQuery]:
    """Yield the query twice: by photos alone, as if no title were known, and as shoppers ask."""
    for through in (PHOTOS, ALL):
        yield TextQuery(Task(name, through, measures), grades, text, vector)


def own_titles(catalogue: Catalogue, products: Sequence[Product]) -> Iterator[TextQuery]:
    """Ask each product's title: it, or another with the same main photo, is right."""
    for product in products:
        right = catalogue.owners(catalogue.same_picture(catalogue.rows[product.pk][0]))
        grades = dict.fromkeys(right, 1)
        yield from in_words("own title", OWN, product.title, catalogue.titles[product.pk], grades)


def by_attributes(
    catalogue: Catalogue, products: Sequence[Product], limit: int
) -> Iterator[TextQuery]:
    """Ask for pairs of attribute and type that the products have, such as "red sandals"."""
    types = defaultdict(list)
    for product in catalogue.products:
        types[leaf(product)].append(product)
    for name in ("color", "brand", *conf.get("FACETS")):
        pairs = dict.fromkeys(
            (value, leaf(product))
            for product in products
            for value in values(product, name)[:1]
            if leaf(product)
        )
        asked: dict[str, dict[int, int]] = {}
        for value, kind in pairs:
            grades = {one.pk: 1 + (value in values(one, name)) for one in types[kind]}
            if sum(grade == 2 for grade in grades.values()) >= LEAST and len(asked) < limit:
                asked[f"{value} {kind}"] = grades
        yield from encoded(f"{name} and category", GRADED, asked)


def encoded(
    name: str, measures: Measures, asked: Mapping[str, Mapping[int, int]]
) -> Iterator[TextQuery]:
    """Yield the texts as queries, encoded all at once. Raises EncoderUnavailable."""
    if not asked:
        return
    vectors = conf.get_encoder().encode_texts(list(asked))
    for (text, grades), vector in zip(asked.items(), vectors, strict=True):
        yield from in_words(name, measures, text, vector, grades)


def of_each_leg(texts: Sequence[TextQuery]) -> Iterator[TextQuery]:
    """Yield the queries, and each of them once more for everything in LEGS."""
    for query in texts:
        yield query
        if query.task.through == ALL:
            for through in LEGS:
                yield replace(query, task=replace(query.task, through=through))


def leaf(product: Product) -> str:
    return product.category_path[-1].casefold() if product.category else ""


def values(product: Product, name: str) -> list[str]:
    """Return the product's values of an attribute, as a shopper would type them."""
    told = {"color": product.colors, "brand": product.brand}.get(name)
    given = product.attributes.get(name) if told is None else told
    return [word.casefold() for word in as_words(given) if word] if given else []


def spoiled_photos(catalogue: Catalogue, products: Sequence[Product]) -> Iterator[PhotoQuery]:
    """Ask with each product's main photo as a shopper might have taken it, one kind by one."""
    for product in products:
        row = catalogue.rows[product.pk][0]
        right = dict.fromkeys(catalogue.owners(catalogue.same_picture(row)), 1)
        for kind in augment.KINDS:
            task = Task(f"own photo, {kind}", PHOTOS, OWN)
            yield PhotoQuery(task, right, catalogue.photos[row], spoiled=kind)


def other_views(
    catalogue: Catalogue,
    products: Sequence[Product],
    limit: int,
    random: np.random.Generator,
) -> Iterator[PhotoQuery]:
    """Ask with one photo of a product that has others: these, not the photo itself, must answer."""
    task = Task("another photo of the same product", PHOTOS, OWN)
    several = [product for product in products if len(catalogue.rows[product.pk]) > 1]
    rows = [row for product in several for row in catalogue.rows[product.pk]]
    asked = 0
    for row in random.permutation(np.array(rows, dtype=np.int64)):
        photo, same = catalogue.photos[row], catalogue.same_picture(int(row))
        others = [one for one in catalogue.rows[photo.product_id] if one not in same]
        if others and asked < limit:
            asked += 1
            yield PhotoQuery(
                task,
                dict.fromkeys(owners_of_any(catalogue, others), 1),
                photo,
                vector=catalogue.vectors[row],
                exclude_photos=frozenset(catalogue.photos[one].pk for one in same),
            )


def owners_of_any(catalogue: Catalogue, rows: Collection[int]) -> frozenset[int]:
    return frozenset().union(*(catalogue.owners(catalogue.same_picture(row)) for row in rows))
