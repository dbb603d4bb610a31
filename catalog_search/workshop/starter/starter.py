"""Makes the starter model: python -m catalog_search.workshop.starter.starter --data DIR --out DIR.

With --device cuda --threads 16 this takes eight minutes, half of them to make and process 164,000
pictures; their activations are cached in --cache (15 GB). On two cores it takes about seven hours.
rejoin.py then joins the details anew, on photos of other goods too. ingredients.py names the
packages to install first.
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
from catalog_search.workshop.starter.features import ActivationCache, sample_photos
from catalog_search.workshop.starter.heads import Plan, Views, train_words
from catalog_search.workshop.starter.ingredients import (
    PIXELS,
    TEXT,
    SentenceEncoder,
    minilm_directory,
)
from catalog_search.workshop.starter.likeness import join_details
from catalog_search.workshop.starter.looking import new_eyes, views_of
from catalog_search.workshop.starter.materials import Materials, Words, gather, words_of
from catalog_search.workshop.starter.shop_eyes import ShopEyes
from catalog_search.workshop.starter.towers import SHARED_LENGTH, ImageTower, TextTower
from catalog_search.workshop.starter.tuning import Tuning, TuningPlan
from catalog_search.workshop.starter.word_heads import (
    MEANING,
    WORDS,
    PhotoHead,
    TextHead,
    witnesses_of,
)

NAME = "starter-6"
TOKENS = 64


@dataclass(frozen=True)
class TrainedModel:
    """The trained photo and text sides."""

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
    parser.add_argument(
        "--words", type=float, default=TuningPlan.words, help="weight of the word loss"
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_default_device(options.device)
    torch.manual_seed(0)
    options.out.mkdir(parents=True, exist_ok=True)
    sentences = SentenceEncoder().eval()
    words = words_of(options.data, sentences)
    cache = ActivationCache(options.data, options.cache, options.threads)
    materials = gather(cache, words)
    model = train(Eyes().eval(), materials, Plan(), TuningPlan(words=options.words))
    for name, figure in figures(model.photos, model.texts, left_out(cache, materials), words):
        print(f"left out of training: {name:30} {figure:.3f}", flush=True)  # noqa: T201
    torch.set_default_device("cpu")
    write(model, sentences, sample_photos(options.data), options.out)


def train(network: Eyes, materials: Materials, plan: Plan, tuning: TuningPlan) -> TrainedModel:
    """Train all parts of the model.

    The word heads are trained twice: on the untuned network, to give the tail a target, and again
    on the tuned tail.
    """
    eyes = new_eyes(network, materials.samples, materials.palette)
    texts, scale = learn_words(eyes, materials, plan)
    words = materials.words
    with torch.no_grad():
        caption_rows, _ = texts(words.captions.sentences)
    weights = words.weights.double().cpu().numpy()
    Tuning(eyes, materials.samples, words.captions, caption_rows, tuning).run(weights, scale)
    texts, scale = learn_words(eyes, materials, plan)
    # Definitions are added after training and are not trained on.
    texts.concepts = DefinedConcepts(words.concepts, words.nouns, words.meanings)
    tower = ImageTower(network, eyes, join_details(eyes, network, materials.samples))
    # A cosine between photo and text shrinks by SHARED_LENGTH, so the scale grows.
    return TrainedModel(tower.eval(), texts, scale / SHARED_LENGTH)


def learn_words(eyes: ShopEyes, materials: Materials, plan: Plan) -> tuple[TextHead, float]:
    """Train a new word head for the eyes; return the text head and the logit scale."""
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
        focus_size=views.focus.shape[-1],
    )


def main_axes(words: Words) -> Tensor:
    """Return [384, 256]: the directions in which sentences differ most."""
    sentences = torch.cat([words.world, words.captions.sentences[::10]]) - words.centre
    axes: Tensor = torch.linalg.svd(normalize(sentences, dim=-1), full_matrices=False).Vh
    return axes[:WORDS].t().contiguous()


def write(
    model: TrainedModel, sentences: SentenceEncoder, samples: NDArray[np.float32], out: Path
) -> None:
    """Write the model's directory; encoder.json comes last, because it pins the other files."""
    export.write_image_tower(model.photos.cpu(), samples, out / "image.onnx")
    export.write_text_tower(TextTower(sentences, model.texts).cpu(), out / "text.onnx")
    model_files.write_tokenizer(minilm_directory() / "tokenizer.json", out)
    model_files.write_preprocessing(out, PIXELS)
    model_files.write_description(
        out,
        name=NAME,
        dimension=TEXT + WORDS + MEANING + DETAIL,
        logit_scale=round(model.scale, 1),
        max_tokens=TOKENS,
    )


if __name__ == "__main__":
    main()
