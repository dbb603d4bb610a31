"""Lists of articles from systems that keep the stock: Zoho Inventory, Odoo and ERPNext."""

from catalog_search.sync.exports.export import Export

ZOHO = Export(
    system="Zoho Inventory",
    required=("item_name", "sku"),
    typical=("item_id", "stock_on_hand", "usage_unit", "selling_price", "rate"),
    key=("sku", "item_id"),
    columns={
        "title": ("title", "item_name"),
        "description": ("description", "sales_description"),
        "brand": ("brand", "manufacturer"),
        "category": ("category_name", "category"),
        "currency": ("currency_code", "currency"),
    },
    collected={"gtin": ("upc", "ean", "isbn")},
    price=("selling_price", "sales_price", "price", "rate"),
    stock=("stock_on_hand", "quantity_available"),
    images=("image", "image_url", "image_name"),
    hidden={"status": ["inactive"]},
    ignored=(
        *("item_id", "item_type", "product_type", "*account*", "purchase_*", "*_tax_*", "tax*"),
        *("status", "source", "reference_id", "last_sync_time", "usage_unit", "unit*", "vendor"),
        *(
            "opening_stock*",
            "reorder_*",
            "warehouse_*",
            "hsn*",
            "taxable",
            "taxability_type",
            "cf.*",
        ),
        *("package_*", "dimension*", "weight*", "inventory_*", "manufacturer", "is_*", "*_name"),
    ),
)

ODOO = Export(
    system="Odoo",
    required=("name",),
    typical=("internal_reference", "default_code"),
    key=("sku", "internal_reference", "default_code", "external_id", "id"),
    columns={
        "title": ("title", "name"),
        "description": ("sales_description", "description_sale", "description"),
        "category": (
            *("website_product_category", "public_categ_ids/complete_name"),
            *("public_categ_ids/display_name", "public_categ_ids/name", "public_categ_ids"),
            *("ecommerce_category", "public_category", "product_category"),
            *("product_category/complete_name", "product_category/display_name"),
            *("product_category/name", "categ_id/complete_name", "categ_id/display_name"),
            *("categ_id/name", "categ_id"),
        ),
        "currency": ("currency", "currency_id", "currency_id/name"),
    },
    collected={"gtin": ("barcode",)},
    price=("sales_price", "list_price", "lst_price", "public_price"),
    stock=("quantity_on_hand", "qty_available"),
    always_sold={"product_type": ["consumable", "service"], "type": ["consu", "service"]},
    slashes=True,
    hidden={
        "active": ["false", "0"],
        "can_be_sold": ["false", "0"],
        "sale_ok": ["false", "0"],
    },
    ignored=(
        *("external_id", "id", "cost", "standard_price", "*quantity*", "*_qty", "image*", "active"),
        *("can_be_*", "*_ok", "*unit_of_measure*", "uom_*", "*tax*", "*rout*", "responsible*"),
        *("product_type", "type", "internal_notes", "favorite", "activity*", "tracking", "weight"),
        *("volume", "show_*", "product_variant*", "*/id", "detailed_type", "*description*"),
    ),
)

ERPNEXT = Export(
    system="ERPNext",
    required=("item_code", "item_name"),
    typical=("item_group", "default_unit_of_measure", "stock_uom", "standard_selling_rate"),
    key=("item_code",),
    parent=("variant_of",),
    parent_is_sold=False,
    columns={
        "title": ("item_name",),
        "description": ("description",),
        "brand": ("brand",),
        "category": ("item_group",),
    },
    collected={"variant_sku": ("item_code",)},
    price=("standard_selling_rate", "standard_rate"),
    images=("image", "website_image"),
    hidden={"disabled": ["1"]},
    ignored=(
        *(
            "id",
            "name",
            "default_*",
            "stock_uom",
            "disabled",
            "is_*",
            "allow_*",
            "has_*",
            "opening_*",
        ),
        *(
            "valuation_*",
            "maintain_stock",
            "*_percentage*",
            "shelf_life*",
            "end_of_life",
            "weight_*",
        ),
        *("warranty_*", "lead_time*", "safety_stock", "min*", "last_*", "customs_*", "include_*"),
    ),
)
