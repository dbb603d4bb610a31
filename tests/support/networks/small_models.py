"""Genuine CLIP and SigLIP architectures, a few thousand random weights each, saved and exported."""

import json
import warnings
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from torch import nn
from transformers import (
    BertConfig,
    BertModel,
    CLIPConfig,
    CLIPModel,
    CLIPProcessor,
    CLIPTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    SiglipConfig,
    SiglipModel,
    SiglipProcessor,
)
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

SMALL = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "attn_implementation": "eager",
}
PIXELS = 32
SIGLIP_TOKENS = 16


def clip_tokenizer() -> CLIPTokenizer:
    """Return CLIP's own tokenizer over single bytes."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [*letters, *(f"{letter}</w>" for letter in letters)]
    words += ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {word: number for number, word in enumerate(words)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=77)


def clip_processor() -> CLIPProcessor:
    image_processor = CLIPImageProcessorPil(
        size={"shortest_edge": PIXELS}, crop_size={"height": PIXELS, "width": PIXELS}
    )
    return CLIPProcessor(image_processor, clip_tokenizer())


def clip_model() -> CLIPModel:
    torch.manual_seed(0)
    ends = {"bos_token_id": 512, "eos_token_id": 513, "pad_token_id": 513}
    config = CLIPConfig(
        text_config={**SMALL, **ends, "vocab_size": 514, "max_position_embeddings": 77},
        vision_config={**SMALL, "image_size": PIXELS, "patch_size": 8},
        projection_dim=16,
        logit_scale_init_value=3.0,
    )
    return CLIPModel(config).eval()


def siglip_tokenizer() -> Tokenizer:
    """Return a tokenizer that ends and pads as SigLIP's does, over whole words."""
    words = ["<pad>", "</s>", "<unk>", "a", "red", "blue", "shoe", "chair", "wooden", "42"]
    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    return tokenizer


def siglip_model() -> SiglipModel:
    torch.manual_seed(1)
    text = {"vocab_size": 10, "max_position_embeddings": SIGLIP_TOKENS, "projection_size": 32}
    config = SiglipConfig(
        text_config={**SMALL, **text},
        vision_config={**SMALL, "image_size": PIXELS, "patch_size": 8},
    )
    return SiglipModel(config).eval()


class Vision(nn.Module):
    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixel_values: torch.Tensor) -> torch.Tensor:
        return self.model.get_image_features(pixel_values=pixel_values).pooler_output


class Words(nn.Module):
    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, *mask: torch.Tensor) -> torch.Tensor:
        masks = {"attention_mask": mask[0]} if mask else {}
        return self.model.get_text_features(input_ids=input_ids, **masks).pooler_output


def export(module: nn.Module, inputs: dict[str, Any], output: str, path: Path) -> None:
    axes = {
        name: {0: "n"} if value.ndim == 4 else {0: "n", 1: "t"} for name, value in inputs.items()
    }
    with warnings.catch_warnings():
        # torch deprecates this exporter; the new one needs a further package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(path),
            dynamo=False,
            input_names=list(inputs),
            output_names=[output],
            dynamic_axes={**axes, output: {0: "n"}},
        )


def write_clip_export(directory: Path) -> None:
    """Write what an exporter of CLIP leaves: the networks and Hugging Face's own files."""
    model, processor = clip_model(), clip_processor()
    tokens = {name: torch.ones(2, 7, dtype=torch.int64) for name in ("input_ids", "attention_mask")}
    export(Words(model), tokens, "text_embeds", directory / "text.onnx")
    write_vision(model, directory)
    processor.tokenizer.save_pretrained(directory)
    write_json(directory / "preprocessor_config.json", processor.image_processor.to_dict())


def write_siglip_export(directory: Path) -> None:
    """Write what an exporter of SigLIP leaves: its text network takes no mask."""
    model = siglip_model()
    tokens = {"input_ids": torch.ones(2, SIGLIP_TOKENS, dtype=torch.int64)}
    export(Words(model), tokens, "pooled", directory / "text.onnx")
    write_vision(model, directory)
    siglip_tokenizer().save(str(directory / "tokenizer.json"))
    config = {"pad_token": "</s>", "model_max_length": SIGLIP_TOKENS}
    write_json(directory / "tokenizer_config.json", config)
    pixels = SiglipImageProcessorPil(size={"height": PIXELS, "width": PIXELS})
    write_json(directory / "preprocessor_config.json", pixels.to_dict())


def write_vision(model: PreTrainedModel, directory: Path) -> None:
    pixels = {"pixel_values": torch.zeros(2, 3, PIXELS, PIXELS)}
    export(Vision(model), pixels, "image_embeds", directory / "image.onnx")


def write_clip_directory(directory: Path) -> None:
    """Write a model directory as transformers saves it, which sentence-transformers opens."""
    clip_model().save_pretrained(directory)
    clip_processor().save_pretrained(directory)


def siglip_processor(
    pixels: SiglipImageProcessorPil, tokens: int = SIGLIP_TOKENS
) -> SiglipProcessor:
    """Return a processor whose tokenizer gives no mask, as SigLIP's does not."""
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=siglip_tokenizer(),
        pad_token="</s>",
        eos_token="</s>",
        unk_token="<unk>",
        model_max_length=tokens,
        model_input_names=["input_ids"],
    )
    return SiglipProcessor(pixels, tokenizer)


def write_text_directory(directory: Path, dimension: int = 16) -> None:
    """Write a BERT that reads texts alone, as the text tower of a multilingual CLIP does."""
    torch.manual_seed(2)
    sizes = {"hidden_size": dimension, "intermediate_size": 32, "num_hidden_layers": 2}
    config = BertConfig(
        **sizes, num_attention_heads=2, vocab_size=10, max_position_embeddings=40, pad_token_id=0
    )
    BertModel(config).save_pretrained(directory)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=siglip_tokenizer(), pad_token="<pad>", unk_token="<unk>"
    )
    tokenizer.save_pretrained(directory)


def write_siglip_directory(directory: Path) -> None:
    """Write a SigLIP as transformers saves it."""
    siglip_model().save_pretrained(directory)
    pixels = SiglipImageProcessorPil(size={"height": PIXELS, "width": PIXELS})
    siglip_processor(pixels).save_pretrained(directory)


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")
