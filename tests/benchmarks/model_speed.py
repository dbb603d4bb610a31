"""How fast models of published sizes encode here: python -m tests.benchmarks.model_speed

Speed depends on a model's shape and not on what it has learned, so the weights are random and
nothing is downloaded. Models and their exports are timed in turn, so that ratios hold on a busy
machine; the pictures are decoded beforehand.
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
    drawn = Samples(tuple(photos), ("",) * len(photos))
    starters = {"starter": OnnxEncoder(), "the same without VNNI": without_vnni(photos)}
    print(told(speeds(starters, drawn)), flush=True)  # noqa: T201
    for write in (write_clip_b32, write_siglip_b16):
        with tempfile.TemporaryDirectory() as name:
            source, folder = Path(name) / "source", Path(name) / "out"
            folder.mkdir()
            write(source)
            encoder = load(str(source))
            built = build(encoder, folder, Order(str(source), folder))
            measured = speeds({"torch": encoder, **built}, drawn)
            sizes = {kind: megabytes(one.directory.path) for kind, one in built.items()}
            print(write.__name__, told(measured), "MB", sizes, flush=True)  # noqa: T201


def without_vnni(photos: list[Image.Image]) -> "OnnxEncoder":
    """Return the starter as processors run it that would add up 8-bit products wrongly."""
    from catalog_search.backends.onnx.encoder import OnnxEncoder

    encoder = OnnxEncoder()
    with patch("catalog_search.backends.onnx_overflow.overflows", return_value=True):
        encoder.encode_images(photos[:1])
    return encoder


def write_clip_b32(directory: Path) -> None:
    """CLIP ViT-B/32: transformers' defaults are its shape."""
    from transformers import CLIPConfig, CLIPModel
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

    from tests.support.small_models import CLIPProcessor, clip_tokenizer

    CLIPModel(CLIPConfig()).save_pretrained(directory)
    CLIPProcessor(CLIPImageProcessorPil(), clip_tokenizer()).save_pretrained(directory)


def write_siglip_b16(directory: Path) -> None:
    """SigLIP B/16 at 224 pixels: transformers' defaults are its shape, but for the words."""
    from transformers import SiglipConfig, SiglipModel
    from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

    from tests.support.small_models import siglip_processor

    SiglipModel(SiglipConfig()).save_pretrained(directory)
    siglip_processor(SiglipImageProcessorPil(), tokens=64).save_pretrained(directory)


def megabytes(directory: Path) -> int:
    return round(sum(path.stat().st_size for path in directory.iterdir()) / 1e6)


def told(measured: dict[str, float]) -> str:
    return ", ".join(f"{kind} {speed:.1f} photos/s" for kind, speed in measured.items())


if __name__ == "__main__":
    main()
