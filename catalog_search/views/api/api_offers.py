"""The part of an API's product that says what it costs, how it is rated and what it is sold in."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from catalog_search.models import Product, clock
from catalog_search.models.catalogue.variants import MAX_CHOICES, price_of


class VariantOut(Schema):
    sku: str
    color: str
    size: str
    in_stock: bool
    stock: int | None = Field(description="Pieces, if the source tells.")
    price: str | None = Field(description="A decimal; empty where it is the product's.")


class OfferOut(Schema):
    price: str | None = Field(description='What is paid, a decimal: "19.90".')
    compare_at_price: str | None = Field(description="What it cost before, if it is on sale.")
    price_valid_until: datetime | None = Field(
        description="When another price begins to count, if a sale begins or ends then."
    )
    rating: float | None = Field(description="Stars, from 0 to 5.")
    rating_count: int
    variants: list[VariantOut] = Field(description="Colors and sizes that it is sold in.")


def offer_out(product: Product) -> dict[str, Any]:
    now, offer = clock.now(), product.offer
    variants = [each for each in product.variants[:MAX_CHOICES] if isinstance(each, Mapping)]
    return {
        "price": decimal(offer.price),
        "compare_at_price": decimal(offer.before),
        "price_valid_until": offer.changes_at and clock.in_own_zone(offer.changes_at),
        "rating": None if product.rating is None else float(product.rating),
        "rating_count": product.rating_count,
        "variants": [variant_out(variant, now) for variant in variants],
    }


def variant_out(variant: Mapping[str, object], moment: datetime) -> dict[str, object]:
    texts = {name: str(variant.get(name) or "") for name in ("sku", "color", "size")}
    further = {"stock": variant.get("stock"), "price": price_of(variant, moment)}
    return {**texts, **further, "in_stock": variant.get("in_stock") is not False}


def decimal(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:.2f}"
