"""Other names by which shoppers call a store's colors and sizes: "navy blue", "size medium"."""

import re
from dataclasses import replace

from catalog_search.catalogue.rows import CHOICES
from catalog_search.search.query.value_leads import is_size
from catalog_search.text.analysis import fold, terms_of
from catalog_search.text.colors import SHADES, SWATCHES
from catalog_search.text.rules import language_rules
from catalog_search.text.store.values import (
    SHORTEST_SHADE,
    SIZE_LIKE,
    KnownValue,
    StoreValues,
)

EUROPEAN = re.compile(r"eu[\s-]?(\d{2}(?:[.,]5)?)|(\d{2}(?:[.,]5)?)\s?eu")
HALF = re.compile(r"(\d{1,2})[\s-]1/2")


def named_otherwise(text: str, start: int, end: int, store: StoreValues) -> tuple[KnownValue, ...]:
    """Return the values that text[start:end] names in other words than the store's."""
    typed = fold(text[start:end])
    return colors_named(typed, store) or sizes_named(text, start, end, store)


def colors_named(typed: str, store: StoreValues) -> tuple[KnownValue, ...]:
    """Return the colors that are called so: Navy for "navy blue", Dark Blue for "darkblue"."""
    color = next((each for each in SWATCHES if typed.endswith(each)), "")
    shade = typed.removesuffix(color).rstrip(" -") if color else ""
    if len(shade) < SHORTEST_SHADE:
        return ()
    known = store.phrases.get(terms_of(f"{shade} {color}"), ())
    if not known and color in SHADES.get(shade, ()):
        known = store.phrases.get(terms_of(shade), ())
    # It surely is a color, even if no title has it.
    return tuple(
        replace(value, evidence=replace(value.evidence, titles=max(1, value.evidence.titles)))
        for value in known
        if value.field == "color"
    )


def sizes_named(text: str, start: int, end: int, store: StoreValues) -> tuple[KnownValue, ...]:
    """Return the sizes that are called so, where a size is meant: M for "size medium"."""
    if not is_size(text, start, end):
        return ()
    known = (store.phrases.get(terms_of(name), ()) for name in names_of_size(fold(text[start:end])))
    sizes = (tuple(value for value in values if is_of_sizes(value)) for values in known)
    return next(filter(None, sizes), ())


def is_of_sizes(value: KnownValue) -> bool:
    return value.field not in CHOICES and bool(SIZE_LIKE.search(value.field.lower()))


def names_of_size(typed: str) -> list[str]:
    """Return the other names of a size: "XL" for "extra large", "42" for "eu 42"."""
    if european := EUROPEAN.fullmatch(typed):
        return [european[1] or european[2]]
    if half := HALF.fullmatch(typed):
        return [f"{half[1]}.5"]
    named = [
        {size, *names}
        for size, names in language_rules().size_names.items()
        if typed.replace("-", " ") in {size, *names}
    ]
    return sorted(name for names in named for name in names if name != typed)
