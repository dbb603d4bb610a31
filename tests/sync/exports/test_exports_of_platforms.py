"""Exports of further platforms, and feeds for sites that compare prices, read as they are."""

from decimal import Decimal

import pytest

from catalog_search.types import Problem, Record
from tests.support.manifests import parsed

X = "https://x.example/"

TABLES = {
    "Shopware 5": (
        "ordernumber;mainnumber;name;supplier;price_EK;pseudoprice_EK;active;instock;"
        "description_long;categories;imageUrl;configuratorOptions\n"
        f"SW1;SW1;Sun hat;Halden;20.00;25.00;1;5;<p>Woven</p>;12|13;{X}a.jpg|{X}b.jpg;Size:S\n"
        "SW1.1;SW1;Sun hat;Halden;22.00;;1;0;;;;Size:M\n"
        "SW2;SW2;Old hat;Halden;1.00;;0;0;;;;\n",
        ("SW1", "20.00", (), (f"{X}a.jpg", f"{X}b.jpg"), ["S", "M"]),
    ),
    "OXID": (
        "OXID;OXARTNUM;OXPARENTID;OXACTIVE;OXTITLE;OXLONGDESC;OXPRICE;OXTPRICE;OXSTOCK;OXPIC1;"
        "OXPIC2;OXVARNAME;OXVARSELECT\n"
        f"a1;HAT;;1;Sun hat;<p>Woven</p>;0;;0;{X}a.jpg;{X}b.jpg;Size;\n"
        "a2;HAT-S;a1;1;;;20.00;25.00;4;;;;S\na3;HAT-M;a1;1;;;22.00;;0;;;;M\n"
        "b1;OLD;;0;Old hat;;1;;0;;;;\n",
        ("HAT", "20.00", (), (f"{X}a.jpg", f"{X}b.jpg"), ["S", "M"]),
    ),
    "Webflow": (
        "Product Handle,Product Name,Product Description,Product Categories,Main Variant Image,"
        "More Variant Images,Variant Price,Variant Compare-at Price,Variant SKU,Variant Inventory,"
        "Option1 Name,Option1 Value,Archived\n"
        f"sun-hat,Sun hat,<p>Woven</p>,Hats; Summer,{X}a.jpg,{X}b.jpg,20.00 USD,25.00 USD,H-S,4,"
        "Size,S,false\nsun-hat,,,,,,22.00 USD,,H-M,0,Size,M,\nold,Old hat,,,,,1 USD,,O,1,,,true\n",
        ("sun-hat", "20.00", ("Hats",), (f"{X}a.jpg", f"{X}b.jpg"), ["S", "M"]),
    ),
    "nopCommerce": (
        "ProductType,Name,ShortDescription,FullDescription,SKU,Price,OldPrice,ProductCost,"
        "Published,Categories,Manufacturers,Picture1,Picture2,StockQuantity\n"
        f"Simple Product,Sun hat,Short,<p>Woven</p>,HAT,20,25,9,TRUE,Wear >> Hats;Sale,Halden,"
        f"{X}a.jpg,{X}b.jpg,5\nSimple Product,Old hat,,,OLD,1,,,FALSE,,,,,0\n",
        ("HAT", "20.00", ("Wear", "Hats"), (f"{X}a.jpg", f"{X}b.jpg"), None),
    ),
    "CS-Cart": (
        "Product code,Language,Category,List price,Price,Status,Quantity,Product name,Description,"
        "Detailed image\n"
        f'HAT,en,Wear///Hats,25.00,20.00,A,5,Sun hat,<p>Woven</p>,"{X}a.jpg#{{[en]:A hat;}}"\n'
        "OLD,en,Wear,,1.00,D,5,Old hat,,\n",
        ("HAT", "20.00", ("Wear", "Hats"), (f"{X}a.jpg#{{[en]:A hat;}}",), None),
    ),
    "Medusa": (
        "Product Id,Product Handle,Product Title,Product Description,Product Status,"
        "Product Thumbnail,Product Collection Title,Variant Id,Variant Title,Variant SKU,"
        "Variant Inventory Quantity,Price EUR,Price USD,Option 1 Name,Option 1 Value,Image 1 Url\n"
        f"p1,sun-hat,Sun hat,Woven,published,{X}a.jpg,Hats,v1,S,H-S,5,20,22,Size,S,{X}b.jpg\n"
        "p1,sun-hat,,,,,,v2,M,H-M,0,21,23,Size,M,\np2,old,Old hat,,draft,,,v3,,O,1,1,1,,,\n",
        ("sun-hat", "20.00", ("Hats",), (f"{X}a.jpg", f"{X}b.jpg"), ["S", "M"]),
    ),
}
FEEDS = {
    "idealo": (
        "sku;brand;title;categoryPath;url;price;imageUrls;eans;description;deliveryTime;"
        f"paymentCosts_paypal\nHUT;Halden;Sun hat;Wear > Hats;https://s.example/h;19,99;{X}a.jpg;"
        "4006381333931;Woven;1-3 Tage;0,00\n"
    ),
    "Heureka": (
        "<SHOP><SHOPITEM><ITEM_ID>HUT</ITEM_ID><PRODUCTNAME>Sun hat</PRODUCTNAME><DESCRIPTION>Woven"
        f"</DESCRIPTION><URL>https://s.example/h</URL><IMGURL>{X}a.jpg</IMGURL><PRICE_VAT>19,99"
        "</PRICE_VAT><MANUFACTURER>Halden</MANUFACTURER><CATEGORYTEXT>Wear > Hats</CATEGORYTEXT>"
        "<PARAM><PARAM_NAME>Fit</PARAM_NAME><VAL>wide</VAL></PARAM></SHOPITEM></SHOP>"
    ),
    "Skroutz": (
        "<mywebstore><products><product id='HUT'><name>Sun hat</name><link>https://s.example/h"
        f"</link><image>{X}a.jpg</image><category>Wear > Hats</category><price_with_vat>19,99"
        "</price_with_vat><manufacturer>Halden</manufacturer><instock>Y</instock><description>Woven"
        "</description></product></products></mywebstore>"
    ),
}


@pytest.mark.parametrize("system", TABLES)
def test_a_table_of_variants_is_read_as_it_is(system: str) -> None:
    text, (sku, price, category, images, sizes) = TABLES[system]
    found = parsed(text)
    told = [each.reason for each in found if isinstance(each, Problem)]
    assert len(told) == 1 and "1 product is left out" in told[0]
    (hat,) = (each for each in found if isinstance(each, Record))
    assert (hat.sku, hat.title, hat.description) == (sku, "Sun hat", "Woven")
    assert (hat.price, hat.category, hat.images) == (Decimal(price), category, images)
    assert (hat.in_stock, hat.attributes.get("size")) == (True, sizes)
    assert not [name for name in hat.attributes if "cost" in name or name.endswith("id")]
    if system != "Medusa":
        assert hat.compare_at_price == Decimal(25)
    else:
        assert hat.currency == "EUR"


@pytest.mark.parametrize("system", FEEDS)
def test_a_feed_for_comparing_prices_is_read_as_it_is(system: str) -> None:
    text = FEEDS[system]
    (hat,) = parsed(text, "catalog.xml" if text.startswith("<") else "catalog.csv")
    assert (hat.sku, hat.title, hat.brand) == ("HUT", "Sun hat", "Halden")
    assert (hat.price, hat.category) == (Decimal("19.99"), ("Wear", "Hats"))
    assert (hat.images, hat.url) == ((f"{X}a.jpg",), "https://s.example/h")
    assert (hat.description, hat.in_stock) == ("Woven", True)
    assert hat.attributes.get("fit", "wide") == "wide"


@pytest.mark.parametrize("divider", ["|", ",", " ", ";"])
def test_addresses_are_divided_whatever_stands_between_them(divider: str) -> None:
    row = f"HAT\tHat\t5 EUR\t{X}a.jpg\t{X}b.jpg{divider}{X}c.jpg\n"
    head = "id\ttitle\tprice\timage_link\tadditional_image_link\n"
    (hat,) = parsed(head + row)
    assert hat.images == (f"{X}a.jpg", f"{X}b.jpg", f"{X}c.jpg")


@pytest.mark.parametrize(
    ("head", "row", "path"),
    [
        (
            "sku,store_view_code,attribute_set_code,product_type,categories,name,price,"
            "product_online,visibility",
            'hat,,Default,simple,"Default Category/Kids/2-4 Years",Hat,5,1,"Catalog, Search"',
            ("Default Category", "Kids", "2-4 Years"),
        ),
        (
            "Product code,Language,Category,List price,Price,Status,Quantity,Product name",
            "hat,en,Phones///iPhone 15///2024,6,5,A,1,Hat",
            ("Phones", "iPhone 15", "2024"),
        ),
        (
            "type,product_internal_id,product_sku,product_name,product_price,product_category_1,"
            "product_is_available",
            "product,1,hat,Hat,5,Kids/2-4 Years,true",
            ("Kids", "2-4 Years"),
        ),
    ],
    ids=["Magento", "CS-Cart", "Ecwid"],
)
def test_slashes_of_a_system_divide_beside_digits(
    head: str, row: str, path: tuple[str, ...]
) -> None:
    (hat,) = parsed(f"{head}\n{row}\n")
    assert hat.category == path
