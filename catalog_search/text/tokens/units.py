"""Units of measure, so that half a litre and 500 ml are one word."""

import re
from collections.abc import Mapping

NAMES: Mapping[tuple[str, float], str] = {
    ("ml", 1): "ml milliliter milliliters millilitre millilitres mililitros",
    ("ml", 10): "cl centiliter centilitre",
    ("ml", 100): "dl deciliter decilitre",
    ("ml", 1000): "l liter litre liters litres litro litros",
    ("mg", 0.001): "mcg \u03bcg",
    ("mg", 1): "mg milligram milligrams milligramm",
    ("mg", 1000): "g gr gram grams gramm gramme grammes gramo gramos",
    ("mg", 1_000_000): "kg kgs kilo kilos kilogram kilograms kilogramm kilogrammes kilogramos",
    ("mm", 1): "mm millimeter millimeters millimetre millimetres milimetros",
    ("mm", 10): "cm cms centimeter centimeters centimetre centimetres zentimeter centimetros",
    ("mm", 1000): "m mtr meter meters metre metres metro metros",
    ("mm", 1_000_000): "km kilometer kilometers kilometre kilometres",
    ("in", 1): "inch inches zoll pulgada pulgadas pouce pouces \" \u201d \u2032\u2032 ''",
    ("in", 12): "ft foot feet",
    ("in", 36): "yd yds yard yards",
    ("oz", 1): "oz ounce ounces",
    ("lb", 1): "lb lbs pound pounds",
    ("mb", 1): "mb",
    ("mb", 1000): "gb",
    ("mb", 1_000_000): "tb",
    ("mah", 1): "mah",
    ("mah", 1000): "ah",
    ("w", 1): "w watt watts vatios",
    ("w", 1000): "kw",
    ("v", 1): "v volt volts",
}
"""Names of units, folded, by their base unit and how many base units they contain."""
BASES = tuple(dict.fromkeys(base for base, _count in NAMES))
UNITS = {name: unit for unit, names in NAMES.items() for name in names.split()}

COUNTED = (
    "bags bottles boxes bulbs cans capsules count ct pack packs pair pairs pc pcs people person "
    "persons piece pieces pk rolls sachets sheets tabs tablets x"
)
"""English words for what is counted: "50 bags"."""

NUMBER = r"(?:\d{1,4}[\s-])?\d{1,4}[/\u2044][1-9]\d{0,3}|\d+(?:[.,]\d{3})*(?:[.,]\d+)?"
"""A number as it stands before a unit: "0,5", "1,000", "1 1/2"."""
FRACTION = re.compile(r"(?:(\d+)[\s-])?(\d+)[/\u2044](\d+)")
GROUPED = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
"""What may be thousands, if the language sets them apart by this sign."""


def number_of(written: str, language: str) -> float:
    """Return the value of what NUMBER matches, as it is written in this language."""
    if fraction := FRACTION.fullmatch(written):
        whole, part, parts = (int(digits or 0) for digits in fraction.groups())
        return whole + part / parts
    signs = re.findall(r"[.,]", written)
    thousands = "," if language in ("", "english") else "."
    if len({*signs}) == 2:
        thousands, decimal = signs[0], signs[-1]
    elif len(signs) > 1 or (signs == [thousands] and GROUPED.fullmatch(written)):
        thousands, decimal = signs[0], ""
    else:
        thousands, decimal = "", "".join(signs)
    plain = written.replace(thousands, "") if thousands else written
    return float(plain.replace(decimal, ".") if decimal else plain)
