"""From an item of a feed to a row with the columns of a manifest."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from urllib.parse import quote

Item = Mapping[str, object]
Fields = Mapping[str, str]
"""Column to the path of its value, "variants.price", to a text with {paths} in it, or to "=EUR",
which is EUR for all."""

SHOPIFY: Fields = {
    "sku": "handle",
    "title": "title",
    "description": "body_html",
    "category": "product_type",
    "brand": "vendor",
    "price": "variants.price",
    "compare_at_price": "variants.compare_at_price",
    "in_stock": "variants.available",
    "images": "images.src",
}
"""Columns of https://SHOP/products.json, whose products are at https://SHOP/products/{handle}."""

LAYOUTS: Mapping[str, Fields] = {"shopify": SHOPIFY}

PUBLISHED_AT: Mapping[str, str] = {"shopify": "published_at"}
"""Where a layout has the date since which an item is published: null in drafts."""

LISTS = ("images", "colors", "category")
BESIDE_PRICE = (
    *("compare_at_price", "sale_price", "sale_starts", "sale_ends", "sale_price_effective_date"),
)
"""Columns that belong to a price: of several variants, the cheapest one fills them."""
PLACEHOLDER = re.compile(r"\{([\w.]+)\}")


def row_of(item: Item, fields: Fields) -> dict[str, object]:
    """Return the item's values by column; without `fields`, the item as it is."""
    if not fields:
        return dict(item)
    row = {column: cell(item, column, path) for column, path in fields.items()}
    return row | beside_price(item, fields)


def with_publication(item: Item, layout: str) -> Item:
    """Return the item; one whose date of publication is null says that it is not published."""
    is_draft = item.get(PUBLISHED_AT.get(layout, ""), "") is None
    return {**item, "published": False} if is_draft else item


def beside_price(item: Item, fields: Fields) -> dict[str, object]:
    """Return what belongs to the lowest of several prices, by column."""
    variants, _, price = fields.get("price", "").rpartition(".")
    start = f"{variants}."
    paths = {name: path for name, path in fields.items() if path.startswith(start)}
    names = [name for name in BESIDE_PRICE if name in paths]
    if not variants or not names:
        return {}
    offers = [each for each in values(item, variants.split(".")) if isinstance(each, Mapping)]
    cheapest: Item = min(offers, key=lambda each: amount(each.get(price)), default={})
    return {name: cell(cheapest, name, paths[name].removeprefix(start)) for name in names}


def cell(item: Item, column: str, path: str) -> object:
    """Return the value at the path: a list for images, the lowest of several prices.

    A product is in stock if one of its variants is. Of other columns the first value counts.
    """
    if path.startswith("="):
        return path[1:]
    if "{" in path:
        return filled(item, path)
    cell_values = [value for value in values(item, path.split(".")) if value not in (None, "")]
    if column in LISTS:
        return cell_values
    if column == "price":
        return min(cell_values, key=amount, default=None)
    if column == "in_stock" and len(cell_values) > 1:
        return any(value not in (False, 0, "0", "false", "no") for value in cell_values)
    return cell_values[0] if cell_values else None


def values(value: object, path: list[str]) -> Iterator[object]:
    """Yield the values at the end of the path, which goes through every member of a list."""
    if isinstance(value, list | tuple):
        for member in value:
            yield from values(member, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping):
        yield from values(value.get(path[0]), path[1:])


def filled(item: Item, text: str) -> str:
    """Return the text with the item's values in place of its {paths}, quoted for an address."""

    def value_of(match: re.Match[str]) -> str:
        first = next(values(item, match[1].split(".")), "")
        return quote("" if first is None else str(first), safe="")

    return PLACEHOLDER.sub(value_of, text)


def amount(value: object) -> Decimal:
    """Return the price as a number to compare; infinity for anything else, so it comes last."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return Decimal("Infinity")
    return number if number.is_finite() else Decimal("Infinity")
