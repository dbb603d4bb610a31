"""Squarespace's product export, as of version 7.1."""

from catalog_search.sync.exports.export import Export

SQUARESPACE = Export(
    system="Squarespace",
    required=("title", "product_url", "hosted_image_urls"),
    typical=("product_type_[non_editable]", "option_name_1", "on_sale", "product_page"),
    key=("product_url", "product_id_[non_editable]"),
    continues=True,
    columns={
        "title": ("title",),
        "description": ("description",),
        "category": ("categories",),
    },
    collected={"variant_sku": ("sku",)},
    price=("price",),
    sale_price=("sale_price",),
    no_sale={"on_sale": ["no", "false", "0"]},
    stock=("stock",),
    always_sold={"stock": ["unlimited"]},
    images=("hosted_image_urls",),
    separator=" ",
    category_separator=",",
    options=("option_name_{}", "option_value_{}"),
    hidden={"visible": ["no", "false", "0"]},
    ignored=(
        *("*_[non_editable]", "product_page", "weight", "length", "width", "height", "visible"),
        "on_sale",
    ),
)
