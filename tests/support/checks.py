"""The package's system checks, run by themselves."""

from collections.abc import Callable

from django.core.checks import CheckMessage, run_checks

QDRANT = "catalog_search.backends.qdrant.QdrantIndex"
TORCH = "catalog_search.backends.sentence_transformers.SentenceTransformersEncoder"
ONNX = "catalog_search.backends.onnx.OnnxEncoder"
Configure = Callable[..., None]


def found(*, deploy: bool = False) -> dict[str, CheckMessage]:
    messages = run_checks(tags=["catalog_search"], include_deployment_checks=deploy)
    told = [message for message in messages if not message.is_silenced()]
    return {str(message.id).removeprefix("catalog_search."): message for message in told}
