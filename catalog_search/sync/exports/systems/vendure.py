"""Vendure's product import file, as of version 3."""

from catalog_search.sync.exports.export import Export

VENDURE = Export(
    system="Vendure",
    required=("name", "slug", "sku"),
    typical=("assets", "facets", "optiongroups", "stockonhand", "variantassets"),
    key=("slug",),
    continues=True,
    columns={
        "title": ("name",),
        "description": ("description",),
        "brand": ("brand", "manufacturer"),
        "category": ("category", "categories"),
    },
    collected={"variant_sku": ("sku",)},
    price=("price",),
    stock=("stockonhand",),
    always_sold={"trackinventory": ["false", "no", "0"]},
    images=("assets", "variantassets"),
    separator="|",
    options=("option{}_name", "option{}_value"),
    lists={"optiongroups": "option{}_name", "optionvalues": "option{}_value"},
    packed={"facets": "|:", "variantfacets": "|:"},
    hidden={"enabled": ["false", "0", "no"]},
    ignored=("taxcategory", "taxrate", "trackinventory"),
)
