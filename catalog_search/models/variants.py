"""The colors and sizes a product is sold in, as its variants list them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MAX_CHOICES = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """A color or size of a product."""

    label: str
    in_stock: bool
    """Whether one of the variants with it can be bought."""
    stock: int | None = None
    """Pieces of all variants with it, None if one of them does not say."""


def choices_of(variants: Sequence[object], name: str) -> list[Choice]:
    """Return the different values of `name`, "color" or "size", in the order of the variants."""
    found: dict[str, list[Mapping[str, object]]] = {}
    for variant in variants[:MAX_CHOICES]:
        if isinstance(variant, Mapping) and (label := str(variant.get(name) or "")):
            found.setdefault(label, []).append(variant)
    return [
        Choice(label, any(each.get("in_stock") is not False for each in having), pieces(having))
        for label, having in found.items()
    ]


def pieces(variants: Sequence[Mapping[str, object]]) -> int | None:
    stocks = [variant.get("stock") for variant in variants]
    counted = [stock for stock in stocks if isinstance(stock, int)]
    return sum(counted) if len(counted) == len(stocks) else None
