"""Refuse torch models in Celery's prefork pool, where loading one hangs or kills the worker."""

import sys
from collections.abc import Iterator, Mapping

from catalog_search import conf
from catalog_search.exceptions import WrongSettings
from catalog_search.exceptions import message as _

FIX = _(
    "Start the worker with --pool=threads (or --pool=solo), or use the encoder "
    "catalog_search.backends.onnx.OnnxEncoder, which needs no torch."
)
TORCH = ("sentence_transformers", "open_clip")
"""The backends that load torch."""
POOL_CHILD = "ForkPoolWorker"
"""The names of a prefork pool's child processes start with this."""


def needs_torch(setting: object) -> bool:
    """Return whether an encoder in the setting, or one it is built on, uses torch; imports none."""
    return any(f".{each}." in f".{path}." for path in backends(setting) for each in TORCH)


def backends(setting: object) -> Iterator[str]:
    """Yield the BACKEND of this entry and of every entry among its options, however deep."""
    if isinstance(setting, Mapping):
        if isinstance(path := setting.get("BACKEND"), str):
            yield path
        setting = list(setting.values())
    if isinstance(setting, list | tuple):
        for value in setting:
            yield from backends(value)


def in_pool_child() -> bool:
    """Return whether this process is a forked child of a prefork pool."""
    # Looked up, not imported: without billiard loaded this cannot be a pool child.
    billiard = sys.modules.get("billiard.process")
    return billiard is not None and billiard.current_process().name.startswith(POOL_CHILD)


def refuse_torch() -> None:
    """Raise WrongSettings if the encoder in use needs torch and this is a prefork child.

    Call it before anything is encoded in a task.
    """
    if in_pool_child() and needs_torch(conf.encoder_in_use()[1]):
        raise WrongSettings(
            _("A torch model cannot be loaded in a prefork worker. %(fix)s", fix=FIX)
        )
