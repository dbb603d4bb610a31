"""Units of measure, so that half a litre and 500 ml are one word."""

from collections.abc import Mapping

UNITS: Mapping[str, tuple[str, float]] = {
    "ml": ("ml", 1),
    "cl": ("ml", 10),
    "l": ("ml", 1000),
    "liter": ("ml", 1000),
    "litre": ("ml", 1000),
    "liters": ("ml", 1000),
    "litres": ("ml", 1000),
    "mg": ("mg", 1),
    "g": ("mg", 1000),
    "gram": ("mg", 1000),
    "grams": ("mg", 1000),
    "kg": ("mg", 1_000_000),
    "mm": ("mm", 1),
    "cm": ("mm", 10),
    "meter": ("mm", 1000),
    "metre": ("mm", 1000),
    "meters": ("mm", 1000),
    "metres": ("mm", 1000),
    "inch": ("in", 1),
    "inches": ("in", 1),
    '"': ("in", 1),
    "\u201d": ("in", 1),
    "\u2032\u2032": ("in", 1),
    "''": ("in", 1),
    "ft": ("in", 12),
    "foot": ("in", 12),
    "feet": ("in", 12),
    "oz": ("oz", 1),
    "lb": ("lb", 1),
    "lbs": ("lb", 1),
    "mb": ("mb", 1),
    "gb": ("mb", 1000),
    "tb": ("mb", 1_000_000),
    "mah": ("mah", 1),
    "w": ("w", 1),
    "watt": ("w", 1),
    "watts": ("w", 1),
    "kw": ("w", 1000),
    "v": ("v", 1),
    "volt": ("v", 1),
    "volts": ("v", 1),
}
"""Folded units of measure: the base unit of each, and how many base units it contains."""

COUNTED = (
    "bags bottles boxes bulbs cans capsules count ct pack packs pair pairs pc pcs people person "
    "persons piece pieces pk rolls sachets sheets tabs tablets x"
)
"""English words for what is counted: "50 bags"."""
