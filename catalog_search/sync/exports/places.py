"""Stock that an export counts for each place: a branch, an outlet, a source."""

import re
from fnmatch import fnmatchcase

from catalog_search.sync.exports.cells import Cells, text_of
from catalog_search.sync.exports.export import Export

TOTAL = "stock_of_all_places"
PIECES = re.compile(r"(?:^|[=:])\s*(-?\d+)(?:[.,]\d+)?(?=\s*(?:$|[,;|]))")
"""A number alone, or those in "default=3,second=0"."""


def with_total(cells: Cells, export: Export) -> Cells:
    """Return the row with the pieces of all places in TOTAL, if it counts them by place.

    A place with fewer than none takes nothing from the others.
    """
    texts = [
        text_of(value)
        for name, value in cells.items()
        if any(fnmatchcase(name, pattern) for pattern in export.places)
    ]
    numbers = [int(number) for text in texts for number in PIECES.findall(text)]
    if not numbers:
        return cells
    return {**cells, TOTAL: str(sum(max(number, 0) for number in numbers))}
