"""The colors and sizes a product is sold in, as its variants list them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog_search.models import clock
from catalog_search.models.catalogue.offers import counts

MAX_CHOICES = 100
STARTS, ENDS = "sale_starts", "sale_ends"
"""When a variant's own sale begins and ends, as ISO 8601."""


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
    by_label: dict[str, list[Mapping[str, object]]] = {}
    for variant in variants[:MAX_CHOICES]:
        if isinstance(variant, Mapping) and (label := str(variant.get(name) or "")):
            by_label.setdefault(label, []).append(variant)
    return [
        Choice(label, any(each.get("in_stock") is not False for each in having), pieces(having))
        for label, having in by_label.items()
    ]


def price_of(variant: Mapping[str, object], moment: datetime) -> str | None:
    """Return what the variant costs at the moment; None where it is what the product costs."""
    price, reduced = variant.get("price"), variant.get("sale_price")
    if reduced and counts(moment, moment_in(variant, STARTS), moment_in(variant, ENDS)):
        return str(reduced)
    return None if price is None else str(price)


def moment_in(variant: Mapping[str, object], name: str) -> datetime | None:
    text = variant.get(name)
    return clock.as_stored(datetime.fromisoformat(text)) if text and isinstance(text, str) else None


def pieces(variants: Sequence[Mapping[str, object]]) -> int | None:
    stocks = [variant.get("stock") for variant in variants]
    counted = [stock for stock in stocks if isinstance(stock, int)]
    return sum(counted) if len(counted) == len(stocks) else None
