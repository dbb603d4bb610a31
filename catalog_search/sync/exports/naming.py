"""What an export's columns become, and whether one of them has a certain value."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from catalog_search.sync.cells import answers
from catalog_search.sync.exports.cells import Cells, text_in
from catalog_search.sync.tables.columns import documented_name


def has_value(cells: Cells, values: Mapping[str, Collection[str]]) -> bool:
    """Return whether one of these columns has one of its values, in any case.

    Yes and no may be written in other words, and a number as 2.0.
    """
    return any(
        name in cells and is_one_of(text_in(cells, name).lower(), words)
        for name, words in values.items()
    )


def is_one_of(text: str, words: Collection[str]) -> bool:
    if text in words:
        return True
    said = answers.answer(text)
    if said is not None and any(sign in words for sign in answers.SIGNS[said]):
        return True
    whole = WHOLE_NUMBER.fullmatch(text)
    return whole is not None and whole[1] in words


WHOLE_NUMBER = re.compile(r"(-?\d{1,3})[.,]0+")


METAFIELDS = ("product.metafields.", "variant.metafields.")
"""What the brackets behind the title of a column hold in Shopify's exports of its fields."""


def attribute_name(name: str) -> str:
    """Return the attribute's name: "Shoe size" is `shoe_size`, and any word for color `colors`.

    So is the word with the prefix that WooCommerce has for attributes of the whole shop.
    """
    documented = documented_name(name)
    if "colors" in (documented, documented_name(name.strip().lower().removeprefix("pa_"))):
        return "colors"
    return f"option_{documented}" if documented else "_".join(name.lower().split())


@lru_cache(maxsize=5000)
def is_color_field(name: str) -> bool:
    """Return whether an attribute is a field of Shopify that is called color: `color_(product...`.

    It counts as the colors where no option has them.
    """
    title, _, field = name.rpartition("(")
    is_field = field.startswith(METAFIELDS) and field.endswith(")")
    return is_field and documented_name(title.rstrip("_")) == "colors"
