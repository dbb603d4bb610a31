"""The messages of the package's system checks."""

from collections.abc import Callable

from django.core.checks import CheckMessage, run_checks

QDRANT = "catalog_search.backends.qdrant.QdrantIndex"
TORCH = "catalog_search.backends.sentence_transformers.SentenceTransformersEncoder"
OPEN_CLIP = "catalog_search.backends.open_clip.OpenClipEncoder"
ONNX = "catalog_search.backends.onnx.OnnxEncoder"
Configure = Callable[..., None]


def messages_by_id(*, deploy: bool = False) -> dict[str, CheckMessage]:
    """Return the messages that are not silenced, by id without "catalog_search."."""
    messages = run_checks(tags=["catalog_search"], include_deployment_checks=deploy)
    return {
        str(message.id).removeprefix("catalog_search."): message
        for message in messages
        if not message.is_silenced()
    }
