"""Feeds for sites that compare prices: idealo, Heureka, Ceneo and Skroutz."""

from catalog_search.sync.exports.export import Export

IDEALO = Export(
    system="idealo",
    required=("sku", "categorypath"),
    typical=("imageurls", "eans", "deliverytime", "hans"),
    key=("sku",),
    columns={
        "title": ("title",),
        "description": ("description",),
        "brand": ("brand",),
        "category": ("categorypath",),
        "url": ("url",),
    },
    collected={"gtin": ("eans",)},
    price=("price",),
    compare_price=("formerprice",),
    stock=("checkoutlimitperperiod", "quantityperorder"),
    always_sold={"quantityperorder": [""], "checkoutlimitperperiod": [""]},
    images=("imageurls",),
    separator=";",
    ignored=(
        *("*delivery*", "paymentcosts*", "deliverycosts*", "hans", "pzns", "kbas", "merchantname"),
        *("baseprice", "packagingunit", "voucher*", "eec*", "*costs", "deposit", "checkout*"),
        *("merchantid", "fulfillmenttype", "maxorderprocessingtime", "quantityperorder", "used"),
    ),
)

HEUREKA = Export(
    system="Heureka",
    required=("item_id", "productname"),
    typical=("price_vat", "imgurl", "categorytext", "itemgroup_id"),
    key=("item_id",),
    parent=("itemgroup_id",),
    columns={
        "title": ("productname", "product"),
        "description": ("description",),
        "brand": ("manufacturer",),
        "category": ("categorytext",),
        "url": ("url",),
    },
    collected={"variant_sku": ("item_id",), "gtin": ("ean",)},
    price=("price_vat", "price"),
    images=("imgurl", "imgurl_alternative"),
    pipes=True,
    ignored=(
        *("product", "delivery*", "productno", "heureka_cpc", "video_url", "gift*", "accessory"),
        *("special_service", "sales_voucher", "extended_warranty", "item_type", "vat", "dues"),
    ),
)

CENEO = Export(
    system="Ceneo",
    required=("id", "avail", "name"),
    typical=("cat", "imgs", "desc"),
    key=("id",),
    columns={
        "title": ("name",),
        "description": ("desc",),
        "brand": ("producent",),
        "category": ("cat",),
        "url": ("url",),
    },
    collected={"gtin": ("ean",)},
    price=("price",),
    stock=("stock", "avail"),
    images=("imgs",),
    slashes=True,
    ignored=("weight", "basket", "avail", "set", "delivery", "attrs"),
)

SKROUTZ = Export(
    system="Skroutz",
    required=("name", "price_with_vat"),
    typical=("instock", "manufacturer", "availability", "image"),
    key=("id", "uniqueid", "mpn"),
    columns={
        "title": ("name",),
        "description": ("description",),
        "brand": ("manufacturer",),
        "category": ("category",),
        "url": ("link",),
    },
    collected={"gtin": ("ean", "barcode")},
    price=("price_with_vat",),
    stock=("instock", "quantity"),
    images=("image", "additionalimage", "additional_imageurl"),
    ignored=("weight", "shipping*", "availability", "vat", "mpn", "quantity", "variations"),
)
