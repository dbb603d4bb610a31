"""Points that every index refuses before it writes."""

from collections.abc import Iterable

import numpy as np

from catalog_search.exceptions import IndexMismatch
from catalog_search.exceptions import message as _
from catalog_search.types import Point


def check_vectors(points: Iterable[Point], dimension: int) -> None:
    """Raise IndexMismatch for vectors that no search could ever find."""
    for point in points:
        for vector in (point.photo, point.title):
            if vector.shape != (dimension,) or not np.isfinite(vector).all():
                raise IndexMismatch(
                    _(
                        "The vectors of point %(id)s are not %(dimension)s finite numbers.",
                        id=point.id,
                        dimension=dimension,
                    )
                )
