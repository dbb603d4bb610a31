"""The part of an API's product that says what it costs, how it is rated and what it is sold in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ninja import Field, Schema

from catalog_search.models import Product
from catalog_search.models.variants import MAX_CHOICES


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
    rating: float | None = Field(description="Stars, from 0 to 5.")
    rating_count: int
    variants: list[VariantOut] = Field(description="Colors and sizes that it is sold in.")


def offer_out(product: Product) -> dict[str, Any]:
    found = [each for each in product.variants[:MAX_CHOICES] if isinstance(each, Mapping)]
    return {
        "price": decimal(product.price),
        "compare_at_price": decimal(product.compare_at_price),
        "rating": None if product.rating is None else float(product.rating),
        "rating_count": product.rating_count,
        "variants": [variant_out(variant) for variant in found],
    }


def variant_out(variant: Mapping[str, object]) -> dict[str, object]:
    texts = {name: str(variant.get(name) or "") for name in ("sku", "color", "size")}
    further = {name: variant.get(name) for name in ("stock", "price")}
    return {**texts, **further, "in_stock": variant.get("in_stock") is not False}


def decimal(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:.2f}"
