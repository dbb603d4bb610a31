"""Magento 2's and Adobe Commerce's product export, as of version 2.4."""

from catalog_search.sync.exports.export import Export

MAGENTO = Export(
    system="Magento",
    required=("sku", "product_type"),
    typical=(
        *("attribute_set_code", "product_websites", "store_view_code", "additional_attributes"),
        *("configurable_variations", "base_image", "product_online"),
    ),
    key=("sku",),
    children="configurable_variations",
    parent_is_sold=False,
    columns={
        "title": ("name",),
        "description": ("description", "short_description"),
        "brand": ("brand", "manufacturer"),
        "category": ("categories",),
    },
    collected={"variant_sku": ("sku",)},
    price=("price",),
    sale_price=("special_price",),
    sale_starts=("special_price_from_date", "special_from_date"),
    sale_ends=("special_price_to_date", "special_to_date"),
    sale_of_days=True,
    stock=("is_in_stock", "qty"),
    always_sold={"manage_stock": ["0"], "allow_backorders": ["1", "2"]},
    images=("base_image", "additional_images"),
    separator=",",
    category_separator=",",
    slashes=True,
    packed={"additional_attributes": ",="},
    hidden={"product_online": ["0", "2"]},
    hidden_alone={"visibility": ["not visible individually"]},
    translations=("store_view_code",),
    ignored=(
        *("attribute_set_code", "product_type", "product_websites", "tax_class_name", "weight"),
        *("visibility", "url_key", "meta_*", "*_image", "*_image_label", "*_image_labels"),
        *("special_*", "created_at", "updated_at", "new_from_date", "new_to_date", "map_*"),
        *("msrp_*", "display_product_options_in", "gift_message_available", "custom_*"),
        *("page_layout", "product_options_container", "out_of_stock_qty", "use_config_*"),
        *("is_qty_decimal", "min_cart_qty", "max_cart_qty", "notify_on_stock_below"),
        *("*qty_inc*", "is_decimal_divided", "website_id", "*_skus", "*_position", "bundle_*"),
        *("hide_from_product_page", "configurable_variation*", "downloadable_*", "giftcard_*"),
        *("cost", "manage_stock", "allow_backorders"),
    ),
)
