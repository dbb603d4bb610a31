"""Measure suggested categories: how far their confidence can be trusted, and what examples add.

python -m catalog_search.workshop.evaluation.categories --data DIR [--vectors FILE] [--svg FILE]

DIR has catalog.jsonl, whose rows have sku, title, category, images and split ("train" or "dev").
Figures are of `dev` alone. "Cross-validated" takes dev for a store: of five parts each is judged
by the examples and the confidence of the other four. "From train" decides all of train instead.
Vectors are kept in FILE, so that photos are encoded once.
"""

import argparse
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.workshop.evaluation.category_curves import Curve, markdown, svg
from catalog_search.workshop.evaluation.memory import BATCH, lines, load_image

if TYPE_CHECKING:
    from catalog_search.categories.learned import Learned
    from catalog_search.categories.predictions import Judge, Judged

FOLDS = 5
DRAWS = 5
CORRECTIONS = (0, 1, 5, 20)
Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Goods:
    """Products in memory: vectors [n, 2, d] and the numbers of their categories [n]."""

    pairs: NDArray[np.float64]
    truth: Keys
    dev: NDArray[np.bool_]
    paths: Sequence[str]
    labels: NDArray[np.float64]

    def judge(self, examples: "Learned", *, titles: bool = True) -> "Judge":
        from catalog_search.categories import confidence
        from catalog_search.categories.predictions import Judge
        from catalog_search.models import Category

        categories = [Category(path=path) for path in self.paths]
        return Judge(categories, self.labels, examples, confidence.DEFAULT, titles)

    def learned(self, keys: Sequence[int], limit: int) -> "Learned":
        """Return what the last `limit` products of each category among these tell."""
        from catalog_search.categories.learned import Examples, Learned
        from catalog_search.categories.prototypes import SAMPLE

        chosen = defaultdict(list)
        for key in keys:
            chosen[int(self.truth[key])].append(int(key))
        nothing = np.zeros(self.pairs.shape[1:])
        groups = [chosen[k][-limit:] if limit else [] for k in range(len(self.paths))]
        return Learned(
            [
                Examples(frozenset(group), self.pairs[group].sum(axis=0), 0, nothing)
                if group
                else None
                for group in groups
            ],
            self.pairs[np.sort(keys)[:SAMPLE]].mean(axis=0) if len(keys) else None,
        )

    def judged(self, judge: "Judge", keys: Keys) -> "Judged":
        return judge.judged_pairs([int(key) for key in keys], self.pairs[keys])

    def right(self, judged: "Judged") -> NDArray[np.bool_]:
        hits: NDArray[np.bool_] = np.array(judged.best) == self.truth[judged.keys]
        return hits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, help="where vectors are kept: a .npz file")
    parser.add_argument("--svg", type=Path, help="where to draw the curves")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    import django

    django.setup()
    goods = load(options.data, options.vectors)
    curves = [before(goods), from_train(goods), cross_validated(goods)]
    print(markdown(curves))  # noqa: T201
    print(corrections(goods))  # noqa: T201
    if options.svg:
        options.svg.write_text(svg(curves))


def load(data: Path, vector_file: Path | None) -> Goods:
    from catalog_search import conf
    from catalog_search.text.labels import label_vectors, unit

    rows = lines(data / "catalog.jsonl")
    paths = sorted({" > ".join(row["category"]) for row in rows})
    pairs: NDArray[np.float32]
    if vector_file and vector_file.exists():
        pairs = np.load(vector_file)[conf.get_encoder().model_id]
    else:
        pairs = encoded(data, rows)
        if vector_file:
            named: dict[str, Any] = {conf.get_encoder().model_id: pairs}
            np.savez(vector_file, **named)
    return Goods(
        pairs / np.linalg.norm(pairs, axis=2, keepdims=True),
        np.array([paths.index(" > ".join(row["category"])) for row in rows]),
        np.array([row["split"] == "dev" for row in rows]),
        paths,
        unit(label_vectors(paths)),
    )


def encoded(data: Path, rows: Sequence[Any]) -> NDArray[np.float32]:
    from catalog_search import conf

    encoder = conf.get_encoder()
    parts = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    photos = [encoder.encode_images([load_image(data, r["images"][0]) for r in p]) for p in parts]
    titles = [encoder.encode_texts([row["title"] for row in part]) for part in parts]
    return np.stack([np.concatenate(photos), np.concatenate(titles)], axis=1)


def before(goods: Goods) -> Curve:
    """Words alone; the confidence is the softmax, as in the first version."""
    from catalog_search.text.labels import softmax

    judged = goods.judged(goods.judge(goods.learned([], 0)), np.flatnonzero(goods.dev))
    return Curve("words alone, softmax", softmax(judged.logits).max(axis=1), goods.right(judged))


def from_train(goods: Goods) -> Curve:
    decided, measured = np.flatnonzero(~goods.dev), np.flatnonzero(goods.dev)
    return Curve("examples and confidence from train", *suggested(goods, decided, measured))


def cross_validated(goods: Goods) -> Curve:
    outcomes = [suggested(goods, decided, measured) for decided, measured in folds(goods)]
    expected, right = (np.concatenate(columns) for columns in zip(*outcomes, strict=True))
    return Curve("examples and confidence cross-validated", expected, right)


def folds(goods: Goods) -> Iterator[tuple[Keys, Keys]]:
    keys = np.flatnonzero(goods.dev)
    part = np.random.default_rng(0).integers(0, FOLDS, len(keys))
    yield from ((keys[part != fold], keys[part == fold]) for fold in range(FOLDS))


def suggested(goods: Goods, decided: Keys, measured: Keys) -> tuple[Any, NDArray[np.bool_]]:
    """Return how probably each is right and whether it is, after these products were decided."""
    from catalog_search.categories import confidence, prototypes

    judge = goods.judge(goods.learned([int(key) for key in decided], prototypes.EXAMPLES))
    judged_decided = goods.judged(judge, decided)
    weights = confidence.fit(judged_decided.features, goods.right(judged_decided))
    judged = goods.judged(judge, measured)
    return confidence.expected_right(judged.features, weights), goods.right(judged)


def corrections(goods: Goods) -> str:
    """Return a table: accuracy on dev after n examples of each category, drawn from train."""
    from catalog_search.categories import prototypes

    measured, rows = np.flatnonzero(goods.dev), []
    for limit in (*CORRECTIONS, prototypes.EXAMPLES):
        shares = []
        for titles in (False, True):
            draws = [
                accuracy_after(goods, measured, limit, seed, titles=titles) for seed in range(DRAWS)
            ]
            shares.append(f"{np.mean(draws):.3f}")
        rows.append(f"| {limit} | {' | '.join(shares)} |")
    head = "| examples a category | photo alone | photo and title |\n|---|---|---|"
    return "\n".join([head, *rows])


def accuracy_after(goods: Goods, measured: Keys, limit: int, seed: int, *, titles: bool) -> float:
    drawn = np.random.default_rng(seed).permutation(np.flatnonzero(~goods.dev))
    judge = goods.judge(goods.learned([int(key) for key in drawn], limit), titles=titles)
    return float(goods.right(goods.judged(judge, measured)).mean())


if __name__ == "__main__":
    main()
