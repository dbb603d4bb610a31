"""The goods that a purpose or an occasion asks for, in English."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.lists import sides_in, terms_of_name
from catalog_search.text.store.row_sets import NO_ROWS, Rows, contained, intersected, union
from catalog_search.text.store.store_words import StoreWords
from catalog_search.types import Keys

MAX_GOODS = 24
"""Kinds of goods that are read for one query."""
MAX_TERMS = 6
"""Words of a purpose."""
BROAD = (
    "gift, present, surprise, birthday, keep my, home, house, living room, bedroom, "
    "bathroom, kitchen, office, play, brighten, gadget, autumn, winter, summer, gift for a "
    "man, gift for him, gift for men, gift for my dad, gift for dad, gift for my father, "
    "gift for my husband, gift for my boyfriend, gift for my brother, gift for a guy, "
    "present for a man, present for him, present for men, present for my dad, present for "
    "dad, present for my father, present for my husband, present for my boyfriend, present "
    "for my brother, present for a guy, mum, mother, mom, grandmother"
)
"""Purposes that do not count beside another one: "gift" in "gift for a newborn"."""

CLAUSE = re.compile(r"\b(?:when|while|whilst|after|before|during)\b")
"""Words between a purpose and its occasion, as in "find my way when hiking"."""

CLOTHES = "clothes clothing outfit wear"
"""Words for anything that is worn: "clothes for a hot day" are neither fans nor sunscreen."""
WORN = (
    "beanie bikini blazer blouse bodysuit boots bra cap cardigan churidar coat dress dupatta "
    "fleece gloves gown hat heels hoodie jacket jeans jersey kurta kurti leggings lehenga "
    "nightdress nightwear pajamas pants pullover pyjama raincoat robe romper salwar sandals saree "
    "scarf sherwani shirt shoes shorts skirt sneakers socks suit sweater sweatshirt swimsuit "
    "swimwear thermal tie top tracksuit trousers"
)
"""Last words of names of what is worn."""


def useful_goods(words: str, store_words: StoreWords) -> list[Terms]:
    """Return the names of the goods for a purpose in the words, broadly if the store has none."""
    goods = goods_for(words)
    return goods if len(serving(goods, store_words)) else goods_for(words, broadly=True)


def useful(
    goods: Sequence[Terms], store_words: StoreWords
) -> Callable[[Keys], NDArray[np.bool_]] | None:
    """Return a function of product keys [n]: whether they are such goods.

    They state all words of one of the names, descriptions aside, and are not known to be other
    goods, as coat hangers are not coats. Return None if no product is one.
    """
    rows = serving(goods, store_words)
    return store_words.among(rows) if len(rows) else None


def serving(goods: Sequence[Terms], store_words: StoreWords) -> Rows:
    """Return the rows of the products that state a name of the goods and are not other goods."""
    rows = stating(goods, store_words)
    if not len(rows):
        return rows
    other_names = (each for name in goods for each in apart().get(name, ()))
    return rows[
        ~contained(rows, stating((each for each in other_names if each not in goods), store_words))
    ]


def stating(names: Iterable[Terms], store_words: StoreWords) -> Rows:
    """Return the rows of the products that state all words of one of the names."""
    rows_by_name = [intersected(map(store_words.rows_stating, name)) for name in names if name]
    return union(rows_by_name) if rows_by_name else NO_ROWS


def goods_for(words: str, *, broadly: bool = False) -> list[Terms]:
    """Return names of goods for the purposes in the words; [] in other languages.

    BROAD ones are left out beside others, unless `broadly` is set.
    """
    goods = dict[Terms, None]()
    for purpose in purposes_in(words, broadly=broadly):
        goods.update(dict.fromkeys(by_purpose()[purpose]))
    if not goods:
        return []
    clothes, worn = clothing()
    if not clothes.isdisjoint(terms_of(words)):
        goods = {name: None for name in goods if name[-1] in worn} or goods
    return list(goods)[:MAX_GOODS]


def purposes_in(words: str, *, broadly: bool = False) -> list[Terms]:
    """Return the purposes in the words, without those that stand within another one."""
    if conf.settings().language != "english":
        return []
    before, *behind = CLAUSE.split(words, maxsplit=1)
    if behind and (purposes := purposes_in(before)):
        return purposes
    terms = terms_of(words)
    starts, sizes = range(len(terms)), range(1, MAX_TERMS + 1)
    phrases = {terms[start : start + size] for start in starts for size in sizes}
    purposes = sorted(phrases & by_purpose().keys(), key=places().__getitem__)
    if not broadly:
        purposes = [each for each in purposes if each not in broad()] or purposes
    # For "winter sports" neither "winter" nor "sports" counts as a purpose of its own.
    return [
        purpose
        for purpose in purposes
        if not any(purpose != other and within(purpose, other) for other in purposes)
    ]


@cache
def clothing() -> tuple[frozenset[str], frozenset[str]]:
    """Return CLOTHES and WORN, as terms."""
    return frozenset(terms_of(CLOTHES)), frozenset(terms_of(WORN))


def is_purpose(words: str) -> bool:
    """Return whether the words are the name of a purpose or an occasion: "winter sports"."""
    return conf.settings().language == "english" and terms_of(words) in by_purpose()


@cache
def broad() -> frozenset[Terms]:
    return frozenset(map(terms_of, BROAD.split(",")))


@cache
def apart() -> Mapping[Terms, tuple[Terms, ...]]:
    """Return apart.txt: names of goods, and of others that state them, as terms."""
    return {
        terms_of(name): tuple(map(terms_of, other_names.split(",")))
        for name, other_names in sides_in("goods/apart.txt")
    }


@cache
def places() -> Mapping[Terms, int]:
    """Return the place of each purpose in uses.txt."""
    return {purpose: place for place, purpose in enumerate(by_purpose())}


def within(purpose: Terms, terms: Terms) -> bool:
    places = range(len(terms) - len(purpose) + 1)
    return any(terms[place : place + len(purpose)] == purpose for place in places)


@cache
def by_purpose() -> Mapping[Terms, tuple[Terms, ...]]:
    """Return uses.txt: names of goods by purpose, as terms."""
    goods_by_purpose: dict[Terms, tuple[Terms, ...]] = {}
    for purposes, goods in sides_in("goods/uses.txt"):
        names = tuple(map(terms_of_name, goods.split(",")))
        for purpose in map(terms_of_name, purposes.split(",")):
            goods_by_purpose[purpose] = (*goods_by_purpose.get(purpose, ()), *names)
    return goods_by_purpose


@cache
def names_in_uses() -> Mapping[Terms, str]:
    """Return the names of goods in uses.txt as they stand there, by their terms."""
    names = (name for _, goods in sides_in("goods/uses.txt") for name in goods.split(","))
    return {terms_of_name(name): name.strip() for name in names}
