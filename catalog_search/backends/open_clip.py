"""Runs any model that open_clip can load: MobileCLIP2, Marqo's, SigLIP; needs `[open-clip]`."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL.Image import Image

from catalog_search.backends.sentence_transformers import (
    add_weights,
    check_length,
    load,
    manageable,
    unit_rows,
    unusable,
)
from catalog_search.backends.sentence_transformers import needs_package as needs_clip
from catalog_search.exceptions import message as _
from catalog_search.types import Vectors

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

CONFIG = "open_clip_config.json"
PRECISIONS = {"": "fp32", "float32": "fp32", "float16": "pure_fp16", "bfloat16": "pure_bf16"}
"""open_clip's name of each dtype."""


class OpenClipEncoder:
    """Encodes with a model of open_clip: a directory, "hf-hub:owner/name", or a name of its own.

    A directory has open_clip_config.json, the weights, and the tokenizer if the model names one.
    A name of open_clip's own list needs `pretrained`: a tag of it, or a file of weights.
    Name, dimension and logit scale come from the model, so reading any of them loads it. One call
    runs at a time.

    `text_model` encodes the texts instead, such as a multilingual tower made for the same photos:
    what sentence-transformers can load; its vectors must be as long. `text_template` is what texts
    are put into at "{}", as the model was trained. `dtype` is "float16", "bfloat16" or "float32";
    without it, float32. `truncate_dim` keeps so many numbers of each vector, for models trained
    for that. `threads` is the number of threads that torch uses in this process, for other models
    too.
    """

    def __init__(
        self,
        model: str | Path,
        pretrained: str = "",
        device: str = "cpu",
        batch_size: int = 16,
        text_model: str | Path = "",
        text_template: str = "",
        dtype: str = "",
        truncate_dim: int | None = None,
        threads: int | None = None,
    ) -> None:
        self.model, self.pretrained = str(model), str(pretrained)
        self.device, self.batch_size, self.threads = device, batch_size, threads
        self.text_model, self.text_template = str(text_model), text_template
        self.dtype, self.truncate_dim = dtype, truncate_dim
        self._lock = RLock()

    @staticmethod
    def settings_problem(options: Mapping[str, Any]) -> str:
        """Return what these OPTIONS lack, or "". Loads nothing."""
        if find_spec("open_clip") is None:
            return needs_package()
        if options.get("text_model") and find_spec("sentence_transformers") is None:
            return needs_clip()
        if (dtype := options.get("dtype", "")) not in PRECISIONS:
            return unknown_dtype(dtype)
        return where(str(options.get("model", "")), str(options.get("pretrained", "")))[1]

    @property
    def model_id(self) -> str:
        """The model's name, and twelve hex digits of a digest of its weights and of the options."""
        return f"{Path(self.model).name.removeprefix('hf-hub:')}-{self._digest[:12]}"

    @cached_property
    def dimension(self) -> int:
        """Length of a vector, measured on one text."""
        return int(self.encode_texts(["a"]).shape[1])

    @property
    def logit_scale(self) -> float:
        """The model's logit scale."""
        return self.loaded.logit_scale

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension], rows of length 1."""
        # A lone surrogate cannot be tokenized; it becomes a question mark.
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        if self.text_template:
            clean = [self.text_template.replace("{}", text) for text in clean]
        return self._encode(clean, lambda model, batch: self._texts(model, batch))

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), dimension], rows of length 1."""
        return self._encode(images, lambda model, batch: model.images(batch))

    @property
    def loaded(self) -> "LoadedModel":
        """The model, its tokenizer and its pixels. Raises EncoderUnavailable."""
        with self._lock:
            return self._model

    @cached_property
    def _model(self) -> "LoadedModel":
        if problem := self.settings_problem(vars(self)):
            raise unusable(self.model, ValueError(problem))
        options = (self.text_template, self.dtype, self.truncate_dim)
        try:
            import torch

            if self.threads:
                torch.set_num_threads(self.threads)
            name = where(self.model, self.pretrained)[0]
            precision = PRECISIONS[self.dtype]
            return LoadedModel(name, self.pretrained or None, self.device, precision, options)
        except Exception as error:  # whatever open_clip, timm and transformers make of a directory
            raise unusable(self.model, error) from error

    @cached_property
    def _digest(self) -> str:
        if not self.text_model:
            return self.loaded.digest
        with self._lock:
            digest = hashlib.sha256(self._model.digest.encode())
            add_weights(digest, self._text_model)
        return digest.hexdigest()

    @cached_property
    def _text_model(self) -> Any:
        """The model of sentence-transformers that encodes texts.

        Raises EncoderUnavailable if its vectors are of another length.
        """
        dtype = {"model_kwargs": {"dtype": self.dtype}} if self.dtype else {}
        model = load(self.text_model, {"device": self.device, **dtype})
        lengths = model.encode("a").shape[0], self._model.texts(["a"]).shape[1]
        check_length(self.text_model, self.model, *lengths)
        return model

    def _texts(self, model: "LoadedModel", texts: Sequence[str]) -> "Tensor":
        if not self.text_model:
            return model.texts(texts)
        encoded: Tensor = self._text_model.encode(
            list(texts), convert_to_tensor=True, show_progress_bar=False
        )
        return encoded

    def _encode(
        self, items: Sequence[Any], encode: Callable[["LoadedModel", Sequence[Any]], "Tensor"]
    ) -> Vectors:
        if not items:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            model = self._model
            try:
                parts = [
                    encode(model, batch).float().cpu().numpy()
                    for batch in batches(items, self.batch_size)
                ]
            except (RuntimeError, MemoryError) as error:
                raise unusable(self.model, error) from error
        return unit_rows(np.concatenate(parts)[:, : self.truncate_dim], self.model)


class LoadedModel:
    """A model in memory, with its tokenizer and its preparation of photos."""

    def __init__(
        self, name: str, pretrained: str | None, device: str, precision: str, options: object
    ) -> None:
        import open_clip
        from timm.utils import reparameterize_model

        network, prepare = open_clip.create_model_from_pretrained(
            name, pretrained, precision=precision, device=device
        )
        tokenize = open_clip.get_tokenizer(name, context_length=context_length(network))
        digest = hashlib.sha256(repr((options, vars(network.visual)["preprocess_cfg"])).encode())
        add_weights(digest, network)
        self.digest = digest.hexdigest()
        self.logit_scale = float(network.logit_scale.detach().float().exp())
        # MobileCLIP trains several branches that compute the same as one: merging them is faster.
        self.network = reparameterize_model(network.eval())
        self.prepare, self.tokenize, self.device = prepare, tokenize, device
        self.kind = next(network.visual.parameters()).dtype

    def texts(self, texts: Sequence[str]) -> "Tensor":
        import torch

        with torch.inference_mode():
            encoded: Tensor = self.network.encode_text(self.tokenize(list(texts)).to(self.device))
        return encoded

    def images(self, images: Sequence[Image]) -> "Tensor":
        import torch

        pixels = torch.stack([self.prepare(manageable(image)) for image in images])
        with torch.inference_mode():
            encoded: Tensor = self.network.encode_image(pixels.to(self.device, self.kind))
        return encoded


def where(model: str, pretrained: str) -> tuple[str, str]:
    """Return what open_clip calls the model, and what is wrong with it, or ""."""
    if model.startswith("hf-hub:") or (model and pretrained):
        return model, ""
    directory = Path(model.removeprefix("local-dir:"))
    if model and (directory / CONFIG).is_file():
        return f"local-dir:{directory}", ""
    return model, _(
        "%(model)s is no directory with the file %(file)s. Name one, or a model of a hub "
        "(hf-hub:owner/name), or a model of open_clip with the option pretrained.",
        model=model or '""',
        file=CONFIG,
    )


def context_length(network: "Module") -> int:
    """Return how many tokens of a text the model reads."""
    return int(getattr(network, "context_length", None) or 77)


def batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def needs_package() -> str:
    return _(
        "This encoder needs %(modules)s: pip install %(package)s",
        modules="torch, open_clip",
        package="catalog-search[open-clip]",
    )


def unknown_dtype(dtype: object) -> str:
    precisions = ", ".join(filter(None, PRECISIONS))
    return _("dtype is %(value)r; it must be one of: %(known)s.", value=dtype, known=precisions)
