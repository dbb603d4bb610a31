"""Lists of one's own offers from marketplaces: Etsy, Amazon and eBay."""

from dataclasses import replace

from catalog_search.sync.exports.export import Export

ETSY = Export(
    system="Etsy",
    required=("title", "currency_code", "quantity"),
    typical=("image1", "variation_1_type", "materials"),
    key=("sku", "title"),
    numbered=("title",),
    parent_is_sold=False,
    columns={
        "title": ("title",),
        "description": ("description",),
        "currency": ("currency_code",),
    },
    price=("price",),
    stock=("quantity",),
    images=tuple(f"image{number}" for number in range(1, 21)),
    separator=",",
    options=("variation_{}_name", "variation_{}_values"),
    ignored=("variation_*_type",),
)

AMAZON = Export(
    system="Amazon",
    required=("item_sku", "item_name"),
    typical=("feed_product_type", "main_image_url", "standard_price", "external_product_id"),
    key=("item_sku",),
    parent=("parent_sku",),
    parent_is_sold=False,
    columns={
        "title": ("item_name",),
        "description": ("product_description", "bullet_point1"),
        "brand": ("brand_name", "manufacturer"),
        "category": ("item_type", "item_type_name", "feed_product_type"),
        "currency": ("currency",),
    },
    collected={"variant_sku": ("item_sku",), "gtin": ("external_product_id",)},
    price=("standard_price",),
    sale_price=("sale_price",),
    sale_starts=("sale_from_date",),
    sale_ends=("sale_end_date",),
    stock=("quantity",),
    images=("main_image_url", *(f"other_image_url{number}" for number in range(1, 9))),
    renamed={"color_name": "color", "size_name": "size", "material_type": "material"},
    ignored=(
        *("feed_*", "update_delete", "parent*", "relationship_type", "variation_theme", "*_id"),
        *("*_id_type", "part_number", "swatch_image_url", "item_type*", "generic_keywords*"),
        *("bullet_point*", "condition_*", "fulfillment_*", "*_shipping_*", "*_tax_code", "*_map"),
        *("batteries_*", "*_unit_of_measure", "package_*", "website_shipping_*", "offering_*"),
        *("number_of_items", "list_price*", "minimum_*", "business_*", "quantity_*", "ghs_*"),
        *("merchant_*", "max_*", "product_site_launch_date", "restock_date", "currency"),
    ),
)

AMAZON_REPORT = Export(
    system="Amazon",
    required=("seller-sku", "item-name"),
    typical=("item-description", "listing-id", "asin1", "fulfillment-channel"),
    key=("seller-sku",),
    columns={"title": ("item-name",), "description": ("item-description",)},
    price=("price",),
    stock=("quantity",),
    # Amazon's own warehouses tell no quantity.
    always_sold={"fulfillment-channel": ["amazon_na", "amazon_eu", "amazon_fe", "afn"]},
    images=("image-url",),
    hidden={"status": ["inactive", "incomplete"]},
    ignored=("*-*", "asin?", "status", "add-delete"),
)

MARKETS = {
    **{"us": "usd", "uk": "gbp", "ca": "cad", "mx": "mxn", "au": "aud", "jp": "jpy", "in": "inr"},
    **{"br": "brl", "se": "sek", "pl": "pln", "sg": "sgd", "ae": "aed", "sa": "sar", "tr": "try"},
    **dict.fromkeys(("de", "fr", "it", "es", "nl", "be", "ie"), "eur"),
}
"""The currency of each country's market."""

AMAZON_LISTING = replace(
    AMAZON,
    required=("sku", "product_type", "item_name"),
    typical=("listing_action", "parentage_level", "main_image_url", "item_type_keyword"),
    key=("sku",),
    columns={
        "title": ("item_name",),
        "description": ("product_description", "bullet_point"),
        "brand": ("brand_name", "manufacturer"),
        "category": ("item_type_keyword", "product_type"),
    },
    collected={"variant_sku": ("sku",), "gtin": ("product_id",)},
    price=tuple(f"price-{code}" for code in dict.fromkeys(MARKETS.values())),
    sale_price=("sale_price",),
    sale_starts=("sale_starts",),
    sale_ends=("sale_ends",),
    images=("main_image_url", "other_image_url"),
    renamed={
        form.format(code=code, market=market): name.format(code=code)
        for market, code in MARKETS.items()
        for form, name in (
            ("your_price_{code}_(sell_on_amazon,_{market})", "price-{code}"),
            ("sale_price_{code}_(sell_on_amazon,_{market})", "sale_price"),
            ("sale_start_date_(sell_on_amazon,_{market})", "sale_starts"),
            ("sale_end_date_(sell_on_amazon,_{market})", "sale_ends"),
            ("quantity_({market})", "quantity"),
        )
    },
    hidden={"listing_action": ["delete"]},
    ignored=(*AMAZON.ignored, "*_(*", "listing_*", "*bullet_point", "product_id*", "*_level"),
)
"""The form of Amazon's flat files since 2024: labels above, and below them the fields' names."""

EBAY = Export(
    system="eBay",
    required=("title", "start_price"),
    typical=("custom_label_(sku)", "customlabel", "item_photo_url", "item_number"),
    key=("custom_label_(sku)", "customlabel", "item_number"),
    alike=("item_number",),
    single_valued="variation_details",
    variant_rows={"is_variant": ["1"]},
    parent_is_sold=False,
    columns={
        "title": ("title",),
        "description": ("description",),
        "brand": ("c:brand",),
        "category": ("ebay_category_1_name", "category_name"),
        "currency": ("currency",),
    },
    collected={
        "variant_sku": ("custom_label_(sku)", "customlabel"),
        "gtin": ("p:ean", "p:upc", "p:isbn"),
    },
    price=("start_price",),
    stock=("available_quantity", "quantity"),
    images=("item_photo_url", "picurl"),
    separator="|",
    packed={"variation_details": "|=;"},
    renamed={"c:color": "color", "c:colour": "color", "c:size": "size", "c:material": "material"},
    ignored=(
        *("action(*", "*category*", "format", "duration", "condition*", "p:*", "shipping_*"),
        *("returns_*", "location", "*_price", "sold_quantity", "watchers", "bids", "*_date", "c:*"),
        *("item_number", "variation_details", "*_id", "*profile_name", "immediate_pay_required"),
        *("*number*", "vat*", "best_offer*", "store_category*", "subtitle", "listing_site"),
    ),
)

EBAY_UPLOAD = replace(
    EBAY,
    required=("title", "startprice"),
    typical=("customlabel", "picurl", "relationshipdetails", "conditionid"),
    key=("customlabel", "itemid", "title"),
    alike=(),
    single_valued="",
    continuing={"relationship": ["variation"]},
    variant_rows={"relationship": ["variation"]},
    collected={**EBAY.collected, "variant_sku": ("customlabel",)},
    price=("startprice",),
    stock=("quantity",),
    packed={"relationshipdetails": "|=;"},
    ignored=(*EBAY.ignored, "relationship*", "itemid", "paypal*", "storecategory", "dispatch*"),
)
"""The form that eBay's File Exchange and its listing tools take."""
