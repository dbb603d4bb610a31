"""Read the paths of a file of categories, one on each line, as those of products are read."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.categories.paths import (
    COMMA,
    PATHS,
    PIPE,
    UncertainPath,
    all_paths,
    read_path,
)
from catalog_search.sync.cells.categories.styles import style_of


def levels_of(texts: Sequence[str]) -> Callable[[str], tuple[str, ...]]:
    """Return what reads a path into the names of its levels, in a file that has these texts.

    It raises ValueError for a text with several paths. A comma divides none: a line is one path.
    """
    style = style_of(texts)
    style = replace(style, roots=frozenset(), other=None if style.other is COMMA else style.other)

    def levels(text: str) -> tuple[str, ...]:
        if PATHS.search(all_paths(text)) and not style.semicolons:
            raise ValueError(_("has several categories; write each on a line of its own"))
        try:
            return read_path(text, style)
        except UncertainPath as uncertain:
            if PIPE.search(text):
                raise
            return uncertain.path

    return levels
