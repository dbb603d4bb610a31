"""Makes the starter model: python -m catalog_search.training.starter --data DIR --out DIR.

Takes an hour on one core, most of it looking at 52,000 pictures; what was seen is kept in
--cache, and the training itself is minutes. ingredients.py says what to install first.
"""

import argparse
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import normalize

from catalog_search.training import export
from catalog_search.training.features import Watcher
from catalog_search.training.heads import Plan, start_details, train_details, train_words
from catalog_search.training.ingredients import PIXELS, TEXT, minilm_directory
from catalog_search.training.materials import Materials, gather
from catalog_search.training.towers import (
    DETAIL,
    DETAIL_SHARE,
    MEANING,
    MEANING_SHARE,
    WORDS,
    Eyes,
    ImageTower,
    PhotoHead,
    TextHead,
    TextTower,
    witnesses_of,
)

NAME = "starter-2"
TOKENS = 64
PLAIN_FEATURES = 1280
"""The inputs that detail starts from: the last and most telling ones of the network."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path("var/training"))
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    materials = gather(Watcher(options.data, options.cache, options.threads))
    photos, texts, scale = train(materials, Plan())
    write(options.out, materials, photos, texts, scale)


def train(materials: Materials, plan: Plan) -> tuple[PhotoHead, TextHead, float]:
    """Return the trained heads, and the logit scale of photo and text vectors."""
    plain = materials.views.inputs[0]
    witnesses, threshold = witnesses_of(materials.views.logits[0], materials.weights)
    photos = PhotoHead(plain.mean(0), plain.std(0) + 1e-3, materials.classes, witnesses, threshold)
    texts = TextHead(materials.centre, main_axes(materials))
    scale = train_words(
        photos,
        texts,
        materials.views,
        materials.captions,
        materials.weights,
        materials.world,
        plan,
    )
    start_details(photos, plain[::4], PLAIN_FEATURES)
    train_details(photos, materials.views, plan)
    # Photos and texts give only these shares of their length to the part where they meet.
    met = ((1 - DETAIL_SHARE) * (1 - MEANING_SHARE)) ** 0.5
    return photos.eval(), texts.eval(), scale / met


def main_axes(materials: Materials) -> Tensor:
    """Return [384, 256]: the directions in which sentences differ most."""
    said = torch.cat([materials.world, materials.captions.sentences[::10]]) - materials.centre
    axes: Tensor = torch.linalg.svd(normalize(said, dim=-1), full_matrices=False).Vh
    return axes[:WORDS].t().contiguous()


def write(
    out: Path, materials: Materials, photos: PhotoHead, texts: TextHead, scale: float
) -> None:
    """Write the model directory."""
    out.mkdir(parents=True, exist_ok=True)
    image_tower = ImageTower(Eyes(), materials.palette, photos)
    export.write_image_tower(image_tower, PIXELS, out / "image.onnx")
    export.write_text_tower(TextTower(materials.sentences, texts), out / "text.onnx")
    export.write_tokenizer(minilm_directory() / "tokenizer.json", out)
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
