"""Makes the starter model: python -m catalog_search.training.starter --data DIR --out DIR.

Takes more than an hour on one core, most of it looking at 60,000 pictures; what was seen is kept
in --cache, and the training itself is minutes. ingredients.py says what to install first. With
--words-from DIR the part of a model that meets words is kept number by number, and only the
detail part is made anew, from 9,000 pictures.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import normalize

from catalog_search.training import export
from catalog_search.training.details import details_of
from catalog_search.training.eyes import Eyes
from catalog_search.training.features import Watcher
from catalog_search.training.fields import FieldWatcher
from catalog_search.training.heads import Plan, train_words
from catalog_search.training.ingredients import PIXELS, TEXT, minilm_directory
from catalog_search.training.materials import Materials, gather
from catalog_search.training.palette import Palette
from catalog_search.training.shipped import words_of
from catalog_search.training.towers import (
    DETAIL,
    DETAIL_SHARE,
    MEANING,
    MEANING_SHARE,
    WORDS,
    ImageTower,
    PhotoHead,
    TextHead,
    TextTower,
    witnesses_of,
)

NAME = "starter-3"
TOKENS = 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path("var/training"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--words-from", type=Path, default=None)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    options.out.mkdir(parents=True, exist_ok=True)
    fields = FieldWatcher(options.data, options.cache, options.threads)
    if options.words_from:
        palette, photos = words_of(options.words_from)
        scale = copied_texts(options.words_from, options.out)
    else:
        materials = gather(Watcher(options.data, options.cache, options.threads))
        photos, texts, scale = train(materials, Plan())
        palette = materials.palette
        write_texts(options.out, TextTower(materials.sentences, texts))
    write_images(options.out, fields, palette, photos)
    describe(options.out, scale)


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
    # Photos and texts give only these shares of their length to the part where they meet.
    met = ((1 - DETAIL_SHARE) * (1 - MEANING_SHARE)) ** 0.5
    return photos.eval(), texts.eval(), scale / met


def main_axes(materials: Materials) -> Tensor:
    """Return [384, 256]: the directions in which sentences differ most."""
    said = torch.cat([materials.world, materials.captions.sentences[::10]]) - materials.centre
    axes: Tensor = torch.linalg.svd(normalize(said, dim=-1), full_matrices=False).Vh
    return axes[:WORDS].t().contiguous()


def write_images(out: Path, fields: FieldWatcher, palette: Palette, photos: PhotoHead) -> None:
    """Train the detail part and write the image tower."""
    eyes = Eyes().eval()
    focus, details = details_of(fields, eyes, palette)
    tower = ImageTower(eyes, palette, photos, focus, details)
    export.write_image_tower(tower, PIXELS, out / "image.onnx")


def write_texts(out: Path, tower: TextTower) -> None:
    export.write_text_tower(tower, out / "text.onnx")
    export.write_tokenizer(minilm_directory() / "tokenizer.json", out)


def copied_texts(source: Path, out: Path) -> float:
    """Copy the text tower as it is and return the logit scale that was trained with it."""
    for part in ("text.onnx", "tokenizer.json"):
        if source.resolve() != out.resolve():
            shutil.copyfile(source / part, out / part)
    told = json.loads((source / "encoder.json").read_text(encoding="utf-8"))
    return float(told["logit_scale"])


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
