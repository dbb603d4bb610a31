"""How fast models of published sizes encode here: python -m tests.benchmarks.model_speed

Speed depends on a model's shape and not on its weights, so the weights are random and nothing is
downloaded. Models and their exports take turns, so that ratios hold on a busy machine. The photos
are decoded in advance.
"""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import django
import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from catalog_search.backends.onnx.encoder import OnnxEncoder


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from catalog_search.backends.onnx.encoder import OnnxEncoder
    from catalog_search.workshop.export.agreement import speeds
    from catalog_search.workshop.export.exporting import build, load
    from catalog_search.workshop.export.report import Order
    from catalog_search.workshop.export.samples import Samples

    random = np.random.default_rng(0)
    photos = [
        Image.fromarray(random.integers(0, 255, (20, 15, 3), dtype=np.uint8)).resize((600, 800))
        for _ in range(16)
    ]
    samples = Samples(tuple(photos), ("",) * len(photos))
    starters = {"starter": OnnxEncoder(), "the same without VNNI": without_vnni(photos)}
    print(in_words(speeds(starters, samples)), flush=True)  # noqa: T201
    for write in (write_clip_b32, write_siglip_b16):
        with tempfile.TemporaryDirectory() as name:
            source, folder = Path(name) / "source", Path(name) / "out"
            folder.mkdir()
            write(source)
            encoder = load(str(source))
            built = build(encoder, folder, Order(str(source), folder))
            results = speeds({"torch": encoder, **built}, samples)
            sizes = {kind: megabytes(exported.directory.path) for kind, exported in built.items()}
            print(write.__name__, in_words(results), "MB", sizes, flush=True)  # noqa: T201


def without_vnni(photos: list[Image.Image]) -> "OnnxEncoder":
    """Return the starter with the exact kernels used on processors without VNNI."""
    from catalog_search.backends.onnx.encoder import OnnxEncoder

    encoder = OnnxEncoder()
    with patch("catalog_search.backends.onnx.overflow.overflows", return_value=True):
        encoder.encode_images(photos[:1])
    return encoder


def write_clip_b32(directory: Path) -> None:
    """Write CLIP ViT-B/32, the shape of transformers' defaults."""
    from transformers import CLIPConfig, CLIPModel
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    from tests.support.networks.small_models import CLIPProcessor, clip_tokenizer

    CLIPModel(CLIPConfig()).save_pretrained(directory)
    CLIPProcessor(CLIPImageProcessorPil(), clip_tokenizer()).save_pretrained(directory)


def write_siglip_b16(directory: Path) -> None:
    """Write SigLIP B/16 at 224 pixels: transformers' defaults, except for the vocabulary."""
    from transformers import SiglipConfig, SiglipModel
    from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

    from tests.support.networks.small_models import siglip_processor

    SiglipModel(SiglipConfig()).save_pretrained(directory)
    siglip_processor(SiglipImageProcessorPil(), tokens=64).save_pretrained(directory)


def megabytes(directory: Path) -> int:
    return round(sum(path.stat().st_size for path in directory.iterdir()) / 1e6)


def in_words(results: dict[str, float]) -> str:
    return ", ".join(f"{kind} {speed:.1f} photos/s" for kind, speed in results.items())


if __name__ == "__main__":
    main()
