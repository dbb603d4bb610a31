"""Purposes of uses.txt that mean nearly what the words say. English, with the starter model.

"Get the crumbs off my rug" is near to "crumbs on the floor", which asks for a hand vacuum.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.text.analysis import Terms, terms_of
from catalog_search.text.goods.goods import names as names_of_goods
from catalog_search.text.goods.uses import by_purpose, names_in_uses, purposes_in, useful_goods
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.vectors import text_vectors
from catalog_search.types import Scores, Vector, Vectors

NEAR = 0.6
"""Cosine from which a purpose means nearly what the words say. Chosen with
python -m tests.quality on the train halves of all shops, as is what follows."""
NEARLY_AS_NEAR = 0.08
"""Difference in cosine to the nearest purpose, up to which others count as well."""
MAX_LISTS = 5
"""Lists of goods that are used: those of the nearest purposes."""
MAX_GOODS = 48
"""Names of goods that are returned."""
MAX_COMPARED = 8
"""Names of goods that titles are compared with."""
CIRCUMSTANCES = re.compile(
    r"\s(?:after|all|and|at|because|before|between|by|during|for|from|if|in|into|on|over|so|that"
    r"|under|until|when|while|with|without)\s+(?=\w)"
)
"""Words before the circumstances of a purpose: where and when it is."""
MAX_BEGINNINGS = 2
"""Beginnings of a text that are compared, up to what divides them from the rest."""
SURELY = 0.8
"""Cosine from which the beginning of a text is what it asks for. Chosen like NEAR."""
GIFTS = frozenset([("gift",), ("present",)])
"""Purposes of which the lists are enough: what is near to "present for a colleague" is often for
something else."""
FILE = "uses.npz"


@dataclass(frozen=True, slots=True, eq=False)
class KnownPurposes:
    """The distinct purposes of the list, as vectors of fewer numbers than the model's."""

    model_id: str
    axes: NDArray[np.float32]
    """[d, k]: the main axes of their vectors by the model."""
    vectors: NDArray[np.float32]
    """[n, k], of length 1."""
    purposes: tuple[Terms, ...]
    """[n]"""

    def cosines(self, vector: Vector) -> Scores:
        """Return the cosine [n] of each purpose with a text's vector."""
        # Without BLAS, whose threads wait for each other on a busy machine.
        own = np.einsum("d,dk->k", vector, self.axes)
        own /= max(float(np.linalg.norm(own)), 1e-9)
        cosines: Scores = np.einsum("nk,k->n", self.vectors, own)
        return cosines

    def near(self, vector: Vector) -> Iterator[Terms]:
        """Yield the purposes near to a text's vector, the nearest first."""
        cosines = self.cosines(vector)
        min_cosine = max(NEAR, float(cosines.max()) - NEARLY_AS_NEAR)
        near = np.flatnonzero(cosines >= min_cosine)
        yield from (self.purposes[row] for row in near[np.argsort(-cosines[near])].tolist())


@dataclass(frozen=True, slots=True, eq=False)
class KnownNames:
    """The names of goods in the list, as vectors of fewer numbers than the model's."""

    model_id: str
    axes: NDArray[np.float32]
    """[d, k]: the main axes of their vectors by the model."""
    vectors: NDArray[np.int8]
    """[n, k], of any length."""
    rows: Mapping[Terms, int]
    """Of `vectors`, by name."""

    def of(self, names: Sequence[Terms]) -> Vectors:
        """Return the vectors [m, d] of the names, within .02 of the cosines by the model's own."""
        chosen = self.vectors[[self.rows[name] for name in names]].astype(np.float32)
        vectors: Vectors = np.einsum("mk,dk->md", chosen, self.axes)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def goods_for_words(words: str, vector: Vector | None, store_words: StoreWords) -> list[Terms]:
    """Return the names of the goods for the purposes in the words, and for those near to them.

    Near purposes are not looked up if the words have a known purpose of several words, or a gift.
    `vector` is that of all words of the search; None if no near purposes are wanted. Raises
    EncoderUnavailable.
    """
    if vector is not None:
        words, vector = without_circumstances(words, vector)
    goods = useful_goods(words, store_words)
    purposes = purposes_in(words, broadly=True)
    is_specific = goods and any(len(each) > 1 or each in GIFTS for each in purposes)
    if vector is None or is_specific:
        return goods
    return list(dict.fromkeys((*goods, *goods_near(vector))))[:MAX_GOODS]


def without_circumstances(words: str, vector: Vector) -> tuple[str, Vector]:
    """Return the beginning of the words that is surely a purpose, and its vector; else all of them.

    "Find my way on the mountain" asks for goods to find the way with, not for mountain goods. Words
    that ask for gifts are not cut, because what follows says for whom they are.
    """
    purposes = purposes_of_model()
    texts = [words[: divided.start()] for divided in CIRCUMSTANCES.finditer(words)]
    beginnings = [each for each in texts if " " in each.strip()][:MAX_BEGINNINGS]
    if purposes is None or not beginnings:
        return words, vector
    if not GIFTS.isdisjoint(zip(terms_of(words), strict=True)):
        return words, vector
    vectors = text_vectors(beginnings)
    nearness = [float(purposes.cosines(each).max()) for each in (vector, *vectors)]
    best = int(np.argmax(nearness))
    if not best or nearness[best] < SURELY:
        return words, vector
    return beginnings[best - 1], vectors[best - 1]


def goods_near(vector: Vector) -> list[Terms]:
    """Return the names of the goods for the purposes near to a text's vector, the nearest first."""
    purposes = purposes_of_model()
    if purposes is None:
        return []
    lists: dict[Sequence[Terms], None] = {}
    for purpose in purposes.near(vector):
        lists[by_purpose()[purpose]] = None
        if len(lists) == MAX_LISTS:
            break
    return list(dict.fromkeys(name for goods in lists for name in goods))


def purposes_of_model() -> KnownPurposes | None:
    """Return the purposes of uses.npz; None for another model, or another language than English."""
    # Its terms are English: read in another language they would be kept for the process.
    if conf.settings().language != "english":
        return None
    purposes = known_purposes()
    return purposes if purposes.model_id == conf.get_encoder().model_id else None


def vectors_of(goods: Sequence[Terms]) -> Vectors | None:
    """Return the vectors [k, d] of the first MOST_COMPARED names of goods, None without any."""
    return vectors_of_names(goods[:MAX_COMPARED]) if goods else None


def vectors_of_names(names: Sequence[Terms]) -> Vectors:
    """Return the vectors [n, d] of names of goods, from uses.npz if it has them all.

    Raises EncoderUnavailable.
    """
    listed = known_names()
    if listed.model_id == conf.get_encoder().model_id and listed.rows.keys() >= {*names}:
        return listed.of(names)
    return text_vectors([names_of_goods().written(name) for name in names])


@cache
def known_purposes() -> KnownPurposes:
    """Return the purposes of uses.npz."""
    with uses_file() as file:
        vectors = file["vectors"].astype(np.float32)
        purposes = tuple(by_purpose())
        return KnownPurposes(
            str(file["model_id"]),
            file["axes"].astype(np.float32),
            vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
            tuple(purposes[place] for place in file["places"].tolist()),
        )


@cache
def known_names() -> KnownNames:
    """Return the names of uses.npz."""
    with uses_file() as file:
        rows = {name: row for row, name in enumerate(names_in_uses())}
        axes = file["name_axes"].astype(np.float32)
        return KnownNames(str(file["model_id"]), axes, file["names"], rows)


@contextmanager
def uses_file() -> Iterator[Mapping[str, NDArray[Any]]]:
    """Open uses.npz. python -m tests.support.purposes writes it after a change of uses.txt."""
    with resources.files(__package__).joinpath(FILE).open("rb") as file, np.load(file) as arrays:
        yield arrays
