"""The products of a shop of Sylius, as its plugin for imports and exports writes them."""

from catalog_search.sync.exports.export import Export

SYLIUS = Export(
    system="Sylius",
    required=("code", "name", "main_taxon"),
    typical=("taxons", "channels", "parent_code", "short_description"),
    key=("code",),
    parent=("parent_code",),
    columns={
        "title": ("name",),
        "description": ("description", "short_description"),
        "category": ("main_taxon", "taxons"),
    },
    collected={"variant_sku": ("code",)},
    price=("price",),
    prices_in_cents=True,
    images=("image", "images", "main_image", "image_main"),
    separator="|",
    category_separator="|",
    renamed={f"product_option_{name}": name for name in ("color", "size", "material")},
    hidden={"enabled": ["0", "false"]},
    ignored=(
        *("parent_code", "channels", "locale", "enabled", "meta_*", "*taxon*", "tax_category*"),
        *("shipping_*", "slug"),
    ),
)
