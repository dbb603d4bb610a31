"""Everything the starter model is trained on, as tensors."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.cluster import KMeans
from torch import Tensor
from torch.nn.functional import normalize
from torch.nn.utils.rnn import pad_sequence

from catalog_search.workshop.starter import likenesses, world
from catalog_search.workshop.starter.captions import Facts, captions, facts
from catalog_search.workshop.starter.concepts import Space, TextConcepts, space_of
from catalog_search.workshop.starter.datasets import Row, for_training
from catalog_search.workshop.starter.features import Watcher
from catalog_search.workshop.starter.heads import ANY, ITS_OWN, UNKNOWN, Captions
from catalog_search.workshop.starter.ingredients import (
    SentenceEncoder,
    class_names,
    sentence_vectors,
)
from catalog_search.workshop.starter.palette import COLORS, Palette
from catalog_search.workshop.starter.samples import Samples
from catalog_search.workshop.starter.views import VIEWS

WEIGHTS = {"fashion": 1.0, "pairs-fashion": 1.0, "electronics": 0.5, "user-photos": 2.0}
"""How often a photo of each collection is drawn."""
LEFT_OUT = 16
"""Every so many photos of pairs-fashion are not learned from: plans are chosen by them."""
NEAR = 0.7
"""Cosine from which a phrase of the wide world is too close to a kind of clothes to count."""


@dataclass(frozen=True)
class Words:
    """What is known of the photos in words, and of the world."""

    centre: Tensor
    """[384]: the mean sentence vector of ImageNet's class names."""
    space: Space
    concepts: TextConcepts
    nouns: Tensor
    meanings: Tensor
    """[k, 384]: sentence vectors of the nouns nearest to goods, and of their explanations."""
    world: Tensor
    """[m, 384]: sentence vectors of phrases that are not about the shops learned from."""
    captions: Captions
    of_shops: Tensor
    """bool [n]: the captions are of the kind that the learned part is for."""
    weights: Tensor
    """[n]: how often each photo is drawn; 0 for those that are left out."""


@dataclass(frozen=True)
class Materials:
    samples: Samples
    words: Words
    palette: Palette
    logits: Tensor
    """[n, 1000]: the classes seen in each photo as it is."""


def gather(watcher: Watcher, words: Words) -> Materials:
    """Return everything to train on, computing what the cache lacks."""
    samples = Samples(watcher)
    logits = torch.cat([part["plain"].sights.logits for part in samples.parts]).float()
    return Materials(samples, words, Palette(main_colors(samples)), logits)


def words_of(data: Path, sentences: SentenceEncoder) -> Words:
    """Return what the rows to learn from say."""
    collections = [for_training(data, name) for name in VIEWS]
    rows = [row for collection in collections for row in collection.rows]
    drawn = [weight for shop in collections for weight in drawing(shop.name, len(shop.rows))]
    with torch.no_grad():
        centre = sentence_vectors(class_names(), sentences).mean(0)
        space = space_of(world.class_vectors(sentences, centre))
        goods = normalize(sentence_vectors(likenesses.goods(), sentences) - centre, dim=-1)
        nouns, meanings = world.explained_nouns(sentences, centre, goods)
        looks = likenesses.looks(class_names()) @ space.classes
        return Words(
            centre=centre,
            space=space,
            concepts=TextConcepts(goods, looks, space.turn),
            nouns=nouns,
            meanings=meanings,
            world=far_phrases(rows, sentences, centre),
            captions=captions_of(rows, sentences),
            # Electronics have titles only; their gate is left to the contrast.
            of_shops=torch.tensor(["category" in row or "label" in row for row in rows]),
            weights=torch.tensor(drawn),
        )


def drawing(name: str, count: int) -> list[float]:
    """Return how often each photo of a collection is drawn."""
    left_out = range(3, count, LEFT_OUT) if name == "pairs-fashion" else ()
    return [0.0 if number in left_out else WEIGHTS[name] for number in range(count)]


def main_colors(samples: Samples) -> Tensor:
    """Return [40, 3]: the colors that the photos are best painted with."""
    thumbs = torch.cat([part["plain"].sights.thumbs[::37] for part in samples.parts])
    pixels = thumbs.float().cpu().numpy().transpose(0, 2, 3, 1).reshape(-1, 3)
    pixels = np.random.default_rng(0).permutation(pixels)[:60_000]
    centres = KMeans(COLORS, n_init=1, random_state=0).fit(pixels).cluster_centers_
    return torch.tensor(centres, dtype=torch.float32)


def captions_of(rows: Sequence[Row], sentences: SentenceEncoder) -> Captions:
    """Return the captions of all rows, each text encoded once."""
    said = [captions(row) for row in rows]
    flat = [caption for group in said for caption in group]
    texts = {caption.text: 0 for caption in flat}
    texts = {text: number for number, text in enumerate(texts)}
    own = torch.tensor([caption.facts is None for caption in flat])
    told = numbered([caption.facts or Facts() for caption in flat])
    number = torch.tensor([texts[caption.text] for caption in flat])
    counts = torch.tensor([len(group) for group in said])
    places = torch.split(torch.arange(len(flat)), counts.tolist())
    known = numbered([facts(row) for row in rows])
    return Captions(
        sentences=sentence_vectors(list(texts), sentences)[number],
        texts=number,
        facts=told.masked_fill(own[:, None], ITS_OWN),
        choices=pad_sequence(list(places), batch_first=True),
        counts=counts,
        known=known.masked_fill(known == ANY, UNKNOWN),
    )


def numbered(known: Sequence[Facts]) -> Tensor:
    """Return int64 [n, 3]: a number that stands for each word; ANY where there is none.

    The numbers are of this process only.
    """
    words = [(fact.kind, fact.color, fact.wearer) for fact in known]
    return torch.tensor([[word_number(word) for word in three] for three in words])


def word_number(word: str, numbers: dict[str, int] = {}) -> int:  # noqa: B006 - shared on purpose
    return numbers.setdefault(word, len(numbers)) if word else ANY


def far_phrases(rows: Sequence[Row], sentences: SentenceEncoder, centre: Tensor) -> Tensor:
    """Return sentence vectors of the world's phrases that are not about clothes."""
    kinds = sorted({row["category"][-1].lower() for row in rows if row.get("category")})
    clothes = normalize(sentence_vectors(kinds, sentences) - centre, dim=-1)
    # What ImageNet has a class for, its own part should answer: hence four times.
    phrases = sentence_vectors(world.phrases(sentences) + 4 * class_names(), sentences)
    likeness = normalize(phrases - centre, dim=-1) @ clothes.T
    return phrases[likeness.max(1).values < NEAR]
