"""The server side: any encoder of this package behind the API that RemoteEncoder speaks."""

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from PIL.Image import Image

from catalog_search.exceptions import CatalogSearchError, InvalidPhoto
from catalog_search.photos.decoder import decoding
from catalog_search.protocols import Encoder
from catalog_search.types import Vectors

MAX_BYTES = 64 * 2**20
MAX_ITEMS = 256
"""Texts or pictures that one request may have."""

Environ = Mapping[str, Any]
Application = Callable[[Any, Callable[..., object]], Iterable[bytes]]


class Refused(Exception):
    """The request is not answered; the message is for whoever sent it."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


def application(encoder: Encoder, api_key: str | None = None) -> Application:
    """Return a WSGI application that serves the encoder's vectors.

    With `api_key` every question but /health needs it as a bearer token.
    """

    def answer(environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        try:
            status, body = HTTPStatus.OK, routed(encoder, api_key, environ)
        except Refused as refused:
            status, body = refused.status, error_body(str(refused))
        except CatalogSearchError as error:
            status, body = HTTPStatus.SERVICE_UNAVAILABLE, error_body(str(error))
        data = json.dumps(body).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(data)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [data]

    return answer


def error_body(message: str) -> dict[str, object]:
    return {"error": {"message": message}}


def routed(encoder: Encoder, api_key: str | None, environ: Environ) -> dict[str, object]:
    route = (environ["REQUEST_METHOD"], environ.get("PATH_INFO", "").rstrip("/"))
    if route == ("GET", "/health"):
        return {"status": "ok"}
    authorization = environ.get("HTTP_AUTHORIZATION", "")
    sent, expected = (
        text.encode("utf-8", "surrogatepass") for text in (authorization, f"Bearer {api_key}")
    )
    if api_key and not hmac.compare_digest(sent, expected):
        raise Refused(HTTPStatus.UNAUTHORIZED, "Send the api_key as a bearer token.")
    if route == ("GET", "/models"):
        model = {"id": encoder.model_id, "object": "model", "dimension": encoder.dimension}
        return {"object": "list", "data": [{**model, "logit_scale": encoder.logit_scale}]}
    if route == ("POST", "/embeddings"):
        return embeddings(encoder, question_in(environ))
    raise Refused(HTTPStatus.NOT_FOUND, "There is GET /health, GET /models and POST /embeddings.")


def question_in(environ: Environ) -> dict[str, Any]:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_BYTES:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"Send at most {MAX_BYTES} bytes.")
    try:
        question = json.loads(environ["wsgi.input"].read(int(length)))
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST, "The body is not JSON.") from None
    if not isinstance(question, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "The body is not a JSON object.")
    return question


def embeddings(encoder: Encoder, question: dict[str, Any]) -> dict[str, object]:
    input_value = question.get("input")
    items = [input_value] if isinstance(input_value, str) else input_value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise Refused(HTTPStatus.BAD_REQUEST, "input must be a text or a list of texts.")
    if len(items) > MAX_ITEMS:
        raise Refused(HTTPStatus.BAD_REQUEST, f"input may have {MAX_ITEMS} items.")
    if question.get("modality", "text") == "image":
        vectors = encoder.encode_images([photo_in(item) for item in items])
    else:
        vectors = encoder.encode_texts(items)
    in_base64 = question.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": number, "embedding": row}
        for number, row in enumerate(base64_rows(vectors) if in_base64 else vectors.tolist())
    ]
    return {"object": "list", "model": encoder.model_id, "data": data}


def base64_rows(vectors: Vectors) -> list[str]:
    return [base64.b64encode(row.astype("<f4").tobytes()).decode() for row in vectors]


def photo_in(uri: str) -> Image:
    head, comma, data = uri.partition(",")
    if not (comma and head.startswith("data:image/") and head.endswith(";base64")):
        raise Refused(HTTPStatus.BAD_REQUEST, "A photo is a data URI in base64; no URL is fetched.")
    try:
        return decoding.decode(base64.b64decode(data, validate=True))
    except (binascii.Error, InvalidPhoto) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"A photo cannot be read: {error}") from None
