"""The products that a store of Weebly exports."""

from catalog_search.sync.exports.export import Export

WEEBLY = Export(
    system="Weebly",
    required=("product_id", "product_type", "title"),
    typical=("option_value_1", "option_type_1", "option_name_1", "option_title_1", "tax_class"),
    key=("product_id",),
    continues=True,
    columns={
        "title": ("title",),
        "description": ("description",),
        "category": ("categories", "category"),
    },
    collected={"variant_sku": ("sku",)},
    price=("price",),
    sale_price=("sale_price",),
    no_sale={"sale_price": ["0", "0.00"]},
    stock=("inventory", "quantity"),
    always_sold={"inventory": ["", "unlimited"]},
    images=tuple(
        form.format(number) for form in ("image_{}", "image_url_{}") for number in range(1, 11)
    ),
    category_separator=",",
    options=("option_name_{}", "option_value_{}"),
    renamed={f"option_title_{number}": f"option_name_{number}" for number in range(1, 6)},
    hidden={"hidden": ["true", "yes", "1"], "visible": ["false", "no", "0"]},
    ignored=("product_*", "option_*", "weight", "tax_*", "seo_*", "hidden", "visible", "taxable"),
)
