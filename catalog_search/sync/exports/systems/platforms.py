"""Exports of Shopware 5, OXID, Webflow, nopCommerce, CS-Cart and Medusa."""

from catalog_search.sync.exports.export import Export

SHOPWARE_5 = Export(
    system="Shopware",
    required=("ordernumber", "name"),
    typical=("mainnumber", "price_ek", "pseudoprice_ek", "instock", "description_long"),
    key=("ordernumber",),
    parent=("mainnumber",),
    columns={
        "title": ("name",),
        "description": ("description_long", "description"),
        "brand": ("supplier",),
        "category": ("categorypaths", "categories"),
    },
    collected={"variant_sku": ("ordernumber",), "gtin": ("ean",)},
    price=("price_ek", "price"),
    compare_price=("pseudoprice_ek", "pseudoprice"),
    stock=("instock",),
    always_sold={"laststock": ["0", "false"]},
    images=("imageurl", "images"),
    separator="|",
    category_separator="|",
    pairs={"configuratoroptions": r"([^:|]+):([^|]+)"},
    hidden={"active": ["0", "false"]},
    ignored=(
        *("additionaltext", "tax", "*price*", "from_*", "stockmin", "shippingtime", "shippingfree"),
        *("added", "changed", "releasedate", "topseller", "minpurchase", "maxpurchase", "*steps"),
        *("purchase*", "referenceunit", "packunit", "unitid", "pricegroup*", "weight", "width"),
        *("height", "length", "metatitle", "keywords", "suppliernumber", "*_id", "*ids", "attr*"),
        *("configurator*", "propertygroupname", "laststock", "template"),
    ),
)

OXID = Export(
    system="OXID",
    required=("oxartnum", "oxtitle"),
    typical=("oxid", "oxprice", "oxstock", "oxparentid", "oxpic1"),
    key=("oxartnum", "oxid"),
    parent=("oxparentid",),
    alias="oxid",
    alias_form="{}",
    parent_is_sold=False,
    columns={
        "title": ("oxtitle",),
        "description": ("oxlongdesc", "oxshortdesc"),
        "brand": ("oxmanufacturer", "oxvendor"),
        "category": ("oxcategory", "oxcategories"),
        "url": ("oxexturl",),
    },
    collected={"variant_sku": ("oxartnum",), "gtin": ("oxean", "oxdistean")},
    price=("oxprice",),
    compare_price=("oxtprice",),
    stock=("oxstock",),
    always_sold={"oxstockflag": ["4"]},
    images=tuple(f"oxpic{number}" for number in range(1, 13)),
    separator="|",
    options=("option{}_name", "option{}_value"),
    lists={"oxvarname": "option{}_name", "oxvarselect": "option{}_value"},
    hidden={"oxactive": ["0"], "oxhidden": ["1"]},
    ignored=("ox*",),
)

WEBFLOW = Export(
    system="Webflow",
    required=("product_handle", "product_name"),
    typical=("variant_price", "variant_sku", "main_variant_image", "product_categories"),
    key=("product_handle",),
    columns={
        "title": ("product_name",),
        "description": ("product_description",),
        "category": ("product_categories",),
    },
    collected={"variant_sku": ("variant_sku",)},
    price=("variant_price",),
    compare_price=("variant_compare-at_price",),
    stock=("variant_inventory",),
    always_sold={"variant_inventory": ["", "infinite"]},
    images=("main_variant_image", "more_variant_images"),
    separator=";",
    category_separator=";",
    options=("option{}_name", "option{}_value"),
    hidden={"archived": ["true"], "draft": ["true"]},
    ignored=("product_*", "variant_*", "archived", "draft", "*_on", "*_id", "seo_*"),
)

NOPCOMMERCE = Export(
    system="nopCommerce",
    required=("sku", "fulldescription"),
    typical=("producttype", "oldprice", "picture1", "stockquantity"),
    key=("sku", "productid"),
    columns={
        "title": ("name",),
        "description": ("fulldescription", "shortdescription"),
        "brand": ("manufacturers",),
        "category": ("categories",),
    },
    collected={"gtin": ("gtin",)},
    price=("price",),
    compare_price=("oldprice",),
    stock=("stockquantity",),
    always_sold={"manageinventorymethod": ["dont manage stock", "don't manage stock", "0"]},
    images=("picture1", "picture2", "picture3"),
    category_separator=";",
    hidden={"published": ["false", "0"]},
    ignored=("*",),
)

CS_CART = Export(
    system="CS-Cart",
    required=("product_code", "product_name"),
    typical=("list_price", "detailed_image"),
    key=("product_code", "product_id"),
    columns={
        "title": ("product_name",),
        "description": ("description", "short_description"),
        "category": ("category",),
        "brand": ("brand",),
    },
    price=("price",),
    compare_price=("list_price",),
    stock=("quantity",),
    always_sold={"inventory_tracking": ["d", "b"]},
    images=("detailed_image", "images"),
    category_separator=";",
    slashes=True,
    pairs={"features": r"([^:;]+):\s*\w\[([^\]]*)\]"},
    hidden={"status": ["d", "h", "disabled", "hidden"]},
    ignored=(
        *("product_id", "language", "secondary_categories", "weight", "min_quantity", "status"),
        *("max_quantity", "*shipping*", "downloadable", "files", "taxes", "features", "options"),
        *("meta_*", "search_words", "page_title", "*_title", "date_*", "thumbnail", "vendor"),
        *("inventory_tracking", "out_of_stock_actions", "usergroup_ids", "seo_name", "*_id"),
    ),
)

PRICES = [
    (f"{start}price_{code}", f"price-{code}")
    for start in ("variant_", "")
    for code in ("eur", "usd", "gbp", "cad", "aud", "dkk", "sek")
]
MEDUSA = Export(
    system="Medusa",
    required=("product_handle", "product_title"),
    typical=("variant_title", "variant_sku", "product_thumbnail", "product_status"),
    key=("product_handle",),
    columns={
        "title": ("product_title",),
        "description": ("product_description", "product_subtitle"),
        "category": ("product_category_1_name", "product_type", "product_collection_title"),
    },
    collected={"variant_sku": ("variant_sku",), "barcode": ("variant_barcode",)},
    price=tuple(dict.fromkeys(name for _, name in PRICES)),
    stock=("variant_inventory_quantity",),
    always_sold={
        "variant_allow_backorder": ["true"],
        "variant_manage_inventory": ["false"],
    },
    images=(
        "product_thumbnail",
        *(
            f"{start}image_{number}{end}"
            for start in ("product_", "")
            for number in range(1, 11)
            for end in ("", "_url")
        ),
    ),
    options=("option_{}_name", "option_{}_value"),
    renamed={
        **dict(PRICES),
        **{
            f"variant_option_{n}_{part}": f"option_{n}_{part}"
            for n in range(1, 5)
            for part in ("name", "value")
        },
    },
    hidden={"product_status": ["draft", "rejected", "proposed"]},
    ignored=("product_*", "variant_*", "*image_*", "*_id", "*price*"),
)
