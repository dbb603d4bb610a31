"""General vocabulary: ImageNet's classes with definitions, and phrases from no shop."""

import random
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import normalize

from catalog_search.workshop.starter.ingredients import (
    SentenceEncoder,
    class_names,
    package_folder,
    sentence_vectors,
)

SYNONYMS, MEANINGS = "imagenet_synset_to_lemma.txt", "imagenet_synset_to_definition.txt"
THINGS = ["furniture", "tool", "container", "device", "food", "toy", "vehicle", "decoration"]
COLORS = ["red", "blue", "white", "black", "green", "brown", "grey", "pink", "yellow", "beige"]
PHRASES = ["{color} {noun}", "{other} {noun}", "{noun} with {other}", "{noun} for {other}"]


def class_vectors(encoder: SentenceEncoder, centre: Tensor) -> Tensor:
    """Return [1000, 384]: each class from its name, synonyms and definition."""
    classes = list(zip(class_names(), info_lines("imagenet_synsets.txt"), strict=True))
    synonyms, meanings = table(SYNONYMS), table(MEANINGS)

    def unit(texts: Sequence[str]) -> Tensor:
        return normalize(sentence_vectors(list(texts), encoder) - centre, dim=-1)

    names = [[name, *synonyms[synset].split(", ")] for name, synset in classes]
    definitions = [f"{name}: {meanings[synset]}" for name, synset in classes]
    mean_of_names = torch.stack([unit(group).mean(0) for group in names])
    mixed = (
        unit([name for name, _ in classes])
        + normalize(mean_of_names, dim=-1)
        + 0.7 * unit(definitions)
    )
    return normalize(mixed, dim=-1)


def explained_nouns(
    encoder: SentenceEncoder, centre: Tensor, goods: Tensor, count: int = 8000
) -> tuple[Tensor, Tensor]:
    """Return the nouns nearest to goods [k, 384], and their definitions, as unit rows [n, 384]."""
    meanings = table(MEANINGS)
    named_synsets = [(names.split(",")[0].strip(), key) for key, names in table(SYNONYMS).items()]
    nouns = [(noun, meanings[key]) for noun, key in named_synsets if key in meanings]
    named = normalize(sentence_vectors([noun for noun, _ in nouns], encoder) - centre, dim=-1)
    nearest = (named @ goods.T).max(1).values.argsort(descending=True)[:count]
    texts = [": ".join(nouns[i]) for i in nearest.tolist()]
    return named[nearest], normalize(sentence_vectors(texts, encoder) - centre, dim=-1)


def phrases(encoder: SentenceEncoder, seed: int = 0) -> list[str]:
    """Return about 18,000 phrases: nouns, nouns combined with others, and definitions."""
    generator = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    nouns = [lemmas.split(",")[0].strip() for lemmas in table(SYNONYMS).values()]
    nouns = generator.sample(nouns, 9000)
    similarity = sentence_vectors(nouns, encoder) @ sentence_vectors(THINGS, encoder).T
    things = [nouns[i] for i in similarity.max(1).values.topk(3000).indices.tolist()]
    combined = [
        PHRASES[i % len(PHRASES)].format(
            noun=noun, other=generator.choice(things), color=generator.choice(COLORS)
        )
        for i, noun in enumerate(things)
    ]
    meanings = [text.split(";")[0] for text in table(MEANINGS).values()]
    return nouns + 2 * combined + generator.sample(meanings, 3000)


def table(name: str) -> dict[str, str]:
    """Return a file of timm's as a dict, split at the first tab of each line."""
    return dict(line.split("\t", 1) for line in info_lines(name))


def info_lines(name: str) -> list[str]:
    path = package_folder("timm") / "data" / "_info" / name
    return path.read_text(encoding="utf-8").splitlines()
