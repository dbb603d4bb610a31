"""The products that Lightspeed's web shops (C-Series, once SEOshop) export."""

from catalog_search.sync.exports.export import Export

LANGUAGES = (
    *("us", "en", "uk", "gb", "nl", "be", "de", "at", "fr", "es", "it", "pt", "br", "pl", "da"),
    *("sv", "no", "fi", "cs", "tr", "gr", "ru"),
)
PARTS = ("title_short", "title_long", "description_short", "description_long", "variant_title")

LIGHTSPEED_C = Export(
    system="Lightspeed",
    required=("internal_id", "internal_variant_id"),
    typical=("stock_level", "price_old", "stock_track", "images"),
    key=("internal_id",),
    columns={
        "title": ("title_short", "title_long"),
        "description": ("description_long", "description_short"),
        "brand": ("brand",),
        "category": ("categories",),
    },
    collected={"variant_sku": ("sku", "article_code"), "gtin": ("ean",)},
    price=("price",),
    compare_price=("price_old",),
    stock=("stock_level",),
    always_sold={"stock_track": ["0", "n", ""]},
    images=("images",),
    separator=",",
    category_separator=";",
    renamed={f"{code}_{part}": part for code in LANGUAGES for part in PARTS},
    hidden={"visible": ["n", "no", "0", "hidden"]},
    ignored=(
        *("internal_*", "visible", "featured", "data_*", "supplier", "default", "*_meta_*"),
        *("*_url", "*_fulltitle", "*_title_*", "*_description_*", "price_*", "stock_*", "weight*"),
        *("volume*", "colli", "size_?", "hs_code", "tax*", "unit_*", "*_content", "*title_short"),
        *("title_long", "description_short", "tracking*", "buy_*", "sku", "article_code"),
    ),
)
