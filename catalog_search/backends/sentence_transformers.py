"""Runs any CLIP or SigLIP model that sentence-transformers can load; needs the extra `[clip]`."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL.Image import Image

from catalog_search.exceptions import EncoderUnavailable
from catalog_search.exceptions import message as _
from catalog_search.types import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch.nn import Module

CLIP_SCALE = 100.0
"""CLIP's trained logit scale, for models that have none."""


class SentenceTransformersEncoder:
    """Encodes with a model from the Hugging Face hub, by id, or from a directory.

    Name, dimension and logit scale come from the model, so reading any of them loads it. One call
    runs at a time, because the tokenizers must not be shared between threads.

    `text_model` encodes the texts instead, such as a multilingual tower made for the same photos;
    its vectors must be as long. `text_template` is what texts are put into at "{}", as the model
    was trained. `dtype` is "float16", "bfloat16" or "float32"; without it, what the weights have.
    `truncate_dim` keeps so many numbers of each vector, for models trained for that.
    """

    def __init__(
        self,
        model: str,
        device: str | None = None,
        batch_size: int = 16,
        revision: str | None = None,
        local_files_only: bool = False,
        text_model: str = "",
        text_template: str = "",
        dtype: str = "",
        truncate_dim: int | None = None,
    ) -> None:
        self.model, self.text_model = str(model), str(text_model)
        self.text_template = text_template
        self.dtype, self.truncate_dim = dtype, truncate_dim
        self.device = device
        self.batch_size = batch_size
        self.revision = revision
        self.local_files_only = local_files_only
        self._lock = RLock()

    @staticmethod
    def settings_problem(options: Mapping[str, Any]) -> str:
        """Return what is missing for these OPTIONS, or "". Loads nothing."""
        return "" if find_spec("sentence_transformers") else needs_package()

    @cached_property
    def model_id(self) -> str:
        """The model's name, and twelve hex digits of a digest of its weights."""
        digest = hashlib.sha256()
        add_weights(digest, self.loaded)
        if self.text_model:
            with self._lock:
                add_weights(digest, self._text_model)
        options = (self.text_template, self.dtype, self.truncate_dim)
        digest.update(repr(options).encode() if any(options) else b"")
        return f"{Path(self.model).name}-{digest.hexdigest()[:12]}"

    @cached_property
    def dimension(self) -> int:
        """Length of a vector, measured on one text."""
        return int(self._encode([""], is_text=True).shape[1])

    @cached_property
    def logit_scale(self) -> float:
        """The model's logit scale, or CLIP's if it has none."""
        for name, value in self.loaded.named_parameters():
            if name.endswith("logit_scale"):
                return float(value.detach().exp())
        return CLIP_SCALE

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension], rows of length 1."""
        # A lone surrogate cannot be tokenized; it becomes a question mark.
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        if self.text_template:
            clean = [self.text_template.replace("{}", text) for text in clean]
        return self._encode(clean, is_text=True)

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), dimension], rows of length 1."""
        return self._encode([manageable(image) for image in images])

    @property
    def loaded(self) -> "SentenceTransformer":
        """The library's model. Raises EncoderUnavailable."""
        with self._lock:
            return self._model

    @cached_property
    def _model(self) -> "SentenceTransformer":
        model = load(self.model, self._options(self.revision))
        if "image" not in getattr(model, "modalities", ["image"]):
            raise unusable(self.model, ValueError(_("it takes no photos")))
        return model

    @cached_property
    def _text_model(self) -> "SentenceTransformer":
        """What encodes texts. Raises EncoderUnavailable if its vectors are of another length."""
        if not self.text_model:
            return self._model
        model = load(self.text_model, self._options(None))
        lengths = model.encode("a").shape[0], self._model.encode("a").shape[0]
        check_length(self.text_model, self.model, *lengths)
        return model

    def _options(self, revision: str | None) -> dict[str, Any]:
        return {
            "device": self.device,
            "revision": revision,
            "local_files_only": self.local_files_only,
            "truncate_dim": self.truncate_dim,
            **({"model_kwargs": {"dtype": self.dtype}} if self.dtype else {}),
        }

    def _encode(self, items: Sequence[str] | Sequence[Image], *, is_text: bool = False) -> Vectors:
        if not items:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            model = self._text_model if is_text else self._model
            try:
                encoded = model.encode(
                    list(items), batch_size=self.batch_size, show_progress_bar=False
                )
            except (RuntimeError, MemoryError) as error:
                raise unusable(self.model, error) from error
        return unit_rows(np.asarray(encoded, dtype=np.float32), self.model)


def load(model: str, options: dict[str, Any]) -> "SentenceTransformer":
    """Return the model, with texts truncated to its position limit. Raises EncoderUnavailable."""
    try:
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EncoderUnavailable(needs_package()) from error
    try:
        loaded = SentenceTransformer(model, **options)
    except (
        *(OSError, ValueError, KeyError, RuntimeError, MemoryError, SafetensorError),
        # An unknown dtype.
        AttributeError,
    ) as error:
        raise unusable(model, error) from error
    loaded.max_seq_length = min(loaded.max_seq_length or 77, positions(loaded))
    pad_as_trained(loaded)
    return loaded


def check_length(text_model: str, model: str, theirs: int, ours: int) -> None:
    """Raise EncoderUnavailable if the vectors of texts are not as long as those of photos."""
    if theirs != ours:
        why = _(
            "its vectors have %(theirs)s numbers, those of %(model)s %(ours)s",
            theirs=theirs,
            model=model,
            ours=ours,
        )
        raise unusable(text_model, ValueError(why))


def needs_package() -> str:
    return _(
        "This encoder needs %(modules)s: pip install %(package)s",
        modules="torch, sentence-transformers",
        package="catalog-search[clip]",
    )


def add_weights(digest: "hashlib._Hash", model: "Module") -> None:
    for name, weights in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(weights.detach().cpu().float().numpy().tobytes())


def pad_as_trained(model: "SentenceTransformer") -> None:
    """Make SigLIP models pad texts to full length, without an attention mask.

    They were trained that way. sentence-transformers pads to the longest text of a batch, which
    would make a vector depend on the rest of its batch.
    """
    first: Any = model[0]
    config = getattr(getattr(first, "model", None), "config", None)
    if str(getattr(config, "model_type", "")).startswith("siglip"):
        options = first.processing_kwargs
        text = {**options.get("text", {}), "padding": "max_length"}
        first.processing_kwargs = {**options, "text": text}
        first.tokenizer.model_input_names = ["input_ids"]


def positions(model: "SentenceTransformer") -> int:
    """Return the maximum tokens of a text; the model crashes on more.

    sentence-transformers relies on the tokenizer, which does not always know the limit.
    """
    config = getattr(getattr(model[0], "model", None), "config", None)
    text_config = getattr(config, "text_config", config)
    return int(getattr(text_config, "max_position_embeddings", None) or 77)


def manageable(image: Image) -> Image:
    """Return the photo with both sides at least 4 pixels and a 64th of the other side.

    Image processors mistake a side of 1 or 3 pixels for the color channels, and they scale by the
    shorter side: a photo of 16,000 x 1 pixels would take gigabytes.
    """
    width, height = image.size
    size = max(width, height // 64, 4), max(height, width // 64, 4)
    return image if size == image.size else image.resize(size)


def unit_rows(vectors: Vectors, model: str) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths).all() and (lengths > 0).all()):
        raise unusable(model, ValueError(_("it answers with something that is no vector")))
    unit: Vectors = vectors / lengths
    return unit


def unusable(model: str, error: Exception) -> EncoderUnavailable:
    return EncoderUnavailable(
        _(
            "The model %(model)s cannot be used: %(error)s. Check its name, that it "
            "can be downloaded or is a complete directory, and that it encodes both "
            "texts and photos.",
            model=model,
            error=error,
        )
    )
