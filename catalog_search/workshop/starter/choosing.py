"""What plans are chosen by: photos that are left out of training, asked for as shoppers would."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from catalog_search.workshop.pictures import QUERIES
from catalog_search.workshop.starter.datasets import for_training
from catalog_search.workshop.starter.eyes import Sight
from catalog_search.workshop.starter.features import BATCH, Watcher, resized, viewer
from catalog_search.workshop.starter.materials import Materials, Words
from catalog_search.workshop.starter.tail import Tail
from catalog_search.workshop.starter.towers import ImageTower
from catalog_search.workshop.starter.word_heads import TextHead

KIND, COLOR = 0, 1
"""Where a photo's facts tell them."""


@dataclass(frozen=True)
class LeftOut:
    """n photos, as they are and laid on a cluttered ground."""

    rows: Tensor
    """int64 [n], among all samples"""
    plain: Sight
    cluttered: Sight


def left_out(watcher: Watcher, materials: Materials) -> LeftOut:
    """Return what is seen of the photos that are never drawn; all are of pairs-fashion."""
    samples, views = materials.samples, viewer(watcher.data)
    rows = torch.nonzero(materials.words.weights == 0)[:, 0]
    start = samples.start("pairs-fashion")
    photos = for_training(watcher.data, "pairs-fashion")
    pixels = []
    for number in (rows - start).tolist():
        random = np.random.default_rng([7, number])
        pixels.append(resized(QUERIES["cluttered"](photos.photo(number), random, views.scenes)))
    seen = [watcher.answer(np.stack(pixels[at : at + BATCH])) for at in range(0, len(rows), BATCH)]
    fields = [torch.tensor(np.concatenate(parts)).float() for parts in zip(*seen, strict=True)]
    plain, _ = samples.seen(rows.tolist(), ["plain"] * len(rows))
    return LeftOut(rows, plain, Sight(*fields))


@torch.no_grad()
def figures(
    tower: ImageTower, texts: TextHead, photos: LeftOut, words: Words
) -> list[tuple[str, float]]:
    """Return how often photos are found, by a photo on clutter or by their own titles.

    And how many of the first ten photos are of the title's kind, and of its color.
    """
    untouched = Tail(tower.eyes.backbone.network).eval()
    plain, asked = (
        tower.vectors(sight, *untouched(sight.trunk)) for sight in (photos.plain, photos.cluttered)
    )
    titles = words.captions.sentences[words.captions.choices[photos.rows, 0]]
    said = texts(titles)[0]
    scores = said @ plain[:, : said.shape[1]].T
    first = scores.topk(min(10, len(plain))).indices
    known = words.captions.known[photos.rows]
    same = known[first] == known[:, None]
    return [
        ("on clutter, R@1", found(asked @ plain.T, 1)),
        ("own title, R@10", found(scores, 10)),
        ("own title, R@1", found(scores, 1)),
        ("of the title's kind, P@10", float(same[..., KIND].float().mean())),
        ("of the title's color, P@10", float(same[..., COLOR].float().mean())),
    ]


def found(scores: Tensor, within: int) -> float:
    """Return the share of rows of scores [n, n] whose own column is among the best `within`."""
    better = (scores > scores.diagonal()[:, None] + 1e-6).sum(1)
    return float((better < within).float().mean())
