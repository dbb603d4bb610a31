"""PrestaShop's import file, and the list of products that its back office exports; version 8."""

from catalog_search.sync.exports.discounts import DISCOUNTED
from catalog_search.sync.exports.export import Discount, Export

PRESTASHOP = Export(
    system="PrestaShop",
    required=("name", "active_(0/1)"),
    typical=(
        "categories_(x,y,z...)",
        "categories_(x,y,z,...)",
        "image_urls_(x,y,z...)",
        "reference_#",
        "reference",
    ),
    key=("reference_#", "reference", "product_id", "id"),
    columns={
        "title": ("name",),
        "description": ("description", "short_description", "summary"),
        "brand": ("manufacturer", "brand"),
        "category": ("categories_(x,y,z...)",),
    },
    collected={"gtin": ("ean13", "ean-13", "upc")},
    price=(
        *("price_tax_included", "price_tax_incl.", "price_tax_excluded", "price_tax_excl."),
        *("price_tax_excluded_or_price_tax_included", "price_tax_excl._or_price_tax_incl."),
    ),
    sale_price=(DISCOUNTED,),
    discounts=(Discount("discount_amount"), Discount("discount_percent", percent=True)),
    sale_starts=("discount_from_(yyyy-mm-dd)", "discount_from"),
    sale_ends=("discount_to_(yyyy-mm-dd)", "discount_to"),
    stock=("quantity",),
    always_sold={"out_of_stock": ["1"], "action_when_out_of_stock": ["1"]},
    images=("image_urls_(x,y,z...)",),
    separator=",",
    category_separator=",",
    renamed={
        "feature(name:value:position)": "feature_(name:value:position)",
        "categories_(x,y,z,...)": "categories_(x,y,z...)",
        "image_urls_(x,y,z,...)": "image_urls_(x,y,z...)",
        "tags_(x,y,z...)": "tags",
        "tags_(x,y,z,...)": "tags",
    },
    pairs={"feature_(name:value:position)": r"([^:,]+):([^:,]+)[^,]*"},
    hidden={"active_(0/1)": ["0", "no"], "visibility": ["none"]},
    ignored=(
        *("product_id", "id", "tax_rules_id", "wholesale_price", "on_sale_(0/1)", "discount_*"),
        *("supplier*", "ecotax", "width", "height", "depth", "weight", "minimal_quantity"),
        *("low_stock_level", "visibility", "*_unit_price", "unity", "meta_*", "url_rewritten"),
        *("text_when_*", "available_for_order*", "*_date", "show_price*", "delete_existing_*"),
        *("image_alt_texts*", "available_online_only*", "condition", "customizable*", "text_*"),
        *("uploadable_files*", "out_of_stock*", "action_when_*", "*virtual*", "file_url", "mpn"),
        *("number_of_allowed_*", "expiration_date*", "number_of_days", "id_/_name_of_shop"),
        *("advanced_stock_*", "depends_on_stock", "warehouse", "accessories*", "delivery_time_*"),
        *("receive_an_email*", "additional_shipping_*", "shop", "feature_(*"),
    ),
)

PRESTASHOP_LIST = Export(
    system="PrestaShop",
    required=("product_id", "name", "reference"),
    typical=("price_(tax_excl.)", "price_(tax_incl.)", "position"),
    key=("reference", "product_id"),
    columns={"title": ("name",), "category": ("category",)},
    price=("price_(tax_incl.)", "price_(tax_excl.)"),
    stock=("quantity",),
    images=("image",),
    hidden={"status": ["0", "no", "disabled"]},
    ignored=("product_id", "position", "status"),
)
