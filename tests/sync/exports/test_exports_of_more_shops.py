"""Exports of shops in Latin America, of older systems, and of systems that keep the stock."""

from decimal import Decimal

import pytest

from catalog_search.types import Problem, Record
from tests.support.manifests import parsed

X = "https://x.example/"

SHOPS = {
    "Tiendanube": (
        '"Identificador de URL";Nombre;Categorías;"Nombre de propiedad 1";"Valor de propiedad 1";'
        'Precio;"Precio promocional";Stock;SKU;"Mostrar en tienda";Descripción;Marca;"Peso (kg)"\n'
        'sol;Sun hat;"Ropa > Hats, Verano";Talle;S;25.00;20.00;3;H-S;SÍ;<p>Woven</p>;Halden;0.2\n'
        "sol;;;;M;22.00;;0;H-M;;;;0.2\nold;Old hat;Ropa;;;1.00;;;OLD;NO;;;\n",
        ("sol", ("Ropa", "Hats"), (), ["H-S", "H-M"]),
    ),
    "Nuvemshop": (
        '"Identificador URL";Nome;Categorias;"Nome da variação 1";"Valor da variação 1";Preço;'
        '"Preço promocional";Estoque;SKU;"Exibir na loja";Descrição;Marca\n'
        "sol;Sun hat;Roupas > Hats;Tamanho;S;25,00;20,00;3;H-S;SIM;<p>Woven</p>;Halden\n"
        "sol;;;;M;22,00;;0;H-M;;;\nold;Old hat;Roupas;;;1,00;;;OLD;NÃO;;\n",
        ("sol", ("Roupas", "Hats"), (), ["H-S", "H-M"]),
    ),
    "Weebly": (
        "PRODUCT ID,PRODUCT TYPE,TITLE,DESCRIPTION,CATEGORIES,OPTION TITLE 1,OPTION VALUE 1,SKU,"
        "PRICE,SALE PRICE,INVENTORY,HIDDEN,IMAGE 1,IMAGE 2\n"
        f"12,physical,Sun hat,<p>Woven</p>,Hats,Size,S,H-S,25.00,20.00,3,,{X}a.jpg,{X}b.jpg\n"
        "12,,,,,,M,H-M,22.00,,0,,,\n13,physical,Old hat,,,,,OLD,1.00,,1,true,,\n",
        ("12", ("Hats",), (f"{X}a.jpg", f"{X}b.jpg"), ["H-S", "H-M"]),
    ),
    "Lightspeed C": (
        "Internal_ID;Visible;Brand;Categories;US_Title_Short;US_Description_Long;"
        "Internal_Variant_ID;US_Variant_Title;Price;Price_Old;Stock_Track;Stock_Level;SKU;Images\n"
        f"1;Y;Halden;Wear > Hats;Sun hat;<p>Woven</p>;11;S;20.00;25.00;1;3;H-S;{X}a.jpg,{X}b.jpg\n"
        "1;;;;;;12;M;22.00;;1;0;H-M;\n2;N;;;Old hat;;21;;1.00;;0;;OLD;\n",
        ("1", ("Wear", "Hats"), (f"{X}a.jpg", f"{X}b.jpg"), ["H-S", "H-M"]),
    ),
    "Magento 1": (
        "sku,_store,_type,_attribute_set,_category,_super_products_sku,name,description,"
        "manufacturer,size,price,special_price,status,visibility,qty,is_in_stock,image,"
        "_media_image\n"
        "H-S,,simple,Default,Wear/Hats,,Hat S,,,S,25,20,1,1,3,1,/a.jpg,\n"
        ",,,,Wear/Sale,,,,,,,,,,,,,/b.jpg\n"
        "H-M,,simple,Default,Wear/Hats,,Hat M,,,M,22,,1,1,0,0,,\n"
        "hat,,configurable,Default,Wear/Hats,H-S,Sun hat,<p>Woven</p>,Halden,,25,,1,4,0,1,,\n"
        ",,,,,H-M,,,,,,,,,,,,\n,de,,,,,Sonnenhut,,,,,,,,,,,\n"
        "old,,simple,Default,,,Old hat,,,,1,,2,4,1,1,,\n",
        ("hat", ("Wear", "Hats"), ("file:///a.jpg", "file:///b.jpg"), ["H-S", "H-M"]),
    ),
}


@pytest.mark.parametrize(("text", "expected"), SHOPS.values(), ids=SHOPS)
def test_variants_join_the_product_of_their_shop(text: str, expected: tuple) -> None:
    problem = next(each.reason for each in parsed(text) if isinstance(each, Problem))
    [hat] = [each for each in parsed(text) if isinstance(each, Record)]
    assert "1 product is left out" in problem and hat.title == "Sun hat"
    assert (hat.sku, hat.category, hat.images, hat.attributes["variant_sku"]) == expected
    assert (hat.price, hat.compare_at_price, hat.in_stock) == (Decimal(20), Decimal(25), True)
    assert (hat.attributes["highest_price"], hat.description) == ("22.00", "Woven")


LISTS = {
    "Zoho": (
        "Item ID,Item Name,SKU,Description,Selling Price,Purchase Price,Status,Stock On Hand,"
        "Category Name,Brand\n46,Sun hat,HAT,Woven,EUR 20.00,EUR 7.00,Active,3.00,Hats,Halden\n"
        "47,Old hat,OLD,,EUR 1.00,,Inactive,3,,\n"
    ),
    "Odoo": (
        "id,default_code,name,list_price,standard_price,qty_available,categ_id/name,sale_ok,"
        "description_sale,currency_id/name\nx.1,HAT,Sun hat,20.0,7.0,3,Hats,True,Woven,EUR\n"
        "x.2,OLD,Old hat,1,1,0,,False,,EUR\n"
    ),
    "ERPNext": (
        "Item Code,Item Name,Item Group,Default Unit of Measure,Standard Selling Rate,Disabled,"
        "Description,Currency\nHAT,Sun hat,Hats,Nos,20.00,0,<div>Woven</div>,EUR\n"
        "OLD,Old hat,Hats,Nos,1,1,,EUR\n"
    ),
    "Sylius": (
        "Code,Parent_Code,Channels,Locale,Enabled,Name,Description,Short_description,Main_taxon,"
        "Taxons,Price,Currency\nHAT,,web,en_US,1,Sun hat,Woven,,Hats,Hats|Sale,2000,EUR\n"
        "OLD,,web,en_US,0,Old hat,,,,,100,EUR\n"
    ),
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_lists_of_articles_are_read_as_they_are(text: str) -> None:
    [hat] = [each for each in parsed(text) if isinstance(each, Record)]
    assert (hat.sku, hat.title, hat.description) == ("HAT", "Sun hat", "Woven")
    assert (hat.price, hat.currency, hat.category) == (Decimal(20), "EUR", ("Hats",))
    private = ("cost", "purchase", "standard", "status")
    assert not [name for name in hat.attributes if name.startswith(private)]


@pytest.mark.parametrize("name", [
    "categ_id/complete_name", "Product Category/Complete Name", "Product Category/Name",
    "public_categ_ids/complete_name", "eCommerce Category",
])  # fmt: skip
def test_odoo_names_the_category_in_many_ways(name: str) -> None:
    text = LISTS["Odoo"].replace("categ_id/name", name).replace(",Hats,", ",All / Hats,")
    [hat] = [each for each in parsed(text) if isinstance(each, Record)]
    assert hat.category == ("All", "Hats")


def test_fields_that_a_template_of_amazon_names_below_its_labels_are_no_product() -> None:
    text = (
        "settings=feedType=256&labels=x\tdata\n\tListing identity\t\t\n\n"
        "SKU\tProduct Type\tListing Action\tItem Name\tMain Image URL\tParent SKU\tSize\t"
        "Your Price USD (Sell on Amazon, US)\tQuantity (US)\n"
        "contribution_sku#1.value\tproduct_type#1.value\t::record_action\t"
        "item_name[marketplace_id=A][language_tag=en_US]#1.value\tmain#1.media_location\t"
        "child_parent#1.parent_sku\tsize[marketplace_id=A]#1.size\toffer[a=A]#1.price\tqty#1.q\n"
        f"HAT\tHAT\tCreate or Replace\tSun hat\t{X}a.jpg\t\t\t\t\n"
        "H-S\tHAT\tCreate or Replace\tSun hat S\t\tHAT\tS\t20.00\t3\n"
        "H-M\tHAT\tCreate or Replace\tSun hat M\t\tHAT\tM\t22.00\t0\n"
    )
    [hat] = parsed(text)
    assert (hat.sku, hat.title, hat.price, hat.currency) == ("HAT", "Sun hat", 20, "USD")
    assert (hat.images, hat.attributes["size"]) == ((f"{X}a.jpg",), ["S", "M"])
    assert [each["in_stock"] for each in hat.variants] == [True, False]


def test_prices_of_variants_in_another_currency_are_told_and_left_out() -> None:
    items = parsed(
        "Product Handle,Product Title,Product Status,Variant SKU,Option 1 Name,Option 1 Value,"
        "Price EUR,Price USD\nsol,Sun hat,published,,,,,\nsol,,,H-S,Size,S,20.00,\n"
        "sol,,,H-M,Size,M,,18.00\n"
    )
    [problem] = [each for each in items if isinstance(each, Problem)]
    [hat] = [each for each in items if isinstance(each, Record)]
    assert "sol: price '18.00' of a variant is in another currency" in problem.reason
    assert (hat.price, hat.currency, problem.line) == (Decimal(20), "EUR", 4)
    assert "highest_price" not in hat.attributes


@pytest.mark.parametrize("mark", [";", "|", ",", "|||"])
def test_another_separator_of_several_values_may_be_chosen_in_magento(mark: str) -> None:
    text = (
        "sku\tproduct_type\tattribute_set_code\tname\tprice\tbase_image\tadditional_images\t"
        "categories\tadditional_attributes\n"
        "HAT\tsimple\tDefault\tSun hat\t20\t/a.jpg\t/b.jpg;/c.jpg\t"
        "Wear/Hats;Wear/Sale\tcolor=Red;size=S\n"
    )
    [hat] = parsed(text.replace(";", mark))
    assert (hat.category, hat.colors) == (("Wear", "Hats"), ("Red",))
    assert [each.rpartition("/")[2] for each in hat.images] == ["a.jpg", "b.jpg", "c.jpg"]
    assert hat.attributes["size"] == "S"


def test_variants_of_commercetools_join_the_row_above_and_prices_are_cents() -> None:
    text = (
        "productType,variantId,id,sku,prices,name.en,slug.en,categories,images,size\n"
        f"main,1,p1,H-S,EUR 2000;US-USD 2200,Sun hat,hat,Wear>Hats;Sale,{X}a.jpg;{X}b.jpg,S\n"
        ",2,,H-M,EUR 2150,,,,,M\n"
    )
    [hat] = parsed(text)
    assert (hat.title, hat.price, hat.currency) == ("Sun hat", Decimal(20), "EUR")
    assert hat.attributes["highest_price"] == "21.50" and hat.category == ("Wear", "Hats")
    assert [each["sku"] for each in hat.variants] == ["H-S", "H-M"] and len(hat.images) == 2


def test_the_price_of_older_imports_of_prestashop_is_read() -> None:
    [hat] = parsed(
        "Product ID;Active (0/1);Name *;Categories (x,y,z,...);"
        "Price tax excluded or Price tax included;Reference #;Image URLs (x,y,z,...);"
        "Feature(Name:Value:Position);URL rewritten\n"
        f"1;1;Sun hat;Home,Hats;20.00;HAT;{X}a.jpg,{X}b.jpg;Material:Straw:1;sun-hat\n"
    )
    assert (hat.sku, hat.price, hat.category) == ("HAT", Decimal(20), ("Hats",))
    assert (len(hat.images), hat.attributes["material"], hat.url) == (2, "Straw", "")


def test_an_export_in_which_no_price_is_known_says_so() -> None:
    text = "Handle,Title,Variant SKU,Shop price,Body (HTML)\nhat,Hat,H,20.00,\n"
    problem, hat = parsed(text)
    assert "of the columns 'Shop price', call the one" in problem.reason and hat.price is None
    [hat] = parsed(text.replace("Shop price", "Price"))
    assert hat.price == 20


def test_prices_in_renamed_columns_show_how_a_file_writes_them() -> None:
    first, second = parsed(
        "Product Handle;Product Title;Variant SKU;Price EUR\na;A;A1;1.299\nb;B;B1;12,50\n"
    )
    assert (first.price, second.price) == (Decimal(1299), Decimal("12.50"))


@pytest.mark.parametrize("nothing", ["0.00 EUR", "0", "EUR 0,00", "0.0000"])
def test_a_sale_price_of_0_is_none(nothing: str) -> None:
    head = "id\ttitle\tprice\tsale_price\tsale_price_effective_date\timage_link\n"
    row = f"a\tHat\t20.00 EUR\t{nothing}\t\t{X}a.jpg\n"
    dated = f"b\tMug\t9.00 EUR\t{nothing}\t2020-01-01/2099-01-01\t{X}b.jpg\n"
    hat, mug = parsed(head + row + dated)
    assert (hat.price, hat.compare_at_price) == (20, None)
    assert (mug.price, mug.sale_price) == (9, None)


def test_variants_join_the_product_of_bagisto() -> None:
    [hat] = parsed(
        "locale,channel,type,attribute_family_code,sku,parent_sku,categories,images,url_key,status,"
        "name,short_description,description,price,special_price,size\n"
        "en,default,configurable,default,hat,,Wear/Hats,a.jpg,hat,1,Sun hat,s,<p>Woven</p>,,,\n"
        "en,default,simple,default,hat-s,hat,,,hat-s,1,Hat S,,,20,0.0000,S\n"
        "en,default,simple,default,hat-m,hat,,,hat-m,1,Hat M,,,22,,M\n"
    )
    assert (hat.sku, hat.title, hat.price, hat.category) == ("hat", "Sun hat", 20, ("Wear", "Hats"))
    assert [each["sku"] for each in hat.variants] == ["hat-s", "hat-m"]


def test_a_sale_price_above_the_price_is_told_and_the_price_counts() -> None:
    head = "ID,Type,SKU,Name,Published,Regular price,Sale price\n"
    problem, hat, mug = parsed(
        f'{head}1,simple,a,Hat,1,"1.020,00","1.025,00"\n2,simple,b,Mug,1,"9,00","8,50"\n'
    )
    assert "a: sale_price '1.025,00' is above the price; the price counts." in problem.reason
    assert (hat.price, hat.compare_at_price, problem.line) == (1020, None, 2)
    assert (mug.price, mug.compare_at_price) == (Decimal("8.50"), 9)


def test_variants_of_a_group_are_in_one_currency() -> None:
    items = parsed(
        "id\ttitle\tprice\timage_link\titem_group_id\n"
        "a\tHat\t20.00 EUR\ta.jpg\tg\nb\tHat\t18.00 USD\ta.jpg\tg\nc\tHat\t22 EUR\ta.jpg\tg\n"
    )
    [problem] = [each for each in items if isinstance(each, Problem)]
    [hat] = [each for each in items if isinstance(each, Record)]
    assert "g: price '18.00 USD' of a variant is in another currency" in problem.reason
    assert (hat.price, hat.currency) == (20, "EUR")
    assert (hat.attributes["highest_price"], problem.line) == ("22.00", 3)
