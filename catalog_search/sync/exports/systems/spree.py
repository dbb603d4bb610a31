"""Spree's product export, as of version 5."""

from catalog_search.sync.exports.export import Export

SPREE = Export(
    system="Spree",
    required=("sku", "name", "slug"),
    typical=(
        *("option1_name", "image1_src", "category1", "compare_at_price", "inventory_count"),
        *("track_inventory", "available_on"),
    ),
    key=("slug", "product_id"),
    continues=True,
    columns={
        "title": ("name",),
        "description": ("description",),
        "brand": ("brand_name", "vendor_name"),
        "category": ("category1", "category2", "category3"),
        "currency": ("currency",),
    },
    collected={"variant_sku": ("sku",), "barcode": ("barcode",)},
    price=("price",),
    compare_price=("compare_at_price",),
    stock=("inventory_count",),
    always_sold={
        "track_inventory": ["false", "no", "0"],
        "inventory_backorderable": ["true", "yes", "1"],
    },
    images=("image1_src", "image2_src", "image3_src"),
    options=("option{}_name", "option{}_value"),
    hidden={"status": ["draft", "archived", "paused"]},
    ignored=(
        *("product_id", "meta_*", "width", "height", "depth", "weight"),
        *("*_unit", "available_on", "discontinue_on", "inventory_*", "tax_category", "digital"),
        *("labels", "cost_price", "cost_currency", "category?", "track_inventory"),
    ),
)
