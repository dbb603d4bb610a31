"""Measures how well a store's searches answer queries made from its own catalogue."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from catalog_search.workshop.evaluation.measuring import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]


def __getattr__(name: str) -> Any:
    # At the first use, so that `python -m` of a module in here can set up Django before.
    if name not in __all__:
        raise AttributeError(name)
    from catalog_search.workshop.evaluation import measuring

    return getattr(measuring, name)
