"""A model's tokenizer.json, set to cut texts at the model's length and to pad as it expects."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from catalog_search.backends.onnx.directory import ModelDirectory

CLIP_TOKENS = 77
"""Length of CLIP's text, for a directory that does not say its own."""
UNLIMITED = 10**6
"""Hugging Face writes a number above this where a tokenizer knows no length."""


class Tokens:
    """Texts to the inputs of text.onnx.

    A network without an attention mask (`masked` false) was trained on texts padded to their
    full length, as SigLIP was; any other takes batches as long as their longest text.
    What tokenizer.json leaves open is read from tokenizer_config.json, where there is one.
    """

    def __init__(self, directory: ModelDirectory, *, masked: bool) -> None:
        self._tokenizer = read_tokenizer(directory)
        config = directory.optional("tokenizer_config.json")
        length = text_length(directory, self._tokenizer, config)
        self._tokenizer.enable_truncation(length)
        padding = self._tokenizer.padding or pad_token(self._tokenizer, config)
        self._tokenizer.enable_padding(**{**padding, "length": None if masked else length})

    def feeds(self, texts: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Return integers [len(texts), tokens] by the name Hugging Face's exports give them."""
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
    # The library raises nothing narrower.
    except Exception as error:
        raise directory.unusable("tokenizer.json", f"it cannot be read ({error})") from error


def text_length(directory: ModelDirectory, tokenizer: Tokenizer, config: dict[str, Any]) -> int:
    """Return the most tokens a text may have, from the first place that says."""
    told = directory.described.get("max_tokens") or (tokenizer.truncation or {}).get("max_length")
    length = int(told or config.get("model_max_length") or CLIP_TOKENS)
    return length if length < UNLIMITED else CLIP_TOKENS


def pad_token(tokenizer: Tokenizer, config: dict[str, Any]) -> dict[str, Any]:
    """Return tokenizer_config.json's padding token as enable_padding takes it; {} without one."""
    token = config.get("pad_token")
    token = token.get("content") if isinstance(token, dict) else token
    number = tokenizer.token_to_id(token) if token else None
    return {} if number is None else {"pad_token": token, "pad_id": number}
