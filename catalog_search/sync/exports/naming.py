"""What an export's columns become, and whether one of them has a certain value."""

from collections.abc import Collection, Mapping

from catalog_search.sync.exports.cells import Cells, text_in
from catalog_search.sync.tables.columns import documented_name


def has_value(cells: Cells, values: Mapping[str, Collection[str]]) -> bool:
    """Return whether one of these columns has one of its values, in any case."""
    return any(
        name in cells and text_in(cells, name).lower() in words for name, words in values.items()
    )


def attribute_name(name: str) -> str:
    """Return the attribute's name: "Shoe size" is `shoe_size`, and any word for color `colors`."""
    documented = documented_name(name)
    if documented == "colors":
        return documented
    return f"option_{documented}" if documented else "_".join(name.lower().split())
