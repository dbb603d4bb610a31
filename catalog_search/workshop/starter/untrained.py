"""Measure concepts with nothing trained.

python -m catalog_search.workshop.starter.untrained --data DIR

Prints P@10 of each kind's name and zero-shot top-1 over the 30 most frequent kinds, on held-out
photos of `rooms`, `user-photos` and `fashion`, and on `electronics`, on which the concepts were
chosen. The last row is an upper bound for class probabilities: the nearest of the kinds' mean
photos, with the photo itself left out of its kind's mean.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import normalize

from catalog_search.workshop.starter import likenesses, measure, world
from catalog_search.workshop.starter.captions import kind_in, short
from catalog_search.workshop.starter.concepts import (
    DefinedConcepts,
    PhotoConcepts,
    TextConcepts,
    space_of,
)
from catalog_search.workshop.starter.datasets import Collection, for_measuring, for_training
from catalog_search.workshop.starter.features import session, squared
from catalog_search.workshop.starter.ingredients import (
    Backbone,
    SentenceEncoder,
    class_names,
    sentence_vectors,
)

Read = Callable[[Tensor], Tensor]
CLASSES, LAST = 1000, 1280
SHARPNESS = 1.5
"""Temperature of the class probabilities in starter-3."""


class ConceptEncoder:
    """Concepts of photos and texts, with the text interface that measure.py needs."""

    def __init__(self, sentences: Callable[[list[str]], Tensor], photos: Read, texts: Read) -> None:
        self.sentences, self.photos, self.texts = sentences, photos, texts

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        with torch.no_grad():
            vectors: np.ndarray = self.texts(self.sentences(list(texts))).numpy()
        return vectors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    shops = {name: shop(data, name) for name in ("electronics", "user-photos", "fashion", "rooms")}
    say(f"{'P@10, zero-shot top-1':40}" + "".join(f"{name:>18}" for name in shops))
    for title, encoder in encoders(shops["electronics"][1][:, CLASSES:].mean(0)).items():
        figures = []
        for kinds, outputs in shops.values():
            photos = encoder.photos(outputs).numpy()
            figures.append(
                (
                    measure.precision_by_kind(encoder, kinds, photos),
                    measure.zero_shot(encoder, kinds, photos),
                )
            )
        say(f"{title:40}" + "".join(f"{p10:10.3f} {top1:7.3f}" for p10, top1 in figures))
    bounds = "".join(
        f"{nearest_mean(kinds, outputs[:, :CLASSES]):18.3f}" for kinds, outputs in shops.values()
    )
    say(f"{'nearest mean photo, zero-shot':40}{bounds}")


def shop(data: Path, name: str) -> tuple[list[str], Tensor]:
    """Return the kind and the network outputs of each photo that has a kind."""
    photos = (for_training if name == "electronics" else for_measuring)(data, name)
    kinds = [kind_of(row) for row in photos.rows]
    with_kind = [i for i, kind in enumerate(kinds) if kind]
    return [kinds[i] for i in with_kind], network_outputs(photos)[with_kind]


def kind_of(row: dict[str, object]) -> str:
    if isinstance(category := row.get("category"), list) and "type" not in row:
        return str(category[-1])
    return str(row.get("type") or row.get("label") or kind_in(short(str(row["title"]))))


def network_outputs(photos: Collection) -> Tensor:
    """Return [n, 1000 + 1280]: class logits and the means of the last activations."""
    network, rows = session(2), []
    for start in range(0, len(photos.rows), 32):
        numbers = range(start, min(start + 32, len(photos.rows)))
        pixels = np.stack([squared(photos.photo(i)) for i in numbers])
        logits, features = network.run(["logits", "features"], {"pixels": pixels})
        rows.append(torch.from_numpy(np.concatenate([logits, features[:, :LAST]], axis=1)))
    return torch.cat(rows)


def encoders(mean: Tensor) -> dict[str, ConceptEncoder]:
    """Return the variants, simplest first; `mean` [1280] is the mean of the last activations."""
    encoder, names = SentenceEncoder().eval(), class_names()
    with torch.no_grad():
        centre = sentence_vectors(names, encoder).mean(0)
        vectors = world.class_vectors(encoder, centre)
        goods = normalize(sentence_vectors(likenesses.goods(), encoder) - centre, dim=-1)
        explained = world.explained_nouns(encoder, centre, goods)
    space = space_of(vectors)
    texts = TextConcepts(goods, likenesses.looks(names) @ space.classes, space.turn)

    def centred(phrases: list[str]) -> Tensor:
        return normalize(sentence_vectors(phrases, encoder) - centre, dim=-1)

    def mixed(outputs: Tensor) -> Tensor:
        chances = torch.softmax(outputs[:, :CLASSES] / SHARPNESS, dim=-1)
        return normalize(chances @ vectors, dim=-1)

    def turned(sentences: Tensor) -> Tensor:
        return normalize(sentences @ space.turn, dim=-1)

    concepts = PhotoConcepts(space.classes)

    def spread(outputs: Tensor) -> Tensor:
        rows: Tensor = concepts(outputs[:, :CLASSES])
        return rows

    # A row of the classifier's weights represents its class in the space of activations.
    weights = Backbone().network._fc.weight.detach()
    looks = normalize(weights - weights.mean(0), dim=-1)
    by_look = TextConcepts(goods, likenesses.looks(names) @ looks, vectors.T @ looks)

    def with_features(outputs: Tensor) -> Tensor:
        return halves(spread(outputs), normalize(outputs[:, CLASSES:] - mean, dim=-1))

    return {
        "class names, as in starter-3": ConceptEncoder(centred, mixed, lambda rows: rows),
        "class vectors whitened": ConceptEncoder(centred, spread, turned),
        "and goods by the classes they look like": ConceptEncoder(centred, spread, texts),
        "and definitions of nouns": ConceptEncoder(
            centred, spread, DefinedConcepts(texts, *explained)
        ),
        "goods, and activations by weights": ConceptEncoder(
            centred, with_features, lambda rows: halves(texts(rows), by_look(rows))
        ),
    }


def halves(first: Tensor, second: Tensor) -> Tensor:
    """Return unit rows that join two blocks of unit rows with equal weight."""
    return torch.cat([first, second], dim=1) / 2**0.5


def nearest_mean(kinds: Sequence[str], logits: Tensor) -> float:
    """Return the share of photos of the 30 most frequent kinds nearest to their kind's mean."""
    names = [name for name, _ in Counter(kinds).most_common(30)]
    numbers = [i for i, kind in enumerate(kinds) if kind in names]
    own = torch.tensor([names.index(kinds[i]) for i in numbers])
    rows = normalize(torch.softmax(logits[numbers] / SHARPNESS, dim=-1), dim=-1)
    sums = torch.stack([rows[own == number].sum(0) for number in range(len(names))])
    scores = rows @ normalize(sums, dim=-1).T
    without = normalize(sums[own] - rows, dim=-1)
    scores[torch.arange(len(own)), own] = (rows * without).sum(1)
    return float((scores.argmax(1) == own).float().mean())


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
