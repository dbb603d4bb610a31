"""Rows of JSON whose columns lie deeper: attributes in lists, variants of Shopify's interface."""

from collections.abc import Iterator, Mapping

from catalog_search.sync.tables.columns import documented_name, normalized

HOLDERS = frozenset(
    [
        *("attributes", "custom_attributes", "specifications", "specs", "properties", "features"),
        *("characteristics", "custom_fields", "metafields", "additional_properties", "options"),
        *("additionalproperty", "params", "product_attributes", "product_detail"),
        *("attribute", "param", "property", "spec", "specification", "feature", "attrs"),
    ]
)
"""What objects of JSON call their further attributes."""
NAMES = (
    "name",
    "key",
    "label",
    "attribute_code",
    "code",
    "title",
    "attribute",
    "attribute_name",
    "param_name",
)
VALUES = ("value", "values", "option", "options", "text", "content", "attribute_value", "val")

OF_OFFERS = {
    "price": ("price", "lowprice"),
    "currency": ("pricecurrency",),
    "in_stock": ("availability",),
}
PARTS_OF_A_DUMP = ("header", "database", "table")
KEYS_OF_A_DUMP = {"type", "version", "comment", "name", "database", "data"}

Cells = Mapping[str, object]


def expanded(row: Cells) -> Iterator[Cells]:
    """Yield the row with the attributes of its parts as columns, or a row for each variant.

    A part of a dump by phpMyAdmin is the rows of a table, or none.
    """
    if row.get("type") in PARTS_OF_A_DUMP and row.keys() <= KEYS_OF_A_DUMP:
        data = row.get("data")
        rows = data if isinstance(data, list) else ()
        yield from (each for each in rows if isinstance(each, Mapping))
    elif of_shopify(row):
        yield from rows_of_shopify(row)
    else:
        yield flattened(row)


def flattened(row: Cells) -> Cells:
    """Return the row with {"attributes": {"Size": "S"}} as {"Size": "S"}.

    A column of the row itself counts more than an attribute of its name.
    """
    columns: dict[str, object] = {}
    for name, value in row.items():
        if normalized(name) == "offers" and (offer := offer_in(value)):
            columns |= {each: text for each, text in offer.items() if not row.get(each)}
            continue
        if isinstance(value, list | Mapping) and normalized(name) in HOLDERS:
            pairs = dict(pairs_in(value))
            columns |= {each: text for each, text in pairs.items() if not row.get(each)}
            if pairs:
                continue
        columns[name] = value
    return columns


def offer_in(value: object) -> Cells:
    """Return the columns in an offer of schema.org, of several in the first; {} for others."""
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, Mapping):
        return {}
    columns = {column: first_of(first, names) for column, names in OF_OFFERS.items()}
    return {column: cell for column, cell in columns.items() if cell} if columns["price"] else {}


def pairs_in(value: object) -> Iterator[tuple[str, object]]:
    """Yield names and values of {"Size": "S"} or of [{"name": "Size", "value": "S"}]."""
    items = value if isinstance(value, list) else []
    named = [(first_of(each, NAMES), first_of(each, VALUES)) for each in items]
    if isinstance(value, Mapping):
        pair = (first_of(value, NAMES), first_of(value, VALUES))
        named = [pair] if all(pair) else list(value.items())
    for name, text in named:
        if isinstance(name, str) and text not in (None, "") and documented_name(name) != "sku":
            yield name, text


def first_of(item: object, names: tuple[str, ...]) -> object:
    if not isinstance(item, Mapping):
        return None
    cells = {str(name).lower(): cell for name, cell in item.items()}
    return next((cells[name] for name in names if cells.get(name) not in (None, "")), None)


def of_shopify(row: Cells) -> bool:
    """Return whether the row is a product as Shopify's interface answers it (products.json)."""
    typical = {"handle", "title", "variants"} <= row.keys() and row.keys() & {"body_html", "vendor"}
    return bool(typical) and isinstance(row["variants"], list) and bool(row["variants"])


def rows_of_shopify(product: Cells) -> Iterator[dict[str, object]]:
    """Yield the rows that Shopify's export has for the product, one a variant."""
    images = product.get("images")
    tags = product.get("tags")
    head = {
        "Title": product["title"],
        "Body (HTML)": product.get("body_html"),
        "Vendor": product.get("vendor"),
        "Type": product.get("product_type"),
        "Tags": ", ".join(map(str, tags)) if isinstance(tags, list) else tags,
        "Status": product.get("status"),
        "Image Src": [each.get("src") for each in images or () if isinstance(each, Mapping)]
        if isinstance(images, list)
        else "",
    }
    variants = product["variants"]
    for each in variants if isinstance(variants, list) else ():
        if isinstance(each, Mapping):
            yield {"Handle": product["handle"], **head, **variant_of_shopify(each, product)}
            head = {}


def variant_of_shopify(variant: Cells, product: Cells) -> dict[str, object]:
    options = product.get("options")
    names = [first_of(each, NAMES) for each in options] if isinstance(options, list) else []
    is_tracked = variant.get("available") is False or bool(variant.get("inventory_management"))
    quantity = variant.get("inventory_quantity", 0 if variant.get("available") is False else "")
    return {
        **{f"Option{number} Name": name for number, name in enumerate(names, 1)},
        **{f"Option{number} Value": variant.get(f"option{number}") for number in (1, 2, 3)},
        "Variant SKU": variant.get("sku"),
        "Variant Price": variant.get("price"),
        "Variant Compare At Price": variant.get("compare_at_price"),
        "Variant Barcode": variant.get("barcode"),
        "Variant Inventory Tracker": "shopify" if is_tracked else "",
        "Variant Inventory Qty": quantity,
        "Variant Inventory Policy": variant.get("inventory_policy"),
    }
