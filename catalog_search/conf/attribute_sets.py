"""Attribute sets that a shop may name in ATTRIBUTES: common values, with words for the model."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AttributeSet:
    """Values of an attribute, each with the words that describe it to the model."""

    values: Mapping[str, str] = field(default_factory=dict)
    several: bool = False


def described(words: str, *names: str, **special: str) -> dict[str, str]:
    """Return the words for each value, in which {} stands for its name."""
    common = {name: words.format(name.lower()) for name in names}
    return {**common, **{name.replace("_", " "): text for name, text in special.items()}}


SETS: Mapping[str, AttributeSet] = {
    "": AttributeSet(),
    "color": AttributeSet(
        described(
            "{}",
            *("Beige", "Black", "Blue", "Brown", "Gold", "Green", "Grey", "Maroon", "Navy"),
            *("Olive", "Orange", "Pink", "Purple", "Red", "Silver", "Turquoise", "White", "Yellow"),
        ),
        several=True,
    ),
    "pattern": AttributeSet(
        described(
            "{} pattern",
            Solid="a single plain color without a pattern",
            Striped="stripes, a striped pattern",
            Checked="checks, plaid or tartan, a checked pattern",
            Printed="a printed picture, graphic or letters",
            Floral="flowers, a floral pattern",
            Dotted="polka dots, a dotted pattern",
            Animal_print="an animal print such as leopard or zebra",
            Camouflage="a camouflage pattern",
            Geometric="a geometric pattern",
            Embroidered="embroidery or embellishment",
        )
    ),
    "material": AttributeSet(
        described(
            "made of {}",
            *("Cotton", "Denim", "Linen", "Silk", "Wool", "Polyester", "Nylon", "Leather"),
            *("Suede", "Canvas", "Mesh", "Fur", "Lace", "Metal", "Wood", "Glass", "Ceramic"),
            *("Plastic", "Rubber", "Paper", "Rattan"),
            Stainless_steel="made of stainless steel",
            Faux_leather="made of synthetic leather",
        ),
        several=True,
    ),
    "season": AttributeSet(
        described(
            "{} season",
            Spring="light clothes for spring",
            Summer="thin and airy, for hot summer days",
            Autumn="for autumn, a layer more",
            Winter="warm, thick and padded, for cold winter days",
        ),
        several=True,
    ),
    "style": AttributeSet(
        described(
            "{} style",
            Casual="casual, for every day",
            Formal="formal, for the office or an evening",
            Sports="for sports and training",
            Party="for a party, glamorous",
            Traditional="traditional, ethnic",
            Outdoor="for hiking and the outdoors",
            Vintage="vintage, retro",
        )
    ),
    "wearer": AttributeSet(
        described(
            "for {}",
            *("Women", "Men", "Girls", "Boys", "Babies"),
            Unisex="unisex, for women and men",
        )
    ),
}
"""By name; "" is that of an attribute with values of its own."""
