"""Everything the starter model is trained on, as tensors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.cluster import KMeans
from torch import Tensor
from torch.nn.functional import normalize
from torch.nn.utils.rnn import pad_sequence

from catalog_search.training import world
from catalog_search.training.captions import Facts, captions, facts
from catalog_search.training.datasets import TRAINED_ON, Row, for_training
from catalog_search.training.features import VIEWS, Seen, Watcher
from catalog_search.training.heads import ANY, ITS_OWN, UNKNOWN, Captions, Views
from catalog_search.training.ingredients import SentenceEncoder, class_names, sentence_vectors
from catalog_search.training.palette import COLOURS, Palette

WEIGHTS = {"fashion": 1.0, "pairs-fashion": 1.0, "electronics": 0.5, "user-photos": 2.0}
"""How often a photo of each collection is drawn."""
NEAR = 0.7
"""Cosine from which a phrase of the wide world is too close to a kind of clothes to count."""


@dataclass(frozen=True)
class Materials:
    palette: Palette
    sentences: SentenceEncoder
    centre: Tensor
    """[384]: the mean sentence vector of ImageNet's class names."""
    classes: Tensor
    """[1000, 384], rows of length 1"""
    world: Tensor
    """[m, 384]: sentence vectors of phrases that are not about the shops learned from."""
    views: Views
    captions: Captions
    weights: Tensor
    """[n]: how often each photo is drawn."""


def gather(watcher: Watcher) -> Materials:
    """Return everything to train on, computing what the cache lacks."""
    collections = [for_training(watcher.data, name) for name in TRAINED_ON]
    rows = [row for collection in collections for row in collection.rows]
    drawn = [WEIGHTS[collection.name] for collection in collections for _ in collection.rows]
    sentences = SentenceEncoder().eval()
    with torch.no_grad():
        centre = sentence_vectors(class_names(), sentences).mean(0)
        seen = [[watcher.training_view(name, view) for name in TRAINED_ON] for view in range(VIEWS)]
        palette = Palette(main_colours(seen[0]))
        return Materials(
            palette=palette,
            sentences=sentences,
            centre=centre,
            classes=world.class_vectors(sentences, centre),
            world=far_phrases(rows, sentences, centre),
            views=views_of(seen, palette, rows),
            captions=captions_of(rows, sentences),
            weights=torch.tensor(drawn),
        )


def main_colours(seen: Sequence[Seen]) -> Tensor:
    """Return [40, 3]: the colours that the photos are best painted with."""
    pixels = np.concatenate([part.thumbs[::37] for part in seen]).transpose(0, 2, 3, 1)
    pixels = np.random.default_rng(0).permutation(pixels.reshape(-1, 3))[:60_000]
    centres = KMeans(COLOURS, n_init=1, random_state=0).fit(pixels).cluster_centers_
    return torch.tensor(centres, dtype=torch.float32)


def views_of(seen: Sequence[Sequence[Seen]], palette: Palette, rows: Sequence[Row]) -> Views:
    known = numbered([facts(row) for row in rows])
    return Views(
        inputs=torch.stack(
            [torch.cat([inputs_of(part, palette) for part in view]) for view in seen]
        ),
        logits=torch.stack(
            [torch.from_numpy(np.concatenate([part.logits for part in view])) for view in seen]
        ),
        facts=known.masked_fill(known == ANY, UNKNOWN),
        # Electronics have titles only; their gate is left to the contrast.
        of_shops=torch.tensor(["category" in row or "label" in row for row in rows]),
    )


def inputs_of(seen: Seen, palette: Palette) -> Tensor:
    """Return [n, 2041]: features and colours."""
    parts = np.array_split(seen.thumbs, len(seen.thumbs) // 512 + 1)
    colours = torch.cat([palette(torch.from_numpy(part)) for part in parts])
    return torch.cat([torch.from_numpy(seen.features), colours], dim=1)


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
    return Captions(
        sentences=sentence_vectors(list(texts), sentences)[number],
        texts=number,
        facts=told.masked_fill(own[:, None], ITS_OWN),
        choices=pad_sequence(list(places), batch_first=True),
        counts=counts,
    )


def numbered(known: Sequence[Facts]) -> Tensor:
    """Return int64 [n, 3]: a number that stands for each word; ANY where there is none.

    The numbers are of this process only.
    """
    words = [(fact.kind, fact.colour, fact.wearer) for fact in known]
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
