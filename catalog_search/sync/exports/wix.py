"""Wix's product export, as of 2024."""

from catalog_search.sync.exports.export import Export

WIX = Export(
    system="Wix",
    required=("handleid", "fieldtype", "name"),
    typical=("productimageurl", "collection", "productoptionname1", "visible"),
    key=("sku", "handleid"),
    parent=("handleid",),
    variant_rows={"fieldtype": ["variant"]},
    columns={
        "title": ("name",),
        "description": ("description",),
        "brand": ("brand",),
        "category": ("collection",),
    },
    collected={"variant_sku": ("sku",)},
    price=("price",),
    stock=("inventory",),
    images=("productimageurl",),
    separator=";",
    options=("productoptionname{}", "productoptiondescription{}"),
    hidden={"visible": ["false", "no", "0"]},
    ignored=(
        *("fieldtype", "ribbon", "surcharge", "discount*", "weight", "cost", "productoptiontype*"),
        *("additionalinfo*", "customtext*"),
    ),
)
