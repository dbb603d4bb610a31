"""Exports of further shop systems and marketplaces, with their own column names.

Each tells of a sun hat; those that can mark what is hidden have an old hat as well.
"""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from catalog_search.types import Problem, Record
from tests.support.manifests import parsed, records

CDN = "https://cdn.example/"


def rows(*lines: str) -> str:
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Case:
    """An export, and what is read of its sun hat."""

    text: str
    sku: str = "HAT"
    price: str = "20.00"
    category: tuple[str, ...] = ()
    images: tuple[str, ...] = (f"{CDN}h1.jpg", f"{CDN}h2.jpg")
    sizes: tuple[str, ...] = ()
    hides: bool = True


CASES = {
    "PrestaShop": Case(
        rows(
            "Product ID;Active (0/1);Name *;Categories (x,y,z...);Price tax excluded;Wholesale "
            "price;Reference #;Manufacturer;Quantity;Description;Image URLs (x,y,z...);"
            "Feature (Name:Value:Position)",
            "1;1;Sun hat;Home,Hats;20.00;10;HAT;Halden;4;<p>Woven</p>;"
            f"{CDN}h1.jpg,{CDN}h2.jpg;Material:Straw:1",
            "2;0;Old hat;Home,Hats;1.00;;OLD;;0;;;",
        ),
        category=("Hats",),
    ),
    "PrestaShop's list": Case(
        rows(
            '"Product ID";Image;Name;Reference;Category;"Price (tax excl.)";"Price (tax incl.)";'
            "Quantity;Status;Position",
            f"1;{CDN}h1.jpg;Sun hat;HAT;Hats;€16.67;€20.00;4;1;1",
            "2;;Old hat;OLD;Hats;€1.00;€1.20;0;0;2",
        ),
        category=("Hats",),
        images=(f"{CDN}h1.jpg",),
    ),
    "BigCommerce": Case(
        rows(
            "Item,ID,Name,Type,SKU,Options,Inventory Tracking,Current Stock,Price,Cost Price,"
            "Sale Price,Categories,Description,Custom Fields,Is Visible,Image URL (Import)",
            "Product,7,Sun hat,physical,HAT,,variant,0,20.00,10,0,Apparel/Hats;Summer,Woven,"
            "Material=Straw,TRUE,",
            "Variant,,,,HAT-S,Type=Rectangles|Name=Size|Value=S,,4,,,,,,,,",
            "Variant,,,,HAT-M,Type=Rectangles|Name=Size|Value=M,,0,22,,,,,,,",
            f"Image,,,,,,,,,,,,,,,{CDN}h1.jpg",
            f"Image,,,,,,,,,,,,,,,{CDN}h2.jpg",
            "Product,8,Old hat,physical,OLD,,none,0,1.00,,,,,,FALSE,",
        ),
        category=("Apparel", "Hats"),
        sizes=("S", "M"),
    ),
    "BigCommerce before 2023": Case(
        rows(
            "Item Type,Product ID,Product Name,Product Code/SKU,Product Description,Price,"
            "Product Visible?,Track Inventory,Current Stock Level,Category,"
            "Product Image URL - 1,Product Image URL - 2",
            "Product,7,Sun hat,HAT,Woven,20.00,Y,none,0,Apparel/Hats;Summer,"
            f"{CDN}h1.jpg,{CDN}h2.jpg",
            "SKU,12,[S]Size=S,HAT-S,,[ADD]0,,,4,,,",
            "SKU,13,[S]Size=M,HAT-M,,[ADD]2,,,4,,,",
            "Rule,,,HAT-M,,22,,,,,,",
            "Product,8,Old hat,OLD,,1.00,N,none,0,Apparel/Hats,,",
        ),
        category=("Apparel", "Hats"),
        sizes=("S", "M"),
    ),
    "Wix": Case(
        rows(
            "handleId,fieldType,name,description,productImageUrl,collection,sku,price,surcharge,"
            "visible,inventory,productOptionName1,productOptionType1,productOptionDescription1",
            "hat,Product,Sun hat,Woven,h1.jpg;h2.jpg,Hats;Summer,HAT,20.00,,true,InStock,Size,"
            "DROP_DOWN,S;M",
            "hat,Variant,,,,,HAT-S,,0,true,4,,,S",
            "hat,Variant,,,,,HAT-M,,2.00,true,0,,,M",
            "old,Product,Old hat,,,Hats,OLD,1.00,,false,OutOfStock,,,",
        ),
        sku="hat",
        category=("Hats",),
        images=("file:///shop/h1.jpg", "file:///shop/h2.jpg"),
        sizes=("S", "M"),
    ),
    "Etsy": Case(
        rows(
            "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,IMAGE1,IMAGE2,"
            "VARIATION 1 TYPE,VARIATION 1 NAME,VARIATION 1 VALUES,SKU",
            f'Sun hat,Woven,20.00,EUR,4,"summer,beach",straw,{CDN}h1.jpg,{CDN}h2.jpg,'
            'Size,Size,"S,M",',
        ),
        sku="Sun hat",
        sizes=("S", "M"),
        hides=False,
    ),
    "Amazon": Case(
        rows(
            "TemplateType=fptcustom\tVersion=2023\tThe top 3 rows are for Amazon.com use only.",
            "Product Type\tSeller SKU\tBrand Name\tProduct Name\tStandard Price",
            "feed_product_type\titem_sku\tbrand_name\titem_name\tstandard_price\tquantity\t"
            "main_image_url\tother_image_url1\tparent_child\tparent_sku\tsize_name",
            f"hat\tHAT\tHalden\tSun hat\t\t\t{CDN}h1.jpg\t{CDN}h2.jpg\tparent\t\t",
            "hat\tHAT-S\tHalden\tSun hat S\t20.00\t4\t\t\tchild\tHAT\tS",
            "hat\tHAT-M\tHalden\tSun hat M\t22.00\t0\t\t\tchild\tHAT\tM",
        ),
        category=("hat",),
        sizes=("S", "M"),
        hides=False,
    ),
    "Amazon's report": Case(
        rows(
            "item-name\titem-description\tlisting-id\tseller-sku\tprice\tquantity\timage-url\tasin1"
            "\tstatus",
            f"Sun hat\tWoven\t01\tHAT\t20.00\t4\t{CDN}h1.jpg\tB000\tActive",
            "Old hat\t\t02\tOLD\t1.00\t0\t\tB001\tInactive",
        ),
        images=(f"{CDN}h1.jpg",),
    ),
    "eBay": Case(
        rows(
            "*Action(SiteID=US|Country=US),Custom label (SKU),Category ID,Title,P:UPC,Start price,"
            "Quantity,Item photo URL,Description",
            f"Add,HAT,123,Sun hat,,20.00,4,{CDN}h1.jpg|{CDN}h2.jpg,<p>Woven</p>",
        ),
        hides=False,
    ),
    "Shopware": Case(
        rows(
            "id;parent_id;product_number;active;stock;name;description;price_net;price_gross;"
            "cover_media_url;manufacturer_name;categories",
            f"0a;;HAT;1;4;Sun hat;Woven;16.81;20;{CDN}h1.jpg;Halden;{'0a' * 16}|{'0b' * 16}",
            f"0b;0a;HAT-S;1;4;;;;20;{CDN}h2.jpg;;",
            "0c;;OLD;0;4;Old hat;;1;1;;;",
        )
    ),
    "OpenCart": Case(
        rows(
            "product_id,name(en-gb),categories,sku,quantity,model,manufacturer,image_name,price,"
            "status,description(en-gb),stock_status_id",
            '42,Sun hat,"20,24",HAT,4,HAT-1,Halden,catalog/h1.jpg,20.00,true,&lt;p&gt;Woven,7',
            "43,Old hat,20,OLD,4,OLD,,,1,false,,7",
        ),
        images=("file:///shop/catalog/h1.jpg",),
    ),
    "Ecwid": Case(
        rows(
            "type,product_internal_id,product_sku,product_name,product_price,product_category_1,"
            "product_media_main_image_url,product_media_gallery_image_url_1,product_is_available",
            f"product,1,HAT,Sun hat,20.00,Apparel / Hats,{CDN}h1.jpg,{CDN}h2.jpg,true",
            "product,2,OLD,Old hat,1.00,Apparel / Hats,,,false",
        ),
        category=("Apparel", "Hats"),
    ),
    "Square": Case(
        rows(
            "Token,Item Name,Variation Name,SKU,Description,Categories,Option Name 1,"
            "Option Value 1,Current Quantity Main,Price,Archived",
            "A1,Sun hat,S,HAT-S,Woven,Hats,Size,S,4,20.00,N",
            "A1,Sun hat,M,HAT-M,Woven,Hats,Size,M,0,22.00,N",
            "A2,Old hat,Regular,OLD,,Hats,,,,1.00,Y",
        ),
        sku="A1",
        category=("Hats",),
        images=(),
        sizes=("S", "M"),
    ),
    "Lightspeed": Case(
        rows(
            "id,handle,sku,composite_name,name,description,product_category,"
            "variant_option_one_name,variant_option_one_value,supply_price,retail_price,active",
            "1,HAT,HAT-S,,Sun hat,Woven,Hats,Size,S,10,20.00,1",
            "2,HAT,HAT-M,,Sun hat,Woven,Hats,Size,M,10,22.00,1",
            "3,OLD,OLD,,Old hat,,Hats,,,1,1.00,0",
        ),
        category=("Hats",),
        images=(),
        sizes=("S", "M"),
    ),
    "Google in German": Case(
        rows(
            "id\ttitel\tbeschreibung\tlink\tbildlink\tverfügbarkeit\tpreis\tmarke\tprodukttyp",
            f"HAT\tSun hat\tStroh\thttps://s.example/h\t{CDN}h1.jpg\tauf Lager\t20,00 EUR\tH\tHüte",
        ),
        category=("Hüte",),
        images=(f"{CDN}h1.jpg",),
        hides=False,
    ),
    "Meta": Case(
        rows(
            "# Required,# Required,# Required,# Required,# Required",
            "id,title,availability,price,image[0].url,image[0].tag[0],image[1].url",
            f"HAT,Sun hat,in stock,20.00 EUR,{CDN}h1.jpg,x,{CDN}h2.jpg",
        ),
        hides=False,
    ),
}


CASES |= {
    "Wix's new form": Case(
        rows(
            "handle,fieldType,name,visible,plainDescription,media,brand,price,strikethroughPrice,"
            "inventory,productOptionName[1],productOptionType[1],productOptionChoices[1],sku",
            f"HAT,PRODUCT,Sun hat,TRUE,Woven,{CDN}h1.jpg;{CDN}h2.jpg,Halden,20,25,,Color,"
            "SWATCH_CHOICES,#ff0000:Red;#00f:Blue,",
            "HAT,VARIANT,,TRUE,,,,20,25,IN_STOCK,Color,,#ff0000:Red,HAT-R",
            "OLD,PRODUCT,Old hat,FALSE,,,,1,,,,,,",
        ),
    ),
    "eBay's upload": Case(
        rows(
            "*Action(SiteID=US),CustomLabel,*Category,*Title,PicURL,*Quantity,*StartPrice,"
            "Relationship,RelationshipDetails",
            f"Add,HAT,123,Sun hat,{CDN}h1.jpg|{CDN}h2.jpg,,,,Size=S;M",
            ",HAT-S,,,,3,20.00,Variation,Size=S",
            ",HAT-M,,,,2,21.00,Variation,Size=M",
        ),
        sizes=("S", "M"),
        hides=False,
    ),
    "Akeneo": Case(
        rows(
            "uuid;sku;categories;enabled;family;parent;groups;name-en_US;name-de_DE;"
            "description-en_US-ecommerce;price-EUR;price-USD;image",
            f"u1;HAT;hats,summer;1;hats;;;Sun hat;Sonnenhut;Woven;20.00;22.00;{CDN}h1.jpg",
            "u2;OLD;hats;0;hats;;;Old hat;;;1.00;;",
        ),
        category=("hats",),
        images=(f"{CDN}h1.jpg",),
    ),
    "JTL": Case(
        rows(
            "Artikelnummer;Artikelname;Beschreibung;Std. VK Brutto;UVP;Hersteller;Aktiv;"
            "Kategorie Ebene 1;Kategorie Ebene 2;Lagerbestand;Bild 1;Bild 2 Pfad/URL;Vaterartikel",
            f"HAT;Sun hat;Woven;;;Halden;Y;Wear;Hats;;{CDN}h1.jpg;{CDN}h2.jpg;",
            "HAT-S;Sun hat S;;20,00;29,90;Halden;Y;;;3;;;HAT",
            "OLD;Old hat;;1,00;;;N;;;0;;;",
        ),
        category=("Wear", "Hats"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_export_is_read_as_it_is(case: Case) -> None:
    problems = [each.reason for each in parsed(case.text) if isinstance(each, Problem)]
    assert len(problems) == case.hides and all("1 product is left out" in each for each in problems)
    [hat] = records(case.text)
    assert (hat.sku, hat.title, hat.in_stock) == (case.sku, "Sun hat", True)
    assert (hat.price, hat.category, hat.images) == (
        Decimal(case.price),
        case.category,
        case.images,
    )
    assert hat.attributes.get("size", []) == list(case.sizes)
    private = ("cost", "wholesale", "status", "supply", "active", "token", "id", "net")
    assert not [name for name in hat.attributes if name.endswith(private)]


def test_further_columns_of_exports_are_attributes() -> None:
    for name in ("PrestaShop", "BigCommerce"):
        [hat] = records(CASES[name].text)
        assert hat.attributes["material"] == "Straw"
    [hat] = records(CASES["Wix"].text)
    assert [(each["size"], each["in_stock"]) for each in hat.variants] == [
        ("S", True),
        ("M", False),
    ]


def test_variations_without_the_row_of_their_product_are_all_sold() -> None:
    [hat] = records(
        "ID,Type,SKU,Name,Published,Regular price,Parent\n"
        "5,variation,S,Hat - S,1,20,id:4\n6,variation,M,Hat - M,1,21,id:4\n"
    )
    assert (hat.price, hat.attributes["highest_price"]) == (Decimal("20.00"), "21.00")


def test_several_categories_of_one_cell_are_known_as_such() -> None:
    """WooCommerce divides them by commas and keeps commas within a name by a backslash."""
    head = "ID,Type,SKU,Name,Published,Regular price,Categories\n"
    [first, second] = records(
        head + '1,simple,a,A,1,5,"Clothing, Sale"\n2,simple,b,B,1,5,"Tops\\, tees > Red, Sale"\n'
    )
    assert isinstance(first, Record) and first.category == ("Clothing",)
    assert second.category == ("Tops, tees", "Red")


def test_the_columns_of_an_export_name_colors_and_currencies() -> None:
    [hat] = records(CASES["Wix's new form"].text)
    assert (hat.colors, hat.compare_at_price) == (("Red", "Blue"), Decimal(25))
    [hat] = records(CASES["Akeneo"].text)
    assert (hat.currency, hat.description) == ("EUR", "Woven")


def test_pieces_are_counted_where_another_column_says_yes_or_no() -> None:
    [tee] = records(
        "ID,Type,SKU,Name,Published,In stock?,Stock,Regular price,Parent,Attribute 1 name,"
        'Attribute 1 value(s)\n1,variable,T,Tee,1,1,,,,Size,"S, M"\n'
        "2,variation,T-S,Tee,1,1,3,5,T,Size,S\n3,variation,T-M,Tee,1,1,,6,T,Size,M\n"
    )
    assert [each.get("stock") for each in tee.variants] == [3, None]


def test_the_line_of_advice_in_a_template_is_no_product() -> None:
    [hat] = records(
        "id,title,price,image_link,condition\n# Required | A key,# Required,# Required,,\n"
        "1,Hat,9.99 USD,,new\n"
    )
    assert hat.title == "Hat"
