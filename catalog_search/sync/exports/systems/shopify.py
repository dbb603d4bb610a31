"""Shopify's product exports, of the form used until 2025 and the one used since."""

from catalog_search.sync.exports.export import Export
from catalog_search.sync.tables.hidden import NAMES_OF_HIDDEN

SHOPIFY = Export(
    system="Shopify",
    required=("handle", "title"),
    typical=("variant_price", "variant_sku", "image_src", "body_(html)", "option1_name"),
    key=("handle",),
    continues=True,
    columns={
        "title": ("title",),
        "description": ("body_(html)", "body_html"),
        "brand": ("vendor",),
        "category": ("product_category", "type", "custom_product_type"),
    },
    collected={"variant_sku": ("variant_sku",), "barcode": ("variant_barcode",)},
    price=("variant_price",),
    compare_price=("variant_compare_at_price",),
    stock=("variant_inventory_qty",),
    always_sold={"variant_inventory_policy": ["continue"], "variant_inventory_tracker": [""]},
    images=("image_src", "variant_image"),
    separator=";",
    options=("option{}_name", "option{}_value"),
    hidden={
        "status": NAMES_OF_HIDDEN,
        "published": ["false", "0", "no"],
        # Matrixify writes what it is to do with a product.
        "command": ["delete"],
        "variant_command": ["delete"],
        "gift_card": ["true"],
    },
    ignored=(
        *("variant_*", "image_*", "seo_*", "google_shopping_/*", "gift_card", "cost_per_item"),
        *("option?_linked_to", "price_/*", "compare_at_price_/*", "included_/*", "unit_price_*"),
        *("standard_product_type", "template_suffix", "published_scope", "published_at"),
    ),
)


NEW_SHOPIFY = Export(
    system="Shopify",
    required=("url_handle", "title"),
    typical=("option1_name", "product_image_url", "inventory_quantity", "price"),
    key=("url_handle",),
    continues=True,
    columns={
        "title": ("title",),
        "description": ("description",),
        "brand": ("vendor",),
        "category": ("product_category", "type"),
    },
    collected={"variant_sku": ("sku",), "barcode": ("barcode",)},
    price=("price",),
    compare_price=("compare-at_price",),
    stock=("inventory_quantity",),
    always_sold={
        "continue_selling_when_out_of_stock": ["continue", "true", "yes"],
        "inventory_tracker": [""],
    },
    images=("product_image_url", "variant_image_url"),
    options=("option{}_name", "option{}_value"),
    hidden={
        "status": NAMES_OF_HIDDEN,
        "published_on_online_store": ["false", "0", "no"],
        "gift_card": ["true"],
    },
    ignored=(
        *("inventory_*", "image_*", "seo_*", "google_shopping_/*", "gift_card", "cost_per_item"),
        *("option?_linked_to", "charge_tax", "tax_code", "unit_price_*"),
        *("weight_*", "requires_shipping", "fulfillment_service", "price_/*", "included_/*"),
    ),
)
