"""Exports of Ecwid, Square, Lightspeed X, Shopware 6 and OpenCart."""

from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.places import TOTAL

ECWID = Export(
    system="Ecwid",
    required=("product_sku", "product_name"),
    typical=("product_internal_id", "product_media_main_image_url", "product_is_available"),
    key=("product_sku", "product_internal_id"),
    continuing={"type": ["product_variation", "product_option", "product_file"]},
    variant_rows={"type": ["product_variation"]},
    columns={
        "title": ("product_name",),
        "description": ("product_description",),
        "brand": ("product_brand",),
        "category": ("product_category_1", "product_category_2"),
    },
    collected={"variant_sku": ("product_variation_sku", "product_sku")},
    price=("product_variation_price", "product_price"),
    compare_price=("product_compare_to_price",),
    stock=("product_variation_quantity", "product_quantity"),
    always_sold={"product_is_inventory_tracked": ["false", "no", "0"]},
    option_column=r"product_variation_option_\{(.+)\}",
    images=(
        "product_media_main_image_url",
        *(f"product_media_gallery_image_url_{number}" for number in range(1, 16)),
    ),
    slashes=True,
    hidden={"product_is_available": ["false", "no", "0"]},
    ignored=("product_*", "type", "category_*"),
)

SQUARE = Export(
    system="Square",
    required=("token", "item_name", "variation_name"),
    typical=("sku", "price", "reporting_category", "option_name_1"),
    key=("token", "sku"),
    parent=("reference_handle",),
    alike=("item_name", "description", "categories", "category", "reporting_category"),
    columns={
        "title": ("customer-facing_name", "item_name"),
        "description": ("description",),
        "category": ("categories", "category", "reporting_category"),
    },
    collected={"variant_sku": ("sku",), "gtin": ("gtin",)},
    price=("price",),
    sale_price=("online_sale_price",),
    stock=(TOTAL,),
    places=("current_quantity_*",),
    always_sold={"stockable": ["n", "no", "false"]},
    category_separator=",",
    options=("option_name_{}", "option_value_{}"),
    hidden={
        "archived": ["y", "yes", "true"],
        "sellable": ["n", "no", "false"],
        "square_online_item_visibility": ["hidden", "unavailable"],
    },
    ignored=(
        *("reference_handle", "token", "variation_name", "seo_*", "permalink", "weight_*"),
        *("social_media_*", "shipping_enabled", "self-serve_*", "delivery_*", "pickup_*"),
        *("enabled_*", "current_quantity_*", "new_quantity_*", "stock_alert_*", "price_*", "tax_*"),
        *("item_type", "sellable", "stockable", "skip_*", "contains_alcohol", "default_*"),
        *("reporting_category", "last_online_*", "unit_*"),
    ),
)

SHOPWARE = Export(
    system="Shopware",
    required=("product_number", "name"),
    typical=("price_net", "price_gross", "cover_media_url", "manufacturer_name", "tax_rate"),
    key=("product_number",),
    parent=("parent_id",),
    alias="id",
    alias_form="{}",
    parent_is_sold=False,
    columns={
        "title": ("name",),
        "description": ("description",),
        "brand": ("manufacturer_name",),
        "category": ("categories",),
    },
    collected={"variant_sku": ("product_number",), "gtin": ("ean",)},
    price=("price_gross", "price_net"),
    stock=("stock",),
    images=("cover_media_url", "media"),
    separator="|",
    hidden={"active": ["0", "false"]},
    ignored=(
        *("id", "parent_id", "*_id", "tax_*", "*_net", "*_title", "*_alt", "translations*"),
        *("manufacturer_*", "sales_channel*", "propertyids", "optionids", "*_start", "*_end"),
    ),
)

OPENCART = Export(
    system="OpenCart",
    required=("product_id", "name", "model"),
    typical=("image_name", "stock_status_id", "date_available", "points"),
    key=("sku", "model", "product_id"),
    columns={
        "title": ("name",),
        "description": ("description",),
        "brand": ("manufacturer",),
        "category": ("categories",),
    },
    price=("price",),
    stock=("quantity",),
    images=("image_name", "image"),
    hidden={"status": ["false", "0", "disabled", "no"]},
    ignored=(
        *("product_id", "model", "location", "shipping", "points", "date_*", "*_class*", "*_id"),
        *("*_ids", "weight*", "length*", "width", "height", "seo_keyword", "meta_*", "layout"),
        *("sort_order", "subtract", "minimum", "viewed", "related_*", "categories", "status"),
        *("quantity", "*_unit", "upc", "jan", "isbn", "mpn"),
    ),
)

LIGHTSPEED = Export(
    system="Lightspeed",
    required=("handle", "sku", "name", "retail_price"),
    typical=("variant_option_one_name", "composite_name", "supply_price", "track_inventory"),
    key=("sku", "id"),
    parent=("handle",),
    columns={
        "title": ("name",),
        "description": ("description",),
        "brand": ("brand_name",),
        "category": ("product_category", "type"),
    },
    collected={"variant_sku": ("sku",)},
    price=("retail_price",),
    stock=(TOTAL,),
    places=("inventory_*",),
    always_sold={"track_inventory": ["0", "false", "no"]},
    options=("option{}_name", "option{}_value"),
    renamed={
        f"variant_option_{word}_{part}": f"option{number}_{part}"
        for number, word in enumerate(("one", "two", "three"), 1)
        for part in ("name", "value")
    },
    hidden={"active": ["0", "false"]},
    ignored=(
        *("id", "handle", "composite_*", "supply*", "account_code*", "outlet_tax_*", "inventory_*"),
        *("reorder_*", "restock_*", "track_inventory", "active", "loyalty_*", "tax_*"),
    ),
)
