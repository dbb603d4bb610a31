"""Real detector architectures, small and with random weights, saved as on a model hub."""

import json
from pathlib import Path

import torch
from transformers import AutoModelForObjectDetection as AnyDetector
from transformers import (
    DetrConfig,
    PreTrainedModel,
    ResNetConfig,
    RfDetrConfig,
    RTDetrConfig,
    RTDetrResNetConfig,
    YolosConfig,
)

PIXELS = 96
KINDS = ("rf_detr", "rt_detr", "yolos", "detr")
LABELS = {0: "chair", 1: "lamp", 2: "rug"}
SQUARE = {"do_resize": True, "size": {"height": PIXELS, "width": PIXELS}}


def config_of(kind: str) -> object:
    labels = {"id2label": LABELS, "label2id": {name: i for i, name in LABELS.items()}}
    if kind == "rf_detr":
        backbone = {
            "model_type": "rf_detr_dinov2",
            "hidden_size": 24,
            "num_hidden_layers": 4,
            "num_attention_heads": 2,
            "mlp_ratio": 2,
            "image_size": PIXELS,
            "patch_size": 12,
            "num_windows": 2,
            "out_indices": [2, 4],
        }
        small = {"d_model": 32, "decoder_ffn_dim": 32, "decoder_layers": 1, "group_detr": 1}
        heads = {"decoder_self_attention_heads": 2, "decoder_cross_attention_heads": 2}
        return RfDetrConfig(backbone_config=backbone, num_queries=40, **small, **heads, **labels)
    if kind == "rt_detr":
        resnet = RTDetrResNetConfig(
            embedding_size=8,
            hidden_sizes=[8, 8, 16, 16],
            depths=[1, 1, 1, 1],
            layer_type="basic",
            out_features=["stage2", "stage3", "stage4"],
        )
        small = {"d_model": 32, "encoder_hidden_dim": 32, "encoder_ffn_dim": 32}
        decoder = {"decoder_ffn_dim": 32, "decoder_layers": 1, "decoder_attention_heads": 2}
        inner = {"encoder_in_channels": [8, 16, 16], "decoder_in_channels": [32, 32, 32]}
        heads = {"encoder_attention_heads": 2, "num_queries": 40, "num_denoising": 0}
        return RTDetrConfig(backbone_config=resnet, **small, **decoder, **inner, **heads, **labels)
    if kind == "yolos":
        return YolosConfig(
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            image_size=[PIXELS, PIXELS],
            patch_size=16,
            num_detection_tokens=40,
            **labels,
        )
    resnet = ResNetConfig(
        embedding_size=8,
        hidden_sizes=[8, 8, 16, 16],
        depths=[1, 1, 1, 1],
        layer_type="basic",
        out_features=["stage4"],
    )
    layers = {"encoder_layers": 1, "decoder_layers": 1, "encoder_ffn_dim": 32}
    heads = {"encoder_attention_heads": 2, "decoder_attention_heads": 2, "decoder_ffn_dim": 32}
    return DetrConfig(
        backbone_config=resnet, d_model=32, num_queries=40, **layers, **heads, **labels
    )


def save(kind: str, directory: Path) -> PreTrainedModel:
    """Write a small model of this kind as from_pretrained reads it, and return it."""
    torch.manual_seed(3)
    model = AnyDetector.from_config(config_of(kind)).eval()
    scatter(model)
    model.save_pretrained(directory)
    processor = SQUARE if kind != "detr" else {"size": {"shortest_edge": 96, "longest_edge": 160}}
    processor = {**processor, "do_normalize": kind != "rt_detr", "image_processor_type": "unused"}
    (directory / "preprocessor_config.json").write_text(json.dumps(processor))
    return model


@torch.no_grad()
def scatter(model: PreTrainedModel) -> None:
    """Spread the boxes over the photo, because all queries of an untrained model are similar."""
    # RF-DETR moves its boxes directly, the others through a sigmoid.
    far = 0.3 if model.config.model_type == "rf_detr" else 1.0
    for name, part in model.named_parameters():
        if "refpoint" in name or name.endswith("reference_point_embed.weight"):
            part.uniform_(0.2, 0.8)
        elif "bbox" in name or "query" in name or "detection_tokens" in name:
            part.normal_(0, far)
