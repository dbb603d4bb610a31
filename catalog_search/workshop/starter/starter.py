"""Makes the starter model: python -m catalog_search.workshop.starter.starter --data DIR --out DIR.

With --device cuda --threads 16 that takes eight minutes, half of them to make and look at 164,000
pictures; what was seen is kept in --cache (15 GB). On two cores it takes about seven hours.
ingredients.py says what to install first.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import normalize

from catalog_search.workshop import model_files
from catalog_search.workshop.starter import export
from catalog_search.workshop.starter.choosing import figures, left_out
from catalog_search.workshop.starter.concepts import DefinedConcepts, PhotoConcepts
from catalog_search.workshop.starter.details import DETAIL
from catalog_search.workshop.starter.eyes import Eyes
from catalog_search.workshop.starter.features import Watcher, usual_photos
from catalog_search.workshop.starter.heads import Plan, Views, train_words
from catalog_search.workshop.starter.ingredients import (
    PIXELS,
    TEXT,
    SentenceEncoder,
    minilm_directory,
)
from catalog_search.workshop.starter.likeness import likeness_of
from catalog_search.workshop.starter.looking import new_eyes, views_of
from catalog_search.workshop.starter.materials import Materials, Words, gather, words_of
from catalog_search.workshop.starter.shop_eyes import ShopEyes
from catalog_search.workshop.starter.towers import MET, ImageTower, TextTower
from catalog_search.workshop.starter.tuning import Tuning, TuningPlan
from catalog_search.workshop.starter.word_heads import (
    MEANING,
    WORDS,
    PhotoHead,
    TextHead,
    witnesses_of,
)

NAME = "starter-5"
TOKENS = 64


@dataclass(frozen=True)
class Made:
    """Both sides, trained."""

    photos: ImageTower
    texts: TextHead
    scale: float
    """The logit scale of photo and text vectors."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path("var/training"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu", help="cuda where there is a GPU")
    parser.add_argument("--words", type=float, default=TuningPlan.words, help="their weight")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_default_device(options.device)
    torch.manual_seed(0)
    options.out.mkdir(parents=True, exist_ok=True)
    sentences = SentenceEncoder().eval()
    words = words_of(options.data, sentences)
    watcher = Watcher(options.data, options.cache, options.threads)
    materials = gather(watcher, words)
    made = train(Eyes().eval(), materials, Plan(), TuningPlan(words=options.words))
    for name, figure in figures(made.photos, made.texts, left_out(watcher, materials), words):
        print(f"left out of training: {name:30} {figure:.3f}", flush=True)  # noqa: T201
    torch.set_default_device("cpu")
    write(made, sentences, usual_photos(options.data), options.out)


def train(network: Eyes, materials: Materials, plan: Plan, tuning: TuningPlan) -> Made:
    """Train everything that is trained.

    Words are learned twice: from what the network sees as it is, so that the tail has something
    to be tuned to, and anew from what the tuned tail sees.
    """
    eyes = new_eyes(network, materials.samples, materials.palette)
    texts, scale = learn_words(eyes, materials, plan)
    words = materials.words
    with torch.no_grad():
        said, _ = texts(words.captions.sentences)
    weights = words.weights.double().cpu().numpy()
    Tuning(eyes, materials.samples, words.captions, said, tuning).run(weights, scale)
    texts, scale = learn_words(eyes, materials, plan)
    # Last, since it was found out last: nothing is learned from it.
    texts.concepts = DefinedConcepts(words.concepts, words.nouns, words.meanings)
    # Photos and texts give only these shares of their length to the part where they meet.
    tower = ImageTower(network, eyes, likeness_of(eyes, network, materials.samples))
    return Made(tower.eval(), texts, scale / MET)


def learn_words(eyes: ShopEyes, materials: Materials, plan: Plan) -> tuple[TextHead, float]:
    """Give the eyes a new head for words; return the texts' and the logit scale."""
    words = materials.words
    views = views_of(eyes, materials.samples, words.of_shops)
    eyes.head = new_head(materials, views)
    texts = TextHead(words.centre, main_axes(words), words.concepts)
    scale = train_words(eyes.head, texts, views, words.captions, words.weights, words.world, plan)
    eyes.head.eval()
    return texts.eval(), scale


def new_head(materials: Materials, views: Views) -> PhotoHead:
    plain = views.inputs[0]
    return PhotoHead(
        plain.mean(0),
        plain.std(0) + 1e-3,
        PhotoConcepts(materials.words.space.classes),
        *witnesses_of(materials.logits, materials.words.weights),
        looked=views.looked.shape[-1],
    )


def main_axes(words: Words) -> Tensor:
    """Return [384, 256]: the directions in which sentences differ most."""
    said = torch.cat([words.world, words.captions.sentences[::10]]) - words.centre
    axes: Tensor = torch.linalg.svd(normalize(said, dim=-1), full_matrices=False).Vh
    return axes[:WORDS].t().contiguous()


def write(made: Made, sentences: SentenceEncoder, usual: NDArray[np.float32], out: Path) -> None:
    """Write the model's directory; what it says of itself last, since that pins the other files."""
    export.write_image_tower(made.photos.cpu(), usual, out / "image.onnx")
    export.write_text_tower(TextTower(sentences, made.texts).cpu(), out / "text.onnx")
    model_files.write_tokenizer(minilm_directory() / "tokenizer.json", out)
    model_files.write_preprocessing(out, PIXELS)
    model_files.write_description(
        out,
        name=NAME,
        dimension=TEXT + WORDS + MEANING + DETAIL,
        logit_scale=round(made.scale, 1),
        max_tokens=TOKENS,
    )


if __name__ == "__main__":
    main()
