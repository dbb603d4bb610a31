"""The same searches with the present model and the next one, side by side."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from catalog_search import conf
from catalog_search.indexing.changing_model.next_model import next_entry
from catalog_search.models import Collection, Store
from catalog_search.models.desk.verdicts import grades_of, ndcg
from catalog_search.models.indexing import collections
from catalog_search.search.log import normalised
from catalog_search.search.page_engines import page_engines
from catalog_search.search.results import Result
from catalog_search.search.words.text import by_text

SHOWN = 6
"""Products shown of each answer."""


@dataclass(frozen=True, slots=True)
class Models:
    """The ids of the model that searches use, and of the one that may follow it."""

    live: str
    next: str


@dataclass(frozen=True, slots=True)
class Side:
    """One model's answer. The page does not say whose it is until somebody has judged it."""

    is_next: bool
    items: tuple[Result, ...]
    total: int
    ndcg: float | None = None
    """nDCG of the items, by the grades of staff; None if no judged product fits."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A search with both models, in an order that depends on the words."""

    words: str
    sides: tuple[Side, Side]
    shared: int
    """Products that both answers show."""


def models_compared() -> Models | None:
    """Return the two models, None if there is no next one. Raises EncoderUnavailable."""
    if not (entry := next_entry()):
        return None
    with collections.serving():
        live = conf.get_encoder().model_id
    with conf.using(entry):
        return Models(live, conf.get_encoder().model_id)


def next_collection() -> Collection | None:
    """Return the row of the next model's collection, None if it was not begun."""
    if not (entry := next_entry()):
        return None
    return Collection.objects.filter(encoder=conf.digest_of(entry)).first()


def compare(store: Store, words: str) -> Compared:
    """Return both models' answers. Raises EncoderUnavailable, IndexUnavailable, InvalidQuery."""
    first, second = answer(store, words, is_next=False), answer(store, words, is_next=True)
    shared = {item.product.pk for item in first.items} & {item.product.pk for item in second.items}
    sides = (second, first) if is_next_first(words) else (first, second)
    return Compared(words, sides, len(shared))


def is_next_first(words: str) -> bool:
    return bool(hashlib.sha256(words.encode()).digest()[0] % 2)


def answer(store: Store, words: str, *, is_next: bool) -> Side:
    with engines_of(is_next=is_next):
        results = by_text(store, words)
    items = results.items[:SHOWN]
    grades = grades_of(store, [normalised(words)]).get(normalised(words), {})
    return Side(is_next, items, results.total, ndcg([item.product.pk for item in items], grades))


@contextmanager
def engines_of(*, is_next: bool) -> Iterator[None]:
    entry = next_entry() if is_next else None
    if entry:
        with conf.using(entry), page_engines():
            yield
    else:
        with page_engines():
            yield
