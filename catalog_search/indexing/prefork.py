"""Torch and forked pools: a model loaded in a prefork child hangs or dies, so it is refused."""

import sys

from catalog_search import conf
from catalog_search.exceptions import WrongSettings

FIX = (
    "Start the worker with --pool=threads (or --pool=solo), or use the encoder "
    "catalog_search.backends.onnx.OnnxEncoder, which needs no torch."
)
POOL_CHILD = "ForkPoolWorker"
"""How the children of a prefork pool are called."""


def needs_torch() -> bool:
    """Return whether the configured encoder runs on torch; loads nothing."""
    return ".sentence_transformers." in f".{conf.get('ENCODER').get('BACKEND', '')}."


def in_pool_child() -> bool:
    """Return whether this process is a forked child of a prefork pool."""
    # Looked up, not imported: where nobody has loaded it, there is no such pool.
    billiard = sys.modules.get("billiard.process")
    return billiard is not None and billiard.current_process().name.startswith(POOL_CHILD)


def refuse_torch() -> None:
    """Raise WrongSettings where a torch model would be loaded in a prefork child.

    Call it at the start of a task that encodes.
    """
    if needs_torch() and in_pool_child():
        raise WrongSettings(f"A torch model must not be loaded in a prefork worker. {FIX}")
