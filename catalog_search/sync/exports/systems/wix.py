"""Wix's product exports, of the form used until 2025 and the one used since."""

from catalog_search.sync.exports.discounts import DISCOUNTED
from catalog_search.sync.exports.export import Discount, Export

WIX = Export(
    system="Wix",
    required=("handleid", "fieldtype", "name"),
    typical=("productimageurl", "collection", "productoptionname1", "visible"),
    key=("sku", "handleid"),
    parent=("handleid",),
    variant_rows={"fieldtype": ["variant"]},
    columns={
        "title": ("name",),
        "description": ("description",),
        "brand": ("brand",),
        "category": ("collection",),
    },
    collected={"variant_sku": ("sku",)},
    price=("price",),
    sale_price=(DISCOUNTED,),
    discounts=(
        Discount("discountvalue", percent=True, when={"discountmode": ["percent"]}),
        Discount("discountvalue", when={"discountmode": ["amount"]}),
    ),
    surcharge=("surcharge",),
    stock=("inventory",),
    images=("productimageurl",),
    separator=";",
    category_separator=";",
    options=("productoptionname{}", "productoptiondescription{}"),
    hidden={"visible": ["false", "no", "0"]},
    ignored=(
        *("fieldtype", "ribbon", "discount*", "weight", "cost", "productoptiontype*"),
        *("additionalinfo*", "customtext*"),
    ),
)

NEW_WIX = Export(
    system="Wix",
    required=("handle", "fieldtype", "name"),
    typical=("plaindescription", "media", "strikethroughprice", "productoptionchoices1"),
    key=("sku", "handle"),
    parent=("handle",),
    variant_rows={"fieldtype": ["variant"]},
    columns={
        "title": ("name",),
        "description": ("plaindescription",),
        "brand": ("brand",),
        "category": ("categories", "collections"),
    },
    collected={"variant_sku": ("sku",), "barcode": ("barcode",)},
    price=("price",),
    compare_price=("strikethroughprice",),
    stock=("inventory",),
    always_sold={"preorderenabled": ["true"]},
    images=("media",),
    separator=";",
    category_separator=";",
    options=("productoptionname{}", "productoptionchoices{}"),
    renamed={
        f"productoption{part}[{number}]": f"productoption{part}{number}"
        for number in range(1, 7)
        for part in ("name", "type", "choices")
    },
    hidden={"visible": ["false", "no", "0"]},
    ignored=(
        *("handle", "fieldtype", "mediaalttext", "ribbon", "baseunit*", "totalunits*", "cost"),
        *("preorder*", "weight", "productoptiontype*", "modifier*", "shippable"),
    ),
)
