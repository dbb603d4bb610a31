"""BigCommerce's product exports, of the form used until 2023 and the one used since."""

from catalog_search.sync.exports.export import Export

BIGCOMMERCE = Export(
    system="BigCommerce",
    required=("item", "name", "sku", "is_visible"),
    typical=("internal_image_url_(export)", "image_url_(import)", "inventory_tracking", "options"),
    key=("sku", "id"),
    continuing={"item": ["variant", "image", "video"]},
    variant_rows={"item": ["variant"]},
    columns={
        "title": ("name",),
        "description": ("description",),
        "brand": ("brand", "brand_name"),
        "category": ("category", "categories"),
        "url": ("product_url",),
    },
    collected={"variant_sku": ("sku",), "gtin": ("gtin", "upc/ean", "product_upc/ean")},
    price=("price",),
    sale_price=("sale_price",),
    compare_price=("retail_price",),
    no_sale={"sale_price": ["0", "0.00", "0.0000"]},
    stock=("current_stock",),
    always_sold={"inventory_tracking": ["none", ""]},
    images=("image_url_(import)", "internal_image_url_(export)", "variant_image_url"),
    category_separator=";",
    slashes=True,
    pairs={
        "options": r"Name=([^|;]+)\|Value=([^|;]+)",
        "custom_fields": r"([^=;]+)=([^;]+)",
    },
    hidden={"is_visible": ["false", "no", "0", "n"]},
    ignored=(
        *("item", "id", "type", "inventory_*", "low_stock", "*_cost", "cost_price", "*_id"),
        *("channels", "page_title", "meta_*", "search_keywords", "is_*", "tax_*", "*_tax"),
        *("weight", "width", "height", "depth", "image_*", "*shipping*", "sort_order", "condition"),
        *("*minimum*", "*maximum*", "product_availability", "video_*", "bin_picking_number"),
        *("show_*", "mpn", "product_condition", "options", "custom_fields"),
    ),
)

OLD_BIGCOMMERCE = Export(
    system="BigCommerce",
    required=("item_type", "product_name", "product_code/sku"),
    typical=("product_visible?", "allow_purchases?", "product_image_file_-_1", "category"),
    key=("product_code/sku", "product_id"),
    continuing={"item_type": ["sku", "rule"]},
    variant_rows={"item_type": ["sku"]},
    columns={
        "title": ("product_name",),
        "description": ("product_description",),
        "brand": ("brand_name",),
        "category": ("category",),
        "url": ("product_url",),
    },
    collected={"variant_sku": ("product_code/sku",), "gtin": ("product_upc/ean", "gtin")},
    price=("price",),
    sale_price=("sale_price",),
    compare_price=("retail_price",),
    no_sale={"sale_price": ["0", "0.00", "0.0000"]},
    stock=("current_stock_level",),
    always_sold={"track_inventory": ["none"]},
    images=tuple(f"product_image_url_-_{number}" for number in range(1, 21)),
    category_separator=";",
    slashes=True,
    pairs={"product_name": r"\[\w+\]([^=,]+)=([^,]+)"},
    hidden={"product_visible?": ["n", "no", "0"], "item_type": ["rule"]},
    ignored=(
        *("item_type", "product_id", "product_type", "bin_picking_number", "option_set*", "*_cost"),
        *("cost_price", "retail_price", "free_shipping", "product_weight", "product_width"),
        *("product_height", "product_depth", "allow_purchases?", "track_inventory", "low_stock_*"),
        *("product_image_*", "search_keywords", "page_title", "meta_*", "*_tax*", "*_notice"),
        *("product_condition", "show_*", "event_date_*", "product_availability", "sort_order"),
        *("product_inventoried", "stop_processing_rules", "category_details", "*_brand", "*_date"),
        *("product_file_*", "product_custom_fields", "minimum_*", "maximum_*"),
    ),
)
"""A row of a variant names its options in place of the product's name: "[S]Size=Small"."""
