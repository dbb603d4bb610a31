"""Purposes of uses.txt that mean nearly what the words say. English, with the starter model.

"Get the crumbs off my rug" is near to "crumbs on the floor", which asks for a hand vacuum.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.text.analysis import Terms
from catalog_search.text.store_words import StoreWords
from catalog_search.text.uses import by_purpose, purposes_in, useful_goods, written
from catalog_search.text.vectors import text_vectors
from catalog_search.types import Vector, Vectors

NEAR = 0.6
"""Cosine from which a purpose means nearly what the words say. Chosen with
python -m tests.quality on the train halves of all shops, as is what follows."""
NEARLY_AS_NEAR = 0.08
"""What others may be less near than the nearest one."""
MOST = 5
"""Lists of goods that are taken."""
MOST_GOODS = 48
"""Names of goods that are meant, at most."""
MOST_COMPARED = 8
"""Names of goods that titles are compared with."""
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

    def near(self, vector: Vector) -> Iterator[Terms]:
        """Yield the purposes near to a text's vector, the nearest first."""
        # Without BLAS, whose threads wait for each other on a busy machine.
        own = np.einsum("d,dk->k", vector, self.axes)
        own /= max(float(np.linalg.norm(own)), 1e-9)
        cosines = np.einsum("nk,k->n", self.vectors, own)
        least = max(NEAR, float(cosines.max()) - NEARLY_AS_NEAR)
        near = np.flatnonzero(cosines >= least)
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
        found: Vectors = np.einsum("mk,dk->md", chosen, self.axes)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found


def goods_meant(words: str, vector: Vector | None, store_words: StoreWords) -> list[Terms]:
    """Return the names of the goods for the purposes in the words, and for those near to them.

    A purpose of several words that stands there says it all. `vector` is that of all words of the
    search, None if what stands there is all that counts.
    """
    listed = useful_goods(words, store_words)
    found = purposes_in(words, broadly=True)
    is_told = listed and any(len(each) > 1 or each in GIFTS for each in found)
    if vector is None or is_told:
        return listed
    return list(dict.fromkeys((*listed, *goods_near(vector))))[:MOST_GOODS]


def goods_near(vector: Vector) -> list[Terms]:
    """Return the names of the goods for the purposes near to a text's vector, the nearest first."""
    # Its terms are English: read in another language they would be kept for the process.
    if conf.settings().language != "english":
        return []
    known = known_purposes()
    if known.model_id != conf.get_encoder().model_id:
        return []
    lists: dict[Sequence[Terms], None] = {}
    for purpose in known.near(vector):
        lists[by_purpose()[purpose]] = None
        if len(lists) == MOST:
            break
    return list(dict.fromkeys(name for goods in lists for name in goods))


def vectors_of(goods: Sequence[Terms]) -> Vectors | None:
    """Return the vectors [k, d] of the first MOST_COMPARED names of goods, None without any."""
    compared = goods[:MOST_COMPARED]
    if not compared:
        return None
    known = known_names()
    if known.model_id == conf.get_encoder().model_id:
        return known.of(compared)
    return text_vectors([written()[name] for name in compared])


@cache
def known_purposes() -> KnownPurposes:
    """Return those of uses.npz."""
    with kept() as file:
        vectors = file["vectors"].astype(np.float32)
        every = tuple(by_purpose())
        return KnownPurposes(
            str(file["model_id"]),
            file["axes"].astype(np.float32),
            vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
            tuple(every[place] for place in file["places"].tolist()),
        )


@cache
def known_names() -> KnownNames:
    """Return those of uses.npz."""
    with kept() as file:
        rows = {name: row for row, name in enumerate(written())}
        axes = file["name_axes"].astype(np.float32)
        return KnownNames(str(file["model_id"]), axes, file["names"], rows)


@contextmanager
def kept() -> Iterator[Mapping[str, NDArray[Any]]]:
    """Open uses.npz. python -m tests.support.purposes writes it after a change of uses.txt."""
    with resources.files(__package__).joinpath(FILE).open("rb") as file, np.load(file) as arrays:
        yield arrays
