"""A detector that needs no model: it finds patches of color that stand out."""

from catalog_search.backends.segments.detector import SegmentsDetector

__all__ = ["SegmentsDetector"]
