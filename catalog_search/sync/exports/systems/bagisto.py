"""The products that Bagisto exports, as of version 2."""

from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.places import TOTAL

BAGISTO = Export(
    system="Bagisto",
    required=("sku", "type", "attribute_family_code"),
    typical=("parent_sku", "channel", "url_key", "configurable_variants"),
    key=("sku",),
    parent=("parent_sku",),
    parent_is_sold=False,
    columns={
        "title": ("name",),
        "description": ("description", "short_description"),
        "brand": ("brand",),
        "category": ("categories",),
    },
    collected={"variant_sku": ("sku",)},
    price=("price",),
    sale_price=("special_price",),
    sale_starts=("special_price_from",),
    sale_ends=("special_price_to",),
    stock=(TOTAL,),
    places=("inventories",),
    always_sold={"manage_stock": ["0", "false"]},
    images=("images",),
    separator=",",
    category_separator=",",
    slashes=True,
    hidden={"status": ["0", "false"]},
    hidden_alone={"visible_individually": ["0", "false"]},
    ignored=(
        *("locale", "channel", "type", "attribute_family_code", "url_key", "status", "new", "cost"),
        *("featured", "visible_*", "guest_checkout", "manage_stock", "inventories", "weight"),
        *("special_*", "tax_category*", "meta_*", "*_skus", "configurable_*", "bundle_*"),
        *("customer_group_*", "product_number", "length", "width", "height", "allow_rma"),
    ),
)
