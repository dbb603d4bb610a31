"""The directory of an exported dual encoder: its files, their digests and encoder.json."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from catalog_search.backends.onnx.pixels import PixelRecipe
from catalog_search.exceptions import EncoderUnavailable
from catalog_search.exceptions import message as _

PARTS = ("image.onnx", "text.onnx", "tokenizer.json", "preprocessor_config.json")
STARTER = Path(__file__).parent / "starter"
"""The model shipped with the package."""


@dataclass(frozen=True)
class ModelDirectory:
    """The files of one model. Every member may raise EncoderUnavailable.

    `encoder.json` holds name, dimension, logit_scale, max_tokens, the SHA-256 of each part and,
    for models that need it, batch_size. Without it the model is named after the directory and
    digests are computed.
    """

    path: Path

    @cached_property
    def description(self) -> dict[str, Any]:
        """The content of encoder.json; {} if there is none."""
        return self.optional("encoder.json")

    @cached_property
    def model_id(self) -> str:
        """The name, and twelve hex digits of a digest over all parts."""
        name = self.description.get("name", self.path.resolve().name)
        digests = self.description.get("files", {})
        joined = "".join(digests.get(part) or self.digest(part) for part in PARTS)
        return f"{name}-{hashlib.sha256(joined.encode()).hexdigest()[:12]}"

    @cached_property
    def recipe(self) -> PixelRecipe:
        """How to turn a photo into the input of image.onnx."""
        name = "preprocessor_config.json"
        try:
            return PixelRecipe.read(self._json(self.verified(name).name))
        except (KeyError, TypeError, ValueError) as error:
            raise self.unusable(
                name, _("it cannot be followed (%(error)r)", error=error)
            ) from error

    def verified(self, part: str) -> Path:
        """Return the part's path after checking its bytes against encoder.json."""
        pinned = self.pinned(part)
        if pinned and pinned != self.digest(part):
            raise self.unusable(part, _("its SHA-256 is not the one that encoder.json names"))
        return self._existing(part)

    def pinned(self, part: str) -> str:
        """Return the SHA-256 that encoder.json names for the part, "" if it names none."""
        return str(self.description.get("files", {}).get(part) or "")

    def optional(self, part: str) -> dict[str, Any]:
        """Return the content of a JSON file; {} if the file is missing."""
        return self._json(part) if (self.path / part).exists() else {}

    def digest(self, part: str) -> str:
        """Return the part's SHA-256 in hexadecimal."""
        with self._existing(part).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def unusable(self, part: str, why: str) -> EncoderUnavailable:
        return EncoderUnavailable(
            _(
                "Model directory %(path)s: %(part)s cannot be used: %(why)s. Copy or "
                "export the directory again, or let CATALOG_SEARCH['ENCODER'] name "
                "another.",
                path=self.path,
                part=part,
                why=why,
            )
        )

    def _json(self, part: str) -> dict[str, Any]:
        try:
            content = json.loads(self._existing(part).read_bytes())
        except ValueError as error:
            raise self.unusable(part, _("it is not JSON (%(error)s)", error=error)) from error
        if not isinstance(content, dict):
            raise self.unusable(part, _("it is not a JSON object"))
        return content

    def _existing(self, part: str) -> Path:
        path = self.path / part
        if not path.is_file():
            raise self.unusable(part, _("there is no such file"))
        return path
