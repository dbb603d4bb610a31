"""Exports as the shops' systems really write them: what tells variants, stock and discounts."""

from decimal import Decimal

import pytest

from tests.support.manifests import parsed, records


def table(header: str, *lines: str) -> str:
    return "\n".join((header, *lines)) + "\n"


def offers(text: str) -> dict[str, tuple[Decimal | None, bool]]:
    return {record.sku: (record.price, record.in_stock) for record in records(text)}


SQUARE = (
    "Token,Item Name,Variation Name,SKU,Description,Categories,Price,Archived,Sellable,Stockable,"
    "Option Name 1,Option Value 1,Current Quantity Main,Current Quantity Pop-up"
)
WEAR = "Wear (T2B3ROTJ3HFGVBO22QLOOJDE)"


def square(token: str, name: str, size: str, price: str, *counts: str, **columns: str) -> str:
    said = {"description": "Cotton", "sellable": "Y", "stockable": "Y", "category": WEAR, **columns}
    return (
        f'{token},{name},{size},SH-{size},{said["description"]},"{said["category"]}",{price},N,'
        f"{said['sellable']},{said['stockable']},Size,{size},{counts[0]},{counts[1]}"
    )


def test_square_s_variations_are_one_item():
    text = table(
        SQUARE,
        square("5XYC", "Shirt", "S", "20.00", "0", "0"),
        square("54HT", "Socks", "S", "5.00", "1", "", sellable="N"),
        square("QTFK", "Shirt", "L", "25.00", "0", "3"),
    )
    [shirt] = records(text)
    assert (shirt.sku, shirt.title, shirt.price) == ("5XYC", "Shirt", Decimal("20.00"))
    assert [(each["size"], each["in_stock"]) for each in shirt.variants] == [("S", 0), ("L", 1)]
    assert shirt.category == ("Wear",)


def test_square_s_items_of_one_name_stay_apart():
    other = square("QTFK", "Shirt", "L", "25.00", "1", "", description="Wool")
    text = table(SQUARE, square("5XYC", "Shirt", "S", "20.00", "1", ""), other)
    assert set(offers(text)) == {"5XYC", "QTFK"}


@pytest.mark.parametrize(
    ("counts", "more", "sold"),
    [
        (("0", "0"), {}, False),
        (("0", "2"), {}, True),
        (("-1", "0"), {}, False),
        (("-3", "1"), {}, True),
        (("", ""), {}, True),
        (("0", ""), {"stockable": "N"}, True),
    ],
)
def test_stock_is_that_of_all_places(counts, more, sold):
    text = table(SQUARE, square("5XYC", "Shirt", "S", "20.00", *counts, **more))
    assert offers(text)["5XYC"][1] is sold


def test_several_categories_of_square_lose_their_ids():
    both = f"{WEAR}, Sale (54HT7JAWRFJ3HQHU3VJOZ6AA)"
    text = table(SQUARE, square("5XYC", "Shirt", "S", "20.00", "1", "", category=both))
    assert records(text)[0].category == ("Wear",)


LIGHTSPEED = (
    "id,handle,sku,composite_name,name,product_category,supply_price,retail_price,active,"
    "track_inventory,inventory_Main_Outlet,inventory_Second"
)


@pytest.mark.parametrize(
    ("cells", "sold"), [("1,0,0", False), ("1,0,4", True), ("0,0,0", True), ("1,,", True)]
)
def test_lightspeed_counts_by_outlet(cells, sold):
    text = table(LIGHTSPEED, f"3,mug,10003,,Mug,Wear,5,9.00,1,{cells}")
    assert offers(text)["mug"][1] is sold


@pytest.mark.parametrize(
    ("inventories", "sold"),
    [("default=0", False), ("default=0,second=2", True), ("default=0,second=0", False), ("", True)],
)
def test_bagisto_counts_by_source(inventories, sold):
    header = (
        "channel,locale,attribute_family_code,type,parent_sku,sku,name,price,status,inventories"
    )
    text = table(header, f'default,en,default,simple,,A,Hat,5,1,"{inventories}"')
    assert offers(text)["A"][1] is sold


EBAY = (
    "Item number,Title,Variation details,Custom label (SKU),Available quantity,Format,Currency,"
    "Start price,Item photo URL"
)


@pytest.mark.parametrize(
    ("lines", "sku"),
    [
        (("Color=Red;Blue,,4,F,USD,,https://i/h.jpg", "Color=Red,R,2,F,USD,19.99,",
          "Color=Blue,B,0,F,USD,21.99,"), "318"),
        (("Color=Red;Blue,,4,F,USD,,https://i/h.jpg", "Color=Red,,2,F,USD,19.99,",
          "Color=Blue,,0,F,USD,21.99,"), "318"),
        (("Color=Red;Blue,P,4,F,USD,1.00,https://i/h.jpg", "Color=Red,,2,F,USD,19.99,",
          "Color=Blue,B,0,F,USD,21.99,"), "P"),
        (("Color=Red,R,2,F,USD,19.99,https://i/h.jpg", "Color=Blue,B,0,F,USD,21.99,"), "R"),
    ],
    ids=["labels", "no labels", "a label and a price of its own", "without the parent"],
)  # fmt: skip
def test_ebay_s_listing_is_one_product(lines, sku):
    text = table(
        EBAY, *(f'318,"Paint, 15ml",{line}' for line in lines), "319,Brush,,,3,F,USD,4.00,"
    )
    assert not [item for item in parsed(text) if item not in records(text)]
    paint, brush = records(text)
    assert (paint.sku, paint.price, paint.images) == (sku, Decimal("19.99"), ("https://i/h.jpg",))
    assert paint.attributes["highest_price"] == "21.99"
    assert [(v["color"], v["in_stock"]) for v in paint.variants] == [("Red", True), ("Blue", False)]
    assert (brush.sku, brush.price, brush.variants) == ("319", Decimal("4.00"), ())


WIX = (
    "handleId,fieldType,name,productImageUrl,collection,sku,price,surcharge,visible,discountMode,"
    "discountValue,inventory,productOptionName1,productOptionType1,productOptionDescription1"
)


@pytest.mark.parametrize(
    ("mode", "value", "small", "middle", "before"),
    [
        ("PERCENT", "10", "18.00", "22.50", "20.00"),
        ("AMOUNT", "4", "16.00", "21.00", "20.00"),
        ("AMOUNT", "0", "20.00", "25.00", None),
        ("", "", "20.00", "25.00", None),
        ("PERCENT", "100", "20.00", "25.00", None),
    ],
)
def test_wix_s_discounts_and_surcharges(mode, value, small, middle, before):
    [tee] = records(
        table(
            WIX,
            f"p1,Product,Tee,a.jpg,Tees,,20,,true,{mode},{value},InStock,Size,DROP_DOWN,S;M",
            "p1,Variant,,,,T-S,,0,true,,,1,,,S",
            "p1,Variant,,,,T-M,,5,true,,,3,,,M",
        )
    )
    assert [str(each["price"]) for each in tee.variants] == [small, middle]
    assert tee.price == Decimal(small)
    assert tee.compare_at_price == (before and Decimal(before))


PRESTASHOP = (
    "Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax included;On sale (0/1);"
    "Discount amount;Discount percent;Discount from (yyyy-mm-dd);Discount to (yyyy-mm-dd);"
    "Reference #"
)


@pytest.mark.parametrize(
    ("amount", "percent", "price"), [("", "25", "15.00"), ("5", "", "15.00"), ("0", "0", "20.00")]
)
def test_prestashop_s_discounts(amount, percent, price):
    [mug] = records(table(PRESTASHOP, f"1;1;Mug;Home,Mugs;20.00;1;{amount};{percent};;;M"))
    assert mug.price == Decimal(price)
    [mug] = records(
        table(PRESTASHOP, f"1;1;Mug;Mugs;20.00;1;{amount};{percent};2026-11-01;2026-12-01;M")
    )
    assert mug.price == Decimal("20.00")
    assert mug.sale_price == (Decimal(price) if price != "20.00" else None)


BIGCOMMERCE = (
    "Item,ID,Name,Type,SKU,Options,Inventory Tracking,Current Stock,Price,Sale Price,Categories,"
    "Is Visible,Image URL (Import)"
)


@pytest.mark.parametrize(
    ("tracking", "stock", "sold"),
    [("variant", "0", [False, True]), ("none", "0", [True, True]), ("product", "0", [False, False]),
     ("product", "3", [True, True])],
)  # fmt: skip
def test_the_product_says_how_bigcommerce_tracks_stock(tracking, stock, sold):
    option = "Type=Rectangles|Name=Size|Value="
    [hat] = records(
        table(
            BIGCOMMERCE,
            f"Product,7,Sun hat,physical,HAT,,{tracking},{stock},20.00,0,Hats,TRUE,",
            f"Variant,70,,,HAT-S,{option}S,,0,,,,,",
            f"Variant,71,,,HAT-M,{option}M,,2,[ADD]2,,,,",
        )
    )
    assert [each["in_stock"] for each in hat.variants] == sold
    assert [str(each["price"]) for each in hat.variants] == ["20.00", "22.00"]
    assert hat.in_stock is any(sold)


def test_ecwid_s_options_are_columns():
    header = (
        "type,product_internal_id,product_sku,product_name,product_price,"
        "product_is_inventory_tracked,product_category_1,product_media_main_image_url,"
        "product_variation_sku,product_variation_price,product_variation_quantity,"
        "product_variation_option_{Size},product_variation_option_{Color}"
    )
    [tee] = records(
        table(
            header,
            "product,1,TEE,Tee,20,TRUE,Wear / Tees,https://x/t.jpg,,,,,",
            "product_variation,1,TEE,,,,,,TEE-S,19,0,S,Red",
            "product_variation,1,TEE,,,,,,TEE-M,,4,M,Red",
        )
    )
    assert [(v["size"], v["color"], v["in_stock"]) for v in tee.variants] == [
        ("S", "Red", False),
        ("M", "Red", True),
    ]
    assert tee.colors == ("Red",)


def test_etsy_s_listings_of_one_title_are_two_products():
    header = "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,IMAGE1,SKU"
    text = table(header, "Ring,gold,20,EUR,3,a.jpg,", "Ring,silver,25,EUR,3,c.jpg,")
    assert [(r.sku, r.description, r.images) for r in records(text)] == [
        ("Ring", "gold", ("file:///shop/a.jpg",)),
        ("Ring (2)", "silver", ("file:///shop/c.jpg",)),
    ]
    twice = table(header, "Ring,gold,20,EUR,3,a.jpg,R", "Band,silver,25,EUR,3,c.jpg,R")
    assert "R: The sku comes twice; the first is used." in [
        str(p.reason) for p in parsed(twice)[:1]
    ]


@pytest.mark.parametrize("period", ["", "2026-11-01T00:00+0000/2026-12-01T00:00+0000"])
def test_a_sale_in_another_currency_does_not_count(period):
    text = (
        "id\ttitle\tprice\tsale_price\tsale_price_effective_date\timage_link\tavailability\n"
        f"4\tH\t20 EUR\t15 USD\t{period}\thttps://x/a.jpg\tin_stock\n"
    )
    problem, hat = parsed(text)
    assert "sale_price '15 USD' is in another currency than the price" in str(problem.reason)
    assert (hat.price, hat.currency, hat.sale_price) == (Decimal("20.00"), "EUR", None)
