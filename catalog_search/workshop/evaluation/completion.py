"""Measure "complete the look".

python -m catalog_search.workshop.evaluation.completion --data DIR [--split report]

DIR holds what catalog_search.workshop.evaluation.looks reads. Each product that a scene lists is
completed in turn: are other products that the scene lists among the six, and types of them? The
scene itself is unknown meanwhile; the other scenes are the store's published looks, or there are
none. Beside it: the six nearest by photo, and six at random. Shares are means over the products of
a scene, with 95 % intervals over the scenes. Choose on `tune`, publish `report`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from catalog_search.workshop.evaluation.looks import interval, options_of, split_of
from catalog_search.workshop.evaluation.memory import Rows, Shelf, lines, load_shelf

if TYPE_CHECKING:
    from catalog_search.catalogue.complements import Weights
    from catalog_search.models import Product
    from catalog_search.retrieval.fusion import Candidates
    from catalog_search.text.store.store_words import StoreWords
    from catalog_search.types import Scores

SIX = 6
Scene = Sequence[int]
"""Rows of the products that a scene lists."""
Method = Callable[[int, Sequence[Scene]], Sequence[int]]
"""Returns the products that complete one, with the scenes that are known."""


@dataclass(slots=True)
class Shop:
    """A catalogue in memory, with its words."""

    shelf: Shelf
    products: Sequence["Product"]
    words: "StoreWords"
    postings: Mapping[int, list[tuple[int, float]]]
    """Rows that have a term, with its BM25 weight there."""
    complements: dict[int, dict[str, list[tuple[str, float, bool]]]] = field(default_factory=dict)
    """Complements by the number of scenes that they were learned from."""

    def weights(self, kind: str, scenes: Sequence[Scene]) -> "Weights":
        """Return the complements of a type that are learned from these scenes."""
        from catalog_search.catalogue.complements import complements

        key = hash(tuple(map(tuple, scenes)))
        if key not in self.complements:
            groups = [[self.shelf.kinds[row] for row in scene] for scene in scenes]
            self.complements = {key: complements(self.shelf.sizes, groups)}
        return {path: weight for path, weight, _ in self.complements[key][kind]}

    def complete(self, row: int, scenes: Sequence[Scene]) -> Sequence[int]:
        """Return what search.completion shows for the product."""
        from catalog_search.retrieval.fusion import concatenate
        from catalog_search.search.products.completion import PER_CATEGORY, one_of_each

        together = [other for scene in scenes if row in scene for other in scene if other != row]
        if together:
            return list(dict.fromkeys(together))[:SIX]
        vector, weights = self.shelf.vectors[row], self.weights(self.shelf.kinds[row], scenes)
        by_photo = concatenate(
            [self.scored(self.shelf.nearest(vector, PER_CATEGORY, kind), row) for kind in weights]
        )
        candidates = one_of_each(self.products[row], by_photo, self.by_words(row), weights)
        return [int(product) for product in candidates.products[:SIX]]

    def scored(self, rows: Sequence[int], row: int) -> "Candidates":
        scores = self.shelf.vectors[list(rows)] @ self.shelf.vectors[row]
        return self.candidates(rows, self.shelf.scores.photo_photo.z_scores(scores))

    def by_words(self, row: int) -> "Candidates":
        from catalog_search.retrieval.subqueries import title_words
        from catalog_search.search.products.completion import PER_CATEGORY

        totals: dict[int, float] = defaultdict(float)
        query = title_words(self.words, self.products[row])
        for term, idf in zip(query.ids, query.weights, strict=True):
            for other, weight in self.postings.get(term, ()):
                totals[other] += idf * weight
        best = sorted(totals, key=lambda other: (-totals[other], other))[:PER_CATEGORY]
        return self.candidates(best, np.array([totals[other] for other in best]))

    def candidates(self, rows: Sequence[int], scores: "Scores") -> "Candidates":
        from catalog_search.retrieval.fusion import Candidates

        keys = np.array(rows, np.int64)
        return Candidates(keys, keys, scores, scores, self.shelf.facts)


def main() -> None:
    options = options_of(__doc__)
    rows = lines(options.data / "catalog.jsonl")
    shop = shop_of(load_shelf(options.data, rows), rows)
    scenes = lines(options.data / "looks.jsonl")
    listed = [[shop.shelf.rows[sku] for sku in scene["products"]] for scene in scenes]
    numbers = [number for number, scene in enumerate(scenes) if split_of(scene) == options.split]
    print(f"{len(rows)} products, {len(numbers)} scenes ({options.split})")  # noqa: T201
    for name, method, is_known in methods(shop):
        print(summary(name, measure(shop, method, listed, numbers, is_known=is_known)))  # noqa: T201


def shop_of(shelf: Shelf, rows: Rows) -> Shop:
    """Return the shop of these rows of a catalogue."""
    from catalog_search.models import Product, Store
    from catalog_search.published.container import Container
    from catalog_search.text import analysis
    from catalog_search.text.store.store_words import StoreWords
    from catalog_search.text.store.words_build import WordsBuilder

    store, builder = Store(slug="measured"), WordsBuilder()
    products, postings = [], defaultdict(list)
    for number, (row, kind) in enumerate(zip(rows, shelf.kinds, strict=True)):
        product = Product(
            **{"pk": number, "store": store, "sku": row["sku"], "title": row["title"]},
            **{"description": row.get("description") or "", "brand": row.get("brand") or ""},
            **{"colors": row.get("colors") or [], "category": kind},
        )
        builder.add(product)
        vector = analysis.bm25_vector(product)
        for term, weight in zip(vector.ids, vector.weights, strict=True):
            postings[term].append((number, weight))
        products.append(product)
    words = StoreWords(Container.of(*builder.finish()))
    return Shop(shelf, products, words, postings)


def methods(shop: Shop) -> list[tuple[str, Method, bool]]:
    """Return the methods by name, and whether the other scenes are known to each."""
    random = np.random.default_rng(0)

    def drawn(row: int, scenes: Sequence[Scene]) -> Sequence[int]:
        return [int(other) for other in random.choice(len(shop.products), SIX, replace=False)]

    def similar(row: int, scenes: Sequence[Scene]) -> Sequence[int]:
        nearest = shop.shelf.nearest(shop.shelf.vectors[row], SIX + 1)
        return [other for other in nearest if other != row][:SIX]

    return [
        ("at random", drawn, False),
        ("similar products", similar, False),
        ("complete, without looks", shop.complete, False),
        ("complete, with the other looks", shop.complete, True),
    ]


def measure(
    shop: Shop, method: Method, listed: Sequence[Scene], numbers: Sequence[int], *, is_known: bool
) -> list[tuple[float, float]]:
    """Return for each scene the shares of its products completed by a right type and product."""
    kinds, shares = shop.shelf.kinds, []
    for number in numbers:
        scenes = [scene for other, scene in enumerate(listed) if is_known and other != number]
        hits = []
        for row in listed[number]:
            products = set(method(row, scenes))
            rest_of_scene = set(listed[number]) - {row}
            types = {kinds[other] for other in rest_of_scene} - {kinds[row]}
            hits.append(
                (
                    bool(types & {kinds[product] for product in products}),
                    bool(rest_of_scene & products),
                )
            )
        shares.append((float(np.mean([a for a, _ in hits])), float(np.mean([b for _, b in hits]))))
    return shares


def summary(name: str, shares: Sequence[tuple[float, float]]) -> str:
    """Return one line: the shares with a right type and with a right product, with intervals."""
    types, products = (interval(np.array(column)) for column in zip(*shares, strict=True))
    return f"{name:32} type {types}  product {products}"


if __name__ == "__main__":
    main()
