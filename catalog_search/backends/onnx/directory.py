"""A directory that holds an exported dual encoder: its files, their digests, its description."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from catalog_search.backends.onnx.pixels import PixelRecipe
from catalog_search.exceptions import EncoderUnavailable

PARTS = ("image.onnx", "text.onnx", "tokenizer.json", "preprocessor_config.json")
STARTER = Path(__file__).parent / "starter"
"""The model that comes with the package."""


@dataclass(frozen=True)
class ModelDirectory:
    """The files of one model. Everything raises EncoderUnavailable with words on what to do.

    `encoder.json` says name, dimension, logit_scale, max_tokens, the SHA-256 of each part and,
    where it matters, batch_size. It may be missing: the name is then the directory's, and
    digests are computed.
    """

    path: Path

    @cached_property
    def described(self) -> dict[str, Any]:
        """What encoder.json says; {} without one."""
        return self.optional("encoder.json")

    @cached_property
    def model_id(self) -> str:
        """Name, and twelve digits of a digest over all parts."""
        name = self.described.get("name", self.path.resolve().name)
        digests = self.described.get("files", {})
        whole = "".join(digests.get(part) or self.digest(part) for part in PARTS)
        return f"{name}-{hashlib.sha256(whole.encode()).hexdigest()[:12]}"

    @cached_property
    def recipe(self) -> PixelRecipe:
        """What to do to a photo before image.onnx."""
        name = "preprocessor_config.json"
        try:
            return PixelRecipe.read(self._json(self.verified(name).name))
        except (KeyError, TypeError, ValueError) as error:
            raise self.unusable(name, f"it cannot be followed ({error!r})") from error

    def verified(self, part: str) -> Path:
        """Return the part's path, once its bytes are those that encoder.json pins."""
        pinned = self.described.get("files", {}).get(part)
        if pinned and pinned != self.digest(part):
            raise self.unusable(part, "its SHA-256 is not the one that encoder.json names")
        return self._existing(part)

    def optional(self, part: str) -> dict[str, Any]:
        """Return the content of a JSON file that may be missing; {} then."""
        return self._json(part) if (self.path / part).exists() else {}

    def digest(self, part: str) -> str:
        """Return the part's SHA-256 in hexadecimal."""
        with self._existing(part).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def unusable(self, part: str, why: str) -> EncoderUnavailable:
        return EncoderUnavailable(
            f"Model directory {self.path}: {part} cannot be used: {why}. Copy or export the "
            "directory again, or let CATALOG_SEARCH['ENCODER'] name another."
        )

    def _json(self, part: str) -> dict[str, Any]:
        try:
            content = json.loads(self._existing(part).read_bytes())
        except ValueError as error:
            raise self.unusable(part, f"it is not JSON ({error})") from error
        if not isinstance(content, dict):
            raise self.unusable(part, "it is not a JSON object")
        return content

    def _existing(self, part: str) -> Path:
        path = self.path / part
        if not path.is_file():
            raise self.unusable(part, "there is no such file")
        return path
