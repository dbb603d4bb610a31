"""Rows of an export that tell of a variant once more, as where its pages were joined twice."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from operator import attrgetter

from catalog_search.sync.exports.cells import Cells, filled, text_in
from catalog_search.sync.exports.export import Export, option_number
from catalog_search.sync.exports.naming import attribute_name, has_value
from catalog_search.sync.exports.offers import COLOR_NAMES, is_size, price_cell
from catalog_search.sync.exports.prices import Variant
from catalog_search.sync.exports.twins import completed

Identity = tuple[tuple[str, str], ...]


def without_repeats(
    variants: Sequence[Variant], export: Export
) -> tuple[list[Variant], list[Variant]]:
    """Return a product's rows without those that repeat one, and these.

    A row that differs in its photos alone adds them; others fill what the first leaves blank.
    """
    kept: list[Variant] = []
    repeats: dict[int, list[Variant]] = {}
    places: dict[Identity, int] = {}
    for variant in variants:
        identity = identity_of(variant.cells, export)
        place = places.setdefault(identity, len(kept)) if identity else len(kept)
        if place == len(kept):
            kept.append(variant)
        elif is_alike(kept[place].cells, variant.cells, export):
            kept.append(replace(variant, cells=photos_of(variant.cells, export)))
        else:
            repeats.setdefault(place, []).append(variant)
    for place, twins in repeats.items():
        kept[place] = completed(kept[place], twins, export)
    return kept, sorted(chain(*repeats.values()), key=attrgetter("line"))


def identity_of(cells: Cells, export: Export) -> Identity:
    """Return what tells the variant from others: its SKU, options, color and size.

    It is empty for a row that sells nothing, and where only its other cells may tell.
    """
    is_further = has_value(cells, export.continuing) and not has_value(cells, export.variant_rows)
    if is_further or not price_cell(cells, export):
        return ()
    sku = filled(cells, export.collected.get("variant_sku", ()))
    chosen = [(name, text_in(cells, name)) for name in cells if tells_apart(name, export)]
    has_options = any(option_number(name, export.options[1]) for name, _text in chosen)
    return (("", sku), *sorted(chosen)) if sku or has_options else ()


def tells_apart(column: str, export: Export) -> bool:
    name = attribute_name(column)
    return bool(option_number(column, export.options[1])) or name in COLOR_NAMES or is_size(name)


def is_alike(first: Cells, other: Cells, export: Export) -> bool:
    """Return whether the rows differ, and in their photos alone."""
    names = {name for name in (*first, *other) if first.get(name) != other.get(name)}
    return bool(names) and names <= set(export.images)


def photos_of(cells: Cells, export: Export) -> Cells:
    return {name: value for name, value in cells.items() if name in export.images}
