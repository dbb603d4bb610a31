"""Models of open_clip with few weights, saved as a hub has them."""

from pathlib import Path
from typing import Any

import torch

UNUSED = ("nms", "qnms", "roi_align", "ps_roi_align", "roi_pool", "ps_roi_pool", "qroi_align")
UNUSED += ("deform_conv2d", "_roi_align_backward", "_ps_roi_align_backward", "_roi_pool_backward")
UNUSED += ("_ps_roi_pool_backward", "_deform_conv2d_backward")
"""What torchvision compiles. open_clip resizes photos with torchvision and uses none of these."""

try:
    import torchvision  # noqa: F401
except RuntimeError:
    # A torchvision compiled for a GPU beside a torch without one: it asks for what it lacks.
    for each in UNUSED:
        torch.library.define(f"torchvision::{each}", "(Tensor x) -> Tensor")

from tests.support.networks import small_models  # noqa: E402  transformers imports torchvision, too

MOBILE = {
    "embed_dim": 32,
    "vision_cfg": {
        "timm_model_name": "fastvit_mci0",
        "timm_pool": "avg",
        "timm_proj": None,
        "timm_drop": 0.0,
        "timm_drop_path": 0.0,
        "image_size": 64,
    },
    "text_cfg": {
        "context_length": 77,
        "vocab_size": 49408,
        "width": 32,
        "heads": 2,
        "layers": 2,
        "no_causal_mask": True,
    },
    "custom_text": True,
}
"""MobileCLIP2-S0 with its image tower of full size, smaller photos and a small text tower."""

SIGLIP = {
    "embed_dim": 64,
    "init_logit_bias": -10,
    "custom_text": True,
    "vision_cfg": {
        "image_size": 160,
        "timm_model_name": "test_vit",
        "timm_pool": "map",
        "timm_proj": "none",
    },
    "text_cfg": {
        "context_length": small_models.SIGLIP_TOKENS,
        "vocab_size": 10,
        "hf_tokenizer_name": "of/the-directory",
        "tokenizer_kwargs": {"clean": "canonicalize"},
        "width": 64,
        "heads": 2,
        "layers": 2,
        "no_causal_mask": True,
        "proj_bias": True,
        "pool_type": "last",
    },
}
"""SigLIP: attention pooling, its own tokenizer, texts padded to full length."""
PIXELS = {
    "mean": [0.5] * 3,
    "std": [0.5] * 3,
    "interpolation": "bicubic",
    "resize_mode": "squash",
}


def network(config: dict[str, Any]) -> Any:
    """Return a network of random weights."""
    from open_clip.model import CustomTextCLIP

    torch.manual_seed(3)
    parts = {name: value for name, value in config.items() if name != "custom_text"}
    return CustomTextCLIP(**parts).eval()


def write_mobile(directory: Path) -> None:
    """Write what the hub has of a MobileCLIP: its pixels are numbers from 0 to 1."""
    from safetensors.torch import save_file

    save_file(network(MOBILE).state_dict(), directory / "open_clip_model.safetensors")
    pixels = {"mean": [0, 0, 0], "std": [1, 1, 1], "interpolation": "bilinear"}
    write_config(directory, MOBILE, {**pixels, "resize_mode": "shortest"})


def write_siglip(directory: Path) -> None:
    """Write what the hub has of a SigLIP, with weights in the older format."""
    torch.save(network(SIGLIP).state_dict(), directory / "open_clip_pytorch_model.bin")
    write_config(directory, SIGLIP, PIXELS)
    processor = small_models.SiglipImageProcessorPil()
    small_models.siglip_processor(processor).tokenizer.save_pretrained(directory)


def write_text_tower(directory: Path, dimension: int) -> None:
    """Write a tower of texts that sentence-transformers loads."""
    small_models.write_text_directory(directory, dimension)


def write_config(directory: Path, model: object, pixels: object) -> None:
    config = {"model_cfg": model, "preprocess_cfg": pixels}
    small_models.write_json(directory / "open_clip_config.json", config)
