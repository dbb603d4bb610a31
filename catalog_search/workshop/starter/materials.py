"""All training data of the starter model, as tensors."""

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
from catalog_search.workshop.starter.features import ActivationCache
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
"""Sampling weight of a photo, by collection."""
LEFT_OUT = 16
"""Every LEFT_OUT-th photo of pairs-fashion is left out of training, for choosing plans."""
NEAR = 0.7
"""General phrases with a higher cosine to a kind of clothes are dropped."""


@dataclass(frozen=True)
class Words:
    """The text data: captions of the photos, concepts, and general phrases."""

    centre: Tensor
    """[384]: the mean sentence vector of ImageNet's class names."""
    space: Space
    concepts: TextConcepts
    nouns: Tensor
    meanings: Tensor
    """[k, 384]: sentence vectors of the nouns nearest to goods, and of their definitions."""
    world: Tensor
    """[m, 384]: sentence vectors of general phrases, not about the training shops' goods."""
    captions: Captions
    of_shops: Tensor
    """bool [n]: whether the photo's captions should open the gate of the learned part."""
    weights: Tensor
    """[n]: sampling weight of each photo; 0 for photos left out."""


@dataclass(frozen=True)
class Materials:
    samples: Samples
    words: Words
    palette: Palette
    logits: Tensor
    """[n, 1000]: class logits of each photo in its plain view."""


def gather(cache: ActivationCache, words: Words) -> Materials:
    """Return all training data, computing activations that are not cached."""
    samples = Samples(cache)
    logits = torch.cat([part["plain"].activations.logits for part in samples.parts]).float()
    return Materials(samples, words, Palette(main_colors(samples)), logits)


def words_of(data: Path, sentences: SentenceEncoder) -> Words:
    """Return the text data of the training rows."""
    collections = [for_training(data, name) for name in VIEWS]
    rows = [row for collection in collections for row in collection.rows]
    weights = [
        weight for shop in collections for weight in sampling_weights(shop.name, len(shop.rows))
    ]
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
            # Electronics have titles only, so only the contrastive loss trains their gate.
            of_shops=torch.tensor(["category" in row or "label" in row for row in rows]),
            weights=torch.tensor(weights),
        )


def sampling_weights(name: str, count: int) -> list[float]:
    """Return the sampling weight of each photo of a collection."""
    left_out = range(3, count, LEFT_OUT) if name == "pairs-fashion" else ()
    return [0.0 if number in left_out else WEIGHTS[name] for number in range(count)]


def main_colors(samples: Samples) -> Tensor:
    """Return [40, 3]: the cluster centres of the photos' colors."""
    thumbs = torch.cat([part["plain"].activations.thumbs[::37] for part in samples.parts])
    pixels = thumbs.float().cpu().numpy().transpose(0, 2, 3, 1).reshape(-1, 3)
    pixels = np.random.default_rng(0).permutation(pixels)[:60_000]
    centres = KMeans(COLORS, n_init=1, random_state=0).fit(pixels).cluster_centers_
    return torch.tensor(centres, dtype=torch.float32)


def captions_of(rows: Sequence[Row], sentences: SentenceEncoder) -> Captions:
    """Return the captions of all rows, encoding each text once."""
    groups = [captions(row) for row in rows]
    flat = [caption for group in groups for caption in group]
    texts = {caption.text: 0 for caption in flat}
    texts = {text: number for number, text in enumerate(texts)}
    own = torch.tensor([caption.facts is None for caption in flat])
    stated = numbered([caption.facts or Facts() for caption in flat])
    number = torch.tensor([texts[caption.text] for caption in flat])
    counts = torch.tensor([len(group) for group in groups])
    places = torch.split(torch.arange(len(flat)), counts.tolist())
    row_facts = numbered([facts(row) for row in rows])
    return Captions(
        sentences=sentence_vectors(list(texts), sentences)[number],
        texts=number,
        facts=stated.masked_fill(own[:, None], ITS_OWN),
        choices=pad_sequence(list(places), batch_first=True),
        counts=counts,
        photo_facts=row_facts.masked_fill(row_facts == ANY, UNKNOWN),
    )


def numbered(row_facts: Sequence[Facts]) -> Tensor:
    """Return int64 [n, 3]: a number for each word; ANY for an empty word.

    The numbers are valid in this process only.
    """
    words = [(fact.kind, fact.color, fact.wearer) for fact in row_facts]
    return torch.tensor([[word_number(word) for word in row] for row in words])


def word_number(word: str, numbers: dict[str, int] = {}) -> int:  # noqa: B006 - shared on purpose
    return numbers.setdefault(word, len(numbers)) if word else ANY


def far_phrases(rows: Sequence[Row], sentences: SentenceEncoder, centre: Tensor) -> Tensor:
    """Return sentence vectors of general phrases that are not about clothes."""
    kinds = sorted({row["category"][-1].lower() for row in rows if row.get("category")})
    clothes = normalize(sentence_vectors(kinds, sentences) - centre, dim=-1)
    # ImageNet's class names count four times, because the concept part should represent them.
    phrases = sentence_vectors(world.phrases(sentences) + 4 * class_names(), sentences)
    similarity = normalize(phrases - centre, dim=-1) @ clothes.T
    return phrases[similarity.max(1).values < NEAR]
