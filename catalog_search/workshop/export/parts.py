"""Splits a sentence-transformers model into the parts of a model directory."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image
from tokenizers import Tokenizer
from torch import Tensor, nn

from catalog_search.backends.onnx.pixels import PixelRecipe
from catalog_search.backends.sentence_transformers import SentenceTransformersEncoder
from catalog_search.exceptions import ExportFailed

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Features = dict[str, Tensor]
"""A network's inputs by name."""

TEXT_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
TOLERANCE = 0.05
"""Maximum mean difference of normalised pixels from the library's own."""


class Tower(nn.Module):
    """One half of a dual encoder, in a form torch can trace: tensors in, vectors out."""

    def __init__(self, model: "SentenceTransformer", names: tuple[str, ...], modality: str) -> None:
        super().__init__()
        self.model, self.names, self.modality = model, names, modality

    def forward(self, *tensors: Tensor) -> Tensor:
        features = dict(zip(self.names, tensors, strict=True))
        vectors: Tensor = self.model({**features, "modality": self.modality})["sentence_embedding"]
        return vectors


@dataclass(frozen=True, slots=True)
class Parts:
    """The contents of a model directory; `pixels` and `tokens` are example inputs for tracing."""

    image: Tower
    pixels: Features
    text: Tower
    tokens: Features
    tokenizer: Tokenizer
    preprocessing: dict[str, Any]
    max_tokens: int


def take_apart(encoder: SentenceTransformersEncoder) -> Parts:
    """Return the model's parts. Raises EncoderUnavailable, ExportFailed."""
    model, name = encoder.loaded, encoder.model
    if not {"text", "image"} <= set(model.modalities):
        raise not_exported(name, f"it takes {', '.join(map(str, model.modalities))} only")
    tokens = features(model, ["a red shoe", "a chair"], TEXT_INPUTS, name)
    pixels = features(model, [gradient(), gradient()], ("pixel_values",), name)
    if pixels["pixel_values"].ndim != 4:
        raise not_exported(name, "it takes photos in patches, not as pixels")
    first: Any = model[0]
    processor = getattr(getattr(first, "processor", None), "image_processor", None)
    if processor is None:
        raise not_exported(name, "it consists of several models")
    preprocessing = {key: plain(value) for key, value in processor.to_dict().items()}
    check_recipe(preprocessing, pixels["pixel_values"][0], name)
    return Parts(
        image=Tower(model, tuple(pixels), "image"),
        pixels=pixels,
        text=Tower(model, tuple(tokens), "text"),
        tokens=tokens,
        tokenizer=fast_tokenizer(model, name),
        preprocessing=preprocessing,
        max_tokens=model.max_seq_length or 0,
    )


def features(
    model: "SentenceTransformer", items: list[Any], input_names: tuple[str, ...], name: str
) -> Features:
    """Return the library's network inputs for these items.

    Raises ExportFailed if OnnxEncoder cannot provide one of them.
    """
    inputs = model.preprocess(items)
    tensors = {key: value for key, value in inputs.items() if isinstance(value, Tensor)}
    if input_names[0] not in tensors or not set(tensors) <= set(input_names):
        tensor_names = ", ".join(sorted(tensors)) or "nothing"
        raise not_exported(
            name, f"its networks want {tensor_names}; only {', '.join(input_names)} can be given"
        )
    return {key: tensors[key].cpu() for key in input_names if key in tensors}


def fast_tokenizer(model: "SentenceTransformer", name: str) -> Tokenizer:
    """Return the tokenizer with the model's truncation and padding set."""
    theirs = model.tokenizer
    if getattr(theirs, "backend_tokenizer", None) is None:
        raise not_exported(name, "its tokenizer has no tokenizer.json (only a slow form)")
    tokenizer = Tokenizer.from_str(theirs.backend_tokenizer.to_str())
    tokenizer.enable_truncation(model.max_seq_length or 0)
    tokenizer.enable_padding(
        pad_id=theirs.pad_token_id, pad_token=theirs.pad_token, direction=theirs.padding_side
    )
    return tokenizer


def check_recipe(preprocessing: dict[str, Any], theirs: Tensor, name: str) -> None:
    """Raise ExportFailed unless the recipe gives the library's own pixels."""
    try:
        ours = PixelRecipe.read(preprocessing).apply(gradient())
    except (KeyError, TypeError, ValueError) as error:
        raise not_exported(name, f"its image processor cannot be followed ({error!r})") from error
    same_shape = ours.shape == tuple(theirs.shape)
    if not same_shape or np.abs(ours - theirs.numpy()).mean() > TOLERANCE:
        raise not_exported(name, "its image processor does more than resize, crop and normalise")


def gradient() -> Image.Image:
    """Return a picture that is neither square nor symmetric."""
    across = np.linspace(0, 255, 320 * 240 * 3).reshape(240, 320, 3)
    return Image.fromarray(across.astype(np.uint8))


def plain(value: Any) -> Any:
    """Return a processor's setting as a JSON value."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool | str | float):
        return value
    return int(value) if isinstance(value, int) else str(value)


def not_exported(name: str, why: str) -> ExportFailed:
    return ExportFailed(
        f"The model {name} cannot be exported: {why}. Only dual encoders of photos and texts, "
        "such as CLIP and SigLIP, become a model directory."
    )
