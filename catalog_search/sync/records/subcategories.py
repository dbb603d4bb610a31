"""Categories whose levels stand in columns of their own: category and subcategory."""

import re
from collections.abc import Mapping
from functools import lru_cache

from catalog_search.sync.cells.categories.names import level_names
from catalog_search.sync.cells.categories.paths import LEVELS, PATHS
from catalog_search.sync.cells.markup import plain_text
from catalog_search.sync.tables.columns import words_of

CATEGORY = r"(?:product_)?(?:categor(?:y|ia|ie|ía)|catégorie|kategori[ea]?|kategorie)"
BELOW = re.compile(
    rf"(?:sub_?sub|sub|unter|sous|sotto|under|onder|pod)_?{CATEGORY}(?:_?\d)?"
    r"|подкатегория|サブカテゴリ|子类别|子分類"
)
NUMBERED = re.compile(rf"{CATEGORY}_?(?:level|lvl|ebene|niveau|nivel|livello|l)_?\d")
"""All levels in columns of their own, the first one too."""


def with_levels(values: Mapping[str, object]) -> object:
    """Return the category of a row below the one above it, where both are texts.

    A cell that holds several categories stays as it is.
    """
    category = values.get("category")
    columns = {
        name: text for name, cell in values.items() if is_below(name) and (text := text_of(cell))
    }
    if not columns or not isinstance(category, str | None):
        return category
    below, top = list(columns.values()), text_of(category)
    has_levels = any(map(NUMBERED.fullmatch, map(plain_name, columns)))
    if has_levels:
        texts = below if top in ("", *below) else [*below, top]
    else:
        texts = [top, *below] if top else below
    if any(map(PATHS.search, texts)):
        return category
    full_path = next((text for text in reversed(texts[1:]) if is_path(text, texts[0])), "")
    return full_path or [name for text in texts for name in level_names(LEVELS.split(text))]


def text_of(cell: object) -> str:
    return plain_text(cell).strip() if isinstance(cell, str) else ""


def is_path(text: str, above: str) -> bool:
    """Return whether the text is a path that begins with the category above."""
    levels = level_names(LEVELS.split(text))
    return len(levels) > 1 and levels[:1] == level_names(LEVELS.split(above))[:1]


def is_below(name: str) -> bool:
    """Return whether a column of this name holds a level of a category."""
    plain = plain_name(name)
    return bool(BELOW.fullmatch(plain) or NUMBERED.fullmatch(plain))


@lru_cache(maxsize=1000)
def plain_name(name: str) -> str:
    return "_".join(words_of(name[:60]))
