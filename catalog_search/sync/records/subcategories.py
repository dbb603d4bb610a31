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
    rf"|{CATEGORY}_child|подкатегория|サブカテゴリ|子类别|子分類"
)
NUMBERED = re.compile(
    rf"{CATEGORY}_?(?:(?:level|lvl|ebene|niveau|nivel|livello|l)_?)?\d|l\d_{CATEGORY}|[一二三四]级分类"
)
"""All levels in columns of their own, often the first one too."""
FIRST = re.compile("[01一]")
ABOVE = re.compile(
    rf"(?:main|top|root|parent|haupt|hoofd)_?{CATEGORY}|{CATEGORY}_(?:principale?|padre|parent|main)"
)
"""The level above the category."""


def with_levels(values: Mapping[str, object]) -> object:
    """Return the category of a row below the one above it, where both are texts.

    A cell that holds several categories stays as it is. Of columns that hold a path each, the
    first counts.
    """
    category = values.get("category")
    columns = {
        name: text for name, cell in values.items() if is_below(name) and (text := text_of(cell))
    }
    if not columns or not isinstance(category, str | None):
        return category
    numbered = [text for name, text in columns.items() if NUMBERED.fullmatch(plain_name(name))]
    above = [text for name, text in columns.items() if ABOVE.fullmatch(plain_name(name))]
    below = [text for text in columns.values() if text not in above]
    top = text_of(category)
    is_last = any(FIRST.search(name) for name in columns if NUMBERED.fullmatch(plain_name(name)))
    if numbered and (is_last or top in below):
        texts = below if top in ("", *below) else [*below, top]
    else:
        texts = [top, *below] if top else below
    if any(map(PATHS.search, texts)):
        return category
    if above and not set(level_names(above)) & set(level_names(LEVELS.split(" > ".join(texts)))):
        texts = [*above[:1], *texts]
    full_path = next((text for text in reversed(texts[1:]) if is_path(text, texts[0])), "")
    if numbered and not full_path and any(map(LEVELS.search, numbered)):
        return texts[0]
    return full_path or [name for text in texts for name in level_names(LEVELS.split(text))]


def text_of(cell: object) -> str:
    """Return the text of a cell, "" for the number of a category."""
    text = plain_text(cell).strip() if isinstance(cell, str) else ""
    return "" if text.isdigit() else text


def is_path(text: str, above: str) -> bool:
    """Return whether the text is a path that begins with the category above."""
    levels = level_names(LEVELS.split(text))
    return len(levels) > 1 and levels[:1] == level_names(LEVELS.split(above))[:1]


def is_below(name: str) -> bool:
    """Return whether a column of this name holds a level of a category."""
    plain = plain_name(name)
    return any(pattern.fullmatch(plain) for pattern in (BELOW, NUMBERED, ABOVE))


@lru_cache(maxsize=1000)
def plain_name(name: str) -> str:
    return "_".join(words_of(name[:60]))
