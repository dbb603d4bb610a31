"""Makes the starter model: python -m catalog_search.training.starter --data DIR --out DIR.

Takes two hours on two cores, a quarter of it looking at 95,000 pictures; what was seen is kept in
--cache (9 GB). ingredients.py says what to install first.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import normalize

from catalog_search.training import export
from catalog_search.training.concepts import PhotoConcepts
from catalog_search.training.details import DETAIL
from catalog_search.training.eyes import Eyes
from catalog_search.training.features import Watcher
from catalog_search.training.heads import Plan, Views, train_words
from catalog_search.training.ingredients import PIXELS, TEXT, minilm_directory
from catalog_search.training.likeness import likeness_of
from catalog_search.training.looking import new_eyes, views_of
from catalog_search.training.materials import Materials, gather
from catalog_search.training.shop_eyes import ShopEyes
from catalog_search.training.towers import MET, ImageTower, TextTower
from catalog_search.training.tuning import Tuning, TuningPlan
from catalog_search.training.word_heads import MEANING, WORDS, PhotoHead, TextHead, witnesses_of

TUNING = TuningPlan(steps=2000)
NAME = "starter-4"
TOKENS = 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path("var/training"))
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    options.out.mkdir(parents=True, exist_ok=True)
    materials = gather(Watcher(options.data, options.cache, options.threads))
    network = Eyes().eval()
    eyes, texts, scale = train(network, materials, Plan(), TUNING)
    tower = ImageTower(network, eyes, likeness_of(eyes, network, materials.samples))
    export.write_image_tower(tower, PIXELS, options.out / "image.onnx")
    export.write_text_tower(TextTower(materials.sentences, texts), options.out / "text.onnx")
    export.write_tokenizer(minilm_directory() / "tokenizer.json", options.out)
    describe(options.out, scale)


def train(
    network: Eyes, materials: Materials, plan: Plan, tuning: TuningPlan
) -> tuple[ShopEyes, TextHead, float]:
    """Return what was trained of both sides, and the logit scale of photo and text vectors.

    Words are learned twice: from what the network sees as it is, so that the tail has something
    to be tuned to, and anew from what the tuned tail sees, in batches ten times as large.
    """
    eyes = new_eyes(network, materials.samples, materials.palette)
    texts, scale = learn_words(eyes, materials, plan)
    with torch.no_grad():
        said, _ = texts(materials.captions.sentences)
    weights = materials.weights.double().numpy()
    Tuning(eyes, materials.samples, materials.captions, said, tuning).run(weights, scale)
    texts, scale = learn_words(eyes, materials, plan)
    # Photos and texts give only these shares of their length to the part where they meet.
    return eyes, texts, scale / MET


def learn_words(eyes: ShopEyes, materials: Materials, plan: Plan) -> tuple[TextHead, float]:
    """Give the eyes a new head for words; return the texts' and the logit scale."""
    views = views_of(eyes, materials.samples, materials.of_shops)
    eyes.head = new_head(materials, views)
    texts = TextHead(materials.centre, main_axes(materials), materials.concepts)
    captions, weights = materials.captions, materials.weights
    scale = train_words(eyes.head, texts, views, captions, weights, materials.world, plan)
    eyes.head.eval()
    return texts.eval(), scale


def new_head(materials: Materials, views: Views) -> PhotoHead:
    plain = views.inputs[0]
    return PhotoHead(
        plain.mean(0),
        plain.std(0) + 1e-3,
        PhotoConcepts(materials.space.classes),
        *witnesses_of(materials.logits, materials.weights),
        looked=views.looked.shape[-1],
    )


def main_axes(materials: Materials) -> Tensor:
    """Return [384, 256]: the directions in which sentences differ most."""
    said = torch.cat([materials.world, materials.captions.sentences[::10]]) - materials.centre
    axes: Tensor = torch.linalg.svd(normalize(said, dim=-1), full_matrices=False).Vh
    return axes[:WORDS].t().contiguous()


def describe(out: Path, scale: float) -> None:
    """Write what the directory says of itself, last: it pins the other files."""
    export.write_preprocessing(out, PIXELS)
    export.write_description(
        out,
        name=NAME,
        dimension=TEXT + WORDS + MEANING + DETAIL,
        logit_scale=round(scale, 1),
        max_tokens=TOKENS,
    )


if __name__ == "__main__":
    main()
