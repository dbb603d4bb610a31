"""A product feed for Google Merchant, by its product data specification; Meta's are alike."""

from catalog_search.sync.exports.export import Export

GOOGLE = Export(
    system="Google Merchant",
    required=("id", "title"),
    typical=("image_link", "item_group_id", "google_product_category", "availability"),
    key=("id",),
    parent=("item_group_id",),
    columns={
        "title": ("item_group_title", "title", "structured_title"),
        "description": ("description", "structured_description", "summary", "content"),
        "brand": ("brand",),
        "category": ("product_type", "google_product_category", "fb_product_category"),
        "currency": ("currency",),
        "url": ("link", "canonical_link"),
    },
    collected={"variant_sku": ("id",)},
    price=("price",),
    sale_price=("sale_price",),
    sale_period=("sale_price_effective_date",),
    stock=("availability", "quantity_to_sell_on_facebook", "inventory"),
    always_sold={
        "availability": [
            *("preorder", "pre-order", "backorder", "back-order", "available for order"),
            *("available_for_order", "limited_availability", "limited availability"),
        ]
    },
    images=(
        *("image_link", "additional_image_link"),
        *(f"image[{number}].url" for number in range(20)),
    ),
    separator=",",
    hidden={"status": ["archived", "staging"], "visibility": ["hidden", "staging"]},
    ignored=(
        *("condition", "mobile_link", "*_id", "shipping*", "tax*", "custom_label_*", "ads_*"),
        *("adwords_*", "*_destination*", "identifier_exists", "cost_of_goods_sold", "*_date"),
        *("*_handling_time", "unit_pricing_*", "energy_efficiency_*", "multipack", "is_bundle"),
        *("installment", "subscription_cost", "loyalty_*", "promotion_*", "pause", "pickup_*"),
        *("transit_time_label", "auto_pricing_min_price", "certification", "lifestyle_image_link"),
        *("virtual_model_link", "video*", "mpn", "image[*"),
    ),
)
