"""A model's tokenizer, set to truncate and pad texts as the model expects."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from catalog_search.backends.onnx.directory import ModelDirectory
from catalog_search.exceptions import message as _

CLIP_TOKENS = 77
"""CLIP's text length, for a directory that names none."""
UNLIMITED = 10**6
"""Hugging Face writes a number above this if a tokenizer has no limit."""


class Tokens:
    """Turns texts into the inputs of text.onnx.

    A network without an attention mask (`masked` false), such as SigLIP, was trained on texts
    padded to full length; other networks take batches padded to their longest text. Settings
    missing from tokenizer.json are read from tokenizer_config.json, if there is one.
    """

    def __init__(self, directory: ModelDirectory, *, masked: bool) -> None:
        self._tokenizer = read_tokenizer(directory)
        config = directory.optional("tokenizer_config.json")
        length = text_length(directory, self._tokenizer, config)
        self._tokenizer.enable_truncation(length)
        padding = self._tokenizer.padding or pad_token(self._tokenizer, config)
        self._tokenizer.enable_padding(**{**padding, "length": None if masked else length})

    def feeds(self, texts: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Return integers [len(texts), tokens] by input name, as in Hugging Face's exports."""
        # A lone surrogate cannot be tokenized; it becomes a question mark.
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        encodings = self._tokenizer.encode_batch(clean)
        return {
            "input_ids": np.array([encoding.ids for encoding in encodings]),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings]),
            "token_type_ids": np.array([encoding.type_ids for encoding in encodings]),
        }


def read_tokenizer(directory: ModelDirectory) -> Tokenizer:
    path = directory.verified("tokenizer.json")
    try:
        return Tokenizer.from_file(str(path))
    # The library raises plain Exception.
    except Exception as error:
        raise directory.unusable(
            "tokenizer.json", _("it cannot be read (%(error)s)", error=error)
        ) from error


def text_length(directory: ModelDirectory, tokenizer: Tokenizer, config: dict[str, Any]) -> int:
    """Return the maximum tokens of a text, from the first source that has it."""
    limit = directory.description.get("max_tokens") or (tokenizer.truncation or {}).get(
        "max_length"
    )
    length = int(limit or config.get("model_max_length") or CLIP_TOKENS)
    return length if length < UNLIMITED else CLIP_TOKENS


def pad_token(tokenizer: Tokenizer, config: dict[str, Any]) -> dict[str, Any]:
    """Return tokenizer_config.json's padding token as arguments of enable_padding; {} if none."""
    token = config.get("pad_token")
    token = token.get("content") if isinstance(token, dict) else token
    number = tokenizer.token_to_id(token) if token else None
    return {} if number is None else {"pad_token": token, "pad_id": number}
