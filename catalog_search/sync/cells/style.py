"""How one file writes its cells, where a single cell leaves it open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from catalog_search.sync.cells.categories import paths, styles
from catalog_search.sync.cells.categories.paths import CategoryStyle
from catalog_search.sync.cells.prices import money
from catalog_search.sync.cells.prices.money import PriceStyle


@dataclass(frozen=True, slots=True)
class FileStyle:
    """What the cells of a file show together."""

    prices: PriceStyle = money.NO_STYLE
    categories: CategoryStyle = paths.NO_STYLE


NO_STYLE = FileStyle()


def style_of(
    cells: Mapping[str, Iterable[str]], *, slashes: bool = False, pipes: bool = False
) -> FileStyle:
    """Return how a file writes these cells, given by column.

    `slashes` and `pipes` are True where its system divides the levels of categories so.
    """
    categories = styles.style_of(cells.get("category", ()))
    if slashes:
        categories = replace(categories, slashes=True)
    if pipes:
        categories = replace(categories, pipes=True)
    return FileStyle(money.style_of(cells.get("price", ())), categories)
