"""WooCommerce's product export, as of version 9, and what its interface answers."""

from catalog_search.sync.exports.export import Export

WOOCOMMERCE = Export(
    system="WooCommerce",
    required=("type", "name"),
    typical=(
        *("regular_price", "in_stock?", "visibility_in_catalog", "visibility_in_catalogue"),
        *("attribute_1_name", "tax_status", "short_description"),
    ),
    key=("sku", "id"),
    parent=("parent",),
    alias="id",
    parent_is_sold=False,
    columns={
        "title": ("name",),
        "description": ("description", "short_description"),
        "brand": ("brands", "brand"),
        "category": ("categories",),
        "url": ("permalink",),
    },
    collected={"variant_sku": ("sku",), "gtin": ("gtin,_upc,_ean,_or_isbn",)},
    price=("regular_price", "price"),
    sale_price=("sale_price",),
    sale_starts=("date_sale_price_starts",),
    sale_ends=("date_sale_price_ends",),
    stock=("in_stock?", "stock", "stock_status", "stock_quantity"),
    always_sold={
        "backorders_allowed?": ["1", "notify", "yes"],
        "in_stock?": ["backorder", "onbackorder"],
        "stock_status": ["onbackorder"],
    },
    images=("images",),
    separator=",",
    category_separator=",",
    options=("attribute_{}_name", "attribute_{}_value(s)"),
    line_ends=("description", "short_description"),
    hidden={
        "published": ["0", "-1", "false", "no", "draft", "private", "pending"],
        "status": ["draft", "pending", "private", "future", "trash"],
    },
    hidden_alone={
        "visibility_in_catalog": ["hidden"],
        "visibility_in_catalogue": ["hidden"],
    },
    ignored=(
        *("id", "is_featured?", "date_sale_*", "tax_*", "low_stock_amount", "shipping_class"),
        *("sold_individually?", "weight_*", "length_*", "width_*", "height_*", "position"),
        *("allow_customer_reviews?", "purchase_note", "download_*", "grouped_products"),
        *("upsells", "cross-sells", "crosssells", "external_url", "button_text", "meta:_*"),
        *("attribute_*_visible", "attribute_*_global", "attribute_*_default", "type"),
        *("swatches_attributes", "cost_of_goods", "slug", "on_sale", "manage_stock", "*_ids"),
        *("_links", "price_html", "date_*", "dimensions", "menu_order", "related_*", "variations"),
    ),
)
