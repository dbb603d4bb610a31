"""Asks an embedding server for vectors; needs `[remote]`.

The protocol is OpenAI's embeddings API with Infinity's field `modality`:
POST {url}/embeddings takes {"model", "input": [...], "modality": "text" or "image",
"encoding_format": "base64"} and answers {"data": [{"index", "embedding"}]}. A photo is a data URI.
Infinity serves it, and so does `manage.py catalog_encoder` for every encoder of this package.
"""

import base64
import io
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from functools import cached_property
from importlib.util import find_spec
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL.Image import Image

from catalog_search import conf
from catalog_search.exceptions import EncoderUnavailable
from catalog_search.exceptions import message as _
from catalog_search.protocols import deadline
from catalog_search.protocols.breaker import CircuitBreaker
from catalog_search.types import Vectors

if TYPE_CHECKING:
    import httpx

CLIP_SCALE = 100.0
"""CLIP's trained logit scale, for servers that name none."""


class RemoteEncoder:
    """Encodes with the model that a server at `url` has loaded; this process loads none.

    `model` chooses among several. `revision` becomes part of the model's id: change it when the
    server gets other weights under the same name, so that photos are encoded again. Photos are
    sent as PNG, their longer side reduced to `side` pixels. A question of a page takes `timeout`
    seconds at most, any other `batch_timeout`; a server that hangs is left alone for a while.
    `encoder` is what `catalog_encoder` serves under these settings.
    """

    def __init__(
        self,
        url: str,
        model: str = "",
        api_key: str | None = None,
        revision: str = "",
        logit_scale: float | None = None,
        batch_size: int = 16,
        side: int = 512,
        timeout: float = 2.0,
        batch_timeout: float = 60.0,
        encoder: Mapping[str, Any] | None = None,
    ) -> None:
        self.url, self.model, self.api_key = url.rstrip("/"), model, api_key
        self.revision, self.scale = revision, logit_scale
        self.batch_size, self.side = batch_size, side
        self.timeout, self.batch_timeout = timeout, batch_timeout
        self.encoder = encoder
        self._lock = RLock()

    @staticmethod
    def settings_problem(options: Mapping[str, Any]) -> str:
        """Return what is missing to ask a server, or ""."""
        if not str(options.get("url")).startswith(("http://", "https://")):
            return _('Its option url is no address, such as "http://127.0.0.1:7997".')
        return "" if find_spec("httpx") else needs_package()

    @property
    def model_id(self) -> str:
        """The model's name at the server, and `revision` if there is one."""
        name = str(self._served["id"]).replace("/", "-")
        return f"{name}-{self.revision}" if self.revision else name

    @cached_property
    def dimension(self) -> int:
        """Length of a vector, measured on one text."""
        return int(self._encode(["a"], "text").shape[1])

    @property
    def logit_scale(self) -> float:
        """The option, else what the server says, else CLIP's."""
        return float(self.scale or self._served.get("logit_scale") or CLIP_SCALE)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension], rows of length 1."""
        # A lone surrogate cannot be sent; it becomes a question mark.
        clean = [text.encode("utf-8", "replace").decode() for text in texts]
        return self._encode(clean, "text")

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), dimension], rows of length 1."""
        return self._encode([data_uri(image, self.side) for image in images], "image")

    def _encode(self, items: Sequence[str], modality: str) -> Vectors:
        if not items:
            return np.zeros((0, self.dimension), dtype=np.float32)
        parts = [
            self._embed(items[start : start + self.batch_size], modality)
            for start in range(0, len(items), self.batch_size)
        ]
        return np.concatenate(parts)

    def _embed(self, items: Sequence[str], modality: str) -> Vectors:
        question = {
            "model": str(self._served["id"]),
            "input": list(items),
            "modality": modality,
            "encoding_format": "base64",
        }
        answer = self._ask("POST", "/embeddings", question)
        try:
            rows = sorted(answer["data"], key=lambda row: row["index"])
            vectors = np.stack([vector_in(row["embedding"]) for row in rows])
        except (KeyError, TypeError, ValueError) as error:
            raise self._unusable(_("its answer has no vectors (%(error)r)", error=error)) from error
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if len(vectors) != len(items) or not (np.isfinite(lengths) & (lengths > 0)).all():
            raise self._unusable(_("it answers with something that is no vector"))
        unit: Vectors = (vectors / lengths).astype(np.float32)
        return unit

    @cached_property
    def _served(self) -> dict[str, Any]:
        """The entry of GET {url}/models that is used. Raises EncoderUnavailable."""
        with self._lock:
            answer = self._ask("GET", "/models")
            listed = answer.get("data") if isinstance(answer, dict) else None
            models = {str(each["id"]): each for each in listed or [] if "id" in each}
            if self.model in models:
                return dict(models[self.model])
            if not self.model and len(models) == 1:
                return dict(*models.values())
            names = ", ".join(sorted(models)) or "none"
            raise self._unusable(
                _("name one of its models in the option model; it has: %(names)s", names=names)
            )

    def _ask(self, method: str, path: str, question: object = None) -> Any:
        page = deadline.PAGE.get()
        max_seconds = self.timeout if page else self.batch_timeout
        with page.asking() if page else nullcontext():
            return self._breaker.call(lambda: self._send(method, path, question, max_seconds))

    def _send(self, method: str, path: str, question: object, max_seconds: float) -> Any:
        try:
            import httpx
        except ImportError as error:
            raise EncoderUnavailable(needs_package()) from error

        seconds = deadline.within(max_seconds)
        if seconds <= 0:
            raise self._unusable(_("the page has no time left for it"))
        try:
            answer = self._client.request(method, self.url + path, json=question, timeout=seconds)
            answer.raise_for_status()
            return answer.json()
        except httpx.HTTPStatusError as error:
            body = error.response.text[:200]
            raise self._unusable(
                _(
                    "it answered %(status_code)s: %(told)s",
                    status_code=error.response.status_code,
                    told=body,
                )
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise self._unusable(f"{type(error).__name__}: {error}") from error

    @cached_property
    def _client(self) -> "httpx.Client":
        import httpx

        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        return httpx.Client(headers=headers)

    @property
    def _breaker(self) -> CircuitBreaker:
        name = _("encoder at %(url)s", url=self.url)
        return conf.once(name, lambda: CircuitBreaker(name, EncoderUnavailable))

    def _unusable(self, why: str) -> EncoderUnavailable:
        return EncoderUnavailable(
            _(
                "The encoder at %(url)s cannot be used: %(why)s. Check that the server "
                "runs (manage.py catalog_encoder, or Infinity) and the options of "
                "ENCODER.",
                url=self.url,
                why=why,
            )
        )


def needs_package() -> str:
    return _(
        "This encoder needs %(modules)s: pip install %(package)s",
        modules="httpx",
        package="catalog-search[remote]",
    )


def vector_in(embedding: str | Sequence[float]) -> Vectors:
    """Return the vector: base64 of little-endian float32, or numbers."""
    if isinstance(embedding, str):
        return np.frombuffer(base64.b64decode(embedding), dtype="<f4")
    return np.asarray(embedding, dtype=np.float32).reshape(-1)


def data_uri(image: Image, side: int) -> str:
    """Return the photo as the data URI of a PNG whose sides are at most `side` pixels."""
    factor = min(1.0, side / max(image.size))
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    smaller = image if factor == 1 else image.resize(size)
    buffer = io.BytesIO()
    smaller.convert("RGB").save(buffer, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
