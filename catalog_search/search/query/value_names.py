"""Other names by which shoppers call a store's colors and sizes: "navy blue", "size medium"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from catalog_search.catalogue.rows import CHOICES
from catalog_search.search.query.size_ranges import SizeRange, size_ranges
from catalog_search.search.query.value_leads import is_size
from catalog_search.text.analysis import Terms, fold, terms_of
from catalog_search.text.colors import SHADES, SWATCHES
from catalog_search.text.rules import language_rules
from catalog_search.text.store import synonyms
from catalog_search.text.store.size_names import is_of_size
from catalog_search.text.store.values import SHORTEST_SHADE, KnownValue, StoreValues

EUROPEAN = re.compile(r"eu[\s-]?(\d{2}(?:[.,]5)?)|(\d{2}(?:[.,]5)?)\s?eu")
HALF = re.compile(r"(\d{1,2})[\s-]?(?:\u00bd|(?<=[\s-])1[/\u2044]2)")


def named_otherwise(text: str, start: int, end: int, store: StoreValues) -> tuple[KnownValue, ...]:
    """Return the values that text[start:end] names in other words than the store's."""
    typed = fold(text[start:end])
    return colors_named(typed, store) or sizes_named(text, start, end, store)


def colors_named(typed: str, store: StoreValues) -> tuple[KnownValue, ...]:
    """Return the colors that are called so: Navy for "navy blue", Blanc for "blanche"."""
    known = (store.phrases.get(phrase, ()) for phrase in color_phrases(typed))
    colors = (tuple(value for value in values if value.field == "color") for values in known)
    # It surely is a color, even if no title has it.
    return tuple(
        replace(value, evidence=replace(value.evidence, titles=max(1, value.evidence.titles)))
        for value in next(filter(None, colors), ())
    )


def color_phrases(typed: str) -> Iterator[Terms]:
    """Yield other phrases for the color, as terms: "blanc cassé" for "blanche cassée"."""
    color = next((each for each in SWATCHES if typed.endswith(each)), "")
    shade = typed.removesuffix(color).rstrip(" -") if color else ""
    if len(shade) >= SHORTEST_SHADE:
        yield terms_of(f"{shade} {color}")
        if color in SHADES.get(shade, ()):
            yield terms_of(shade)
    phrase = terms_of(typed)
    if bare := re.sub(rf"(?:{language_rules().color_endings})$", "", typed):
        phrase = terms_of(bare)
        yield phrase
    yield from product(*(forms_of_color(each) for each in phrase))


def forms_of_color(term: str) -> tuple[str, ...]:
    return term, *(terms_of(each)[0] for [each] in synonyms.forms_of_color(term))


def sizes_named(text: str, start: int, end: int, store: StoreValues) -> tuple[KnownValue, ...]:
    """Return the sizes that are called so, where a size is meant: M for "size medium"."""
    if not is_size(text, start, end):
        return ()
    for each in size_ranges(text):
        if (each.value_start, each.end) == (start, end):
            return sizes_in(each, store)
    known = (store.phrases.get(terms_of(name), ()) for name in names_of_size(text[start:end]))
    sizes = (tuple(value for value in values if is_of_sizes(value)) for values in known)
    return next(filter(None, sizes), ())


def sizes_in(found: SizeRange, store: StoreValues) -> tuple[KnownValue, ...]:
    """Return the size that is called like the range, or those in it as one value of each field."""
    for names in ([found.name], found.sizes):
        known = (value for name in names for value in store.phrases.get(terms_of(name), ()))
        by_field: dict[str, list[KnownValue]] = {}
        for value in filter(is_of_sizes, known):
            by_field.setdefault(value.field, []).append(value)
        if by_field:
            return tuple(map(as_one, by_field.values()))
    return ()


def as_one(sizes: Sequence[KnownValue]) -> KnownValue:
    values = dict.fromkeys(value for size in sizes for value in size.values)
    return replace(sizes[0], values=tuple(values))


def is_of_sizes(value: KnownValue) -> bool:
    return value.field not in CHOICES and is_of_size(value.field)


def names_of_size(typed: str) -> list[str]:
    """Return the other names of a size: "XL" for "extra large", "42" for "eu 42"."""
    if half := HALF.fullmatch(typed):
        return [f"{half[1]}.5", f"{half[1]} 1/2", f"{half[1]}\u00bd", f"{half[1]} \u00bd"]
    typed = fold(typed)
    if european := EUROPEAN.fullmatch(typed):
        return [european[1] or european[2]]
    named = [
        {size, *names}
        for size, names in language_rules().size_names.items()
        if typed.replace("-", " ") in {size, *names}
    ]
    return sorted(name for names in named for name in names if name != typed)
