"""Measures for choosing a training plan, on photos left out of training."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from catalog_search.workshop.pictures import QUERIES
from catalog_search.workshop.starter.datasets import for_training
from catalog_search.workshop.starter.eyes import Activations
from catalog_search.workshop.starter.features import BATCH, ActivationCache, resized, viewer
from catalog_search.workshop.starter.materials import Materials, Words
from catalog_search.workshop.starter.tail import Tail
from catalog_search.workshop.starter.towers import ImageTower
from catalog_search.workshop.starter.word_heads import TextHead

KIND, COLOR = 0, 1
"""Columns of a photo's facts."""


@dataclass(frozen=True)
class LeftOut:
    """The activations of n photos, unchanged and on a cluttered background."""

    rows: Tensor
    """int64 [n]: rows among all samples."""
    plain: Activations
    cluttered: Activations


def left_out(cache: ActivationCache, materials: Materials) -> LeftOut:
    """Return the photos with sampling weight 0; all are from pairs-fashion."""
    samples, views = materials.samples, viewer(cache.data)
    rows = torch.nonzero(materials.words.weights == 0)[:, 0]
    start = samples.start("pairs-fashion")
    photos = for_training(cache.data, "pairs-fashion")
    pixels = []
    for number in (rows - start).tolist():
        random = np.random.default_rng([7, number])
        pixels.append(resized(QUERIES["cluttered"](photos.photo(number), random, views.scenes)))
    batches = [cache.run(np.stack(pixels[at : at + BATCH])) for at in range(0, len(rows), BATCH)]
    fields = [torch.tensor(np.concatenate(parts)).float() for parts in zip(*batches, strict=True)]
    plain, _ = samples.select(rows.tolist(), ["plain"] * len(rows))
    return LeftOut(rows, plain, Activations(*fields))


@torch.no_grad()
def figures(
    tower: ImageTower, texts: TextHead, photos: LeftOut, words: Words
) -> list[tuple[str, float]]:
    """Return the recall of photos, searched by their cluttered versions and by their own titles.

    Also returns the share of the first ten photos that have the title's kind, and its color.
    """
    untouched = Tail(tower.eyes.backbone.network).eval()
    plain, cluttered = (
        tower.vectors(activations, *untouched(activations.trunk))
        for activations in (photos.plain, photos.cluttered)
    )
    titles = words.captions.sentences[words.captions.choices[photos.rows, 0]]
    rows = texts(titles)[0]
    scores = rows @ plain[:, : rows.shape[1]].T
    first = scores.topk(min(10, len(plain))).indices
    photo_facts = words.captions.photo_facts[photos.rows]
    same = photo_facts[first] == photo_facts[:, None]
    return [
        ("on clutter, R@1", recall(cluttered @ plain.T, 1)),
        ("own title, R@10", recall(scores, 10)),
        ("own title, R@1", recall(scores, 1)),
        ("of the title's kind, P@10", float(same[..., KIND].float().mean())),
        ("of the title's color, P@10", float(same[..., COLOR].float().mean())),
    ]


def recall(scores: Tensor, depth: int) -> float:
    """Return the share of rows of scores [n, n] with their own column among the best `depth`."""
    better = (scores > scores.diagonal()[:, None] + 1e-6).sum(1)
    return float((better < depth).float().mean())
