"""Akeneo's product export; columns carry a language, a channel and a currency in their names."""

from catalog_search.sync.exports.export import Export

AKENEO = Export(
    system="Akeneo",
    required=("sku", "family"),
    typical=("categories", "enabled", "groups", "uuid", "parent"),
    key=("sku",),
    parent=("parent",),
    columns={
        "title": ("name", "label", "title"),
        "description": ("description", "short_description"),
        "brand": ("brand", "manufacturer"),
        "category": ("categories",),
    },
    collected={"variant_sku": ("sku",), "gtin": ("ean", "gtin")},
    price=tuple(f"price-{code}" for code in ("eur", "usd", "gbp", "chf", "cad", "aud")),
    images=("image", "main_image", "picture", "images", "image_1", "image_2", "image_3"),
    separator=",",
    category_separator=",",
    hidden={"enabled": ["0", "false"]},
    ignored=("uuid", "family", "parent", "groups", "enabled", "*-products", "*-product_models"),
)
