"""Yandex Market's feed (YML), as shop systems export it."""

from catalog_search.sync.exports.export import Export

YANDEX = Export(
    system="Yandex Market",
    required=("id", "price", "currencyid"),
    typical=("categoryid", "picture", "vendor", "available"),
    key=("id",),
    parent=("group_id",),
    columns={
        "title": ("name", "model"),
        "description": ("description",),
        "brand": ("vendor",),
        "category": ("market_category", "categoryid"),
        "currency": ("currencyid",),
        "url": ("url",),
    },
    collected={"variant_sku": ("id",), "barcode": ("barcode",)},
    price=("price",),
    compare_price=("oldprice",),
    stock=("available",),
    images=("picture",),
    joined={"model": ("typeprefix", "vendor", "model")},
    ignored=(
        *("type", "bid", "cbid", "fee", "param", "*delivery*", "pickup", "store", "sales_notes"),
        *("manufacturer_warranty", "vendorcode", "typeprefix", "adult", "cpa", "rec"),
    ),
)
