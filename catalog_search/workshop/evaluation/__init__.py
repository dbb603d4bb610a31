"""Measures how well a store's searches answer queries made from its own catalogue."""

from catalog_search.workshop.evaluation.measuring import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
