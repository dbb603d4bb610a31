"""Exports in the shapes of six shop systems, with invented goods.

Each tells of the same sun hat in two sizes and of a mug, and of one more product that is hidden.
"""

import csv
import io

HTML = "<p>Woven <b>straw</b>.</p>"
CDN = "https://cdn.example/s/files/1/"


def table(header: str, *rows: dict[str, str], delimiter: str = ",") -> str:
    """Return the rows as CSV under the header, whose names stand between bars."""
    names = [" ".join(name.split()) for name in header.split("|")]
    file = io.StringIO()
    writer = csv.DictWriter(file, names, delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


SHOPIFY = table(
    """Handle | Title | Body (HTML) | Vendor | Product Category | Type | Tags | Published |
    Option1 Name | Option1 Value | Option1 Linked To | Option2 Name | Option2 Value | Variant SKU |
    Variant Grams | Variant Inventory Tracker | Variant Inventory Qty | Variant Inventory Policy |
    Variant Price | Variant Compare At Price | Variant Barcode | Image Src | Image Position |
    Image Alt Text | Gift Card | SEO Title | Google Shopping / MPN | Variant Image |
    Fabric (product.metafields.custom.fabric) | Cost per item | Price / International | Status""",
    {
        **{"Handle": "sun-hat", "Title": "Sun hat", "Body (HTML)": HTML, "Vendor": "Halden"},
        **{"Product Category": "Apparel > Hats", "Type": "Hats", "Tags": "summer, beach"},
        **{"Published": "true", "Option1 Name": "Size", "Option1 Value": "S"},
        **{"Option2 Name": "Color", "Option2 Value": "Sand", "Variant SKU": "HAT-S"},
        **{"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "0"},
        **{"Variant Inventory Policy": "deny", "Variant Price": "20.00", "Status": "active"},
        **{"Image Src": CDN + "hat-1.jpg?v=1712", "Image Position": "1", "Cost per item": "7.10"},
        **{"Variant Grams": "90", "Gift Card": "false", "SEO Title": "Hats!"},
        "Fabric (product.metafields.custom.fabric)": "straw",
    },
    {
        **{"Handle": "sun-hat", "Option1 Value": "M", "Option2 Value": "Black"},
        **{"Variant SKU": "HAT-M", "Variant Inventory Tracker": "shopify"},
        **{"Variant Inventory Qty": "4", "Variant Inventory Policy": "deny"},
        **{"Variant Price": "24.50", "Image Src": CDN + "hat-2.jpg?v=1712"},
        "Variant Image": CDN + "hat-2.jpg?v=1712",
    },
    {"Handle": "sun-hat", "Image Src": CDN + "hat-3.jpg?v=1712", "Image Position": "3"},
    {
        **{"Handle": "mug", "Title": "Enamel mug", "Body (HTML)": "Holds tea.", "Type": "Mugs"},
        **{"Vendor": "Nordli", "Option1 Name": "Title", "Option1 Value": "Default Title"},
        **{"Variant Price": "9.00", "Variant Inventory Qty": "0", "Published": "true"},
        **{"Image Src": CDN + "mug.jpg", "Status": "active"},
    },
    {"Handle": "old-hat", "Title": "Old hat", "Variant Price": "1.00", "Status": "draft"},
)

NEW_SHOPIFY = table(
    """Title | URL handle | Description | Vendor | Product category | Type | Tags |
    Published on online store | Status | SKU | Barcode | Option1 name | Option1 value |
    Option2 name | Option2 value | Price | Compare-at price | Cost per item | Charge tax |
    Inventory tracker | Inventory quantity | Continue selling when out of stock |
    Weight value (grams) | Requires shipping | Fulfillment service | Product image URL |
    Image position | Image alt text | Variant image URL | Gift card | SEO title""",
    {
        **{"Title": "Sun hat", "URL handle": "sun-hat", "Description": HTML, "Vendor": "Halden"},
        **{"Product category": "Apparel > Hats", "Published on online store": "TRUE"},
        **{"Status": "Active", "SKU": "HAT-S", "Option1 name": "Size", "Option1 value": "S"},
        **{"Option2 name": "Color", "Option2 value": "Sand", "Price": "20.00"},
        **{"Inventory tracker": "shopify", "Inventory quantity": "0", "SEO title": "Hats!"},
        **{"Product image URL": CDN + "hat-1.jpg", "Cost per item": "7.10"},
    },
    {
        **{"URL handle": "sun-hat", "SKU": "HAT-M", "Option1 value": "M", "Price": "24.50"},
        **{"Option2 value": "Black", "Inventory tracker": "shopify", "Inventory quantity": "4"},
        **{"Product image URL": CDN + "hat-2.jpg", "Variant image URL": CDN + "hat-3.jpg"},
    },
    {
        **{"Title": "Enamel mug", "URL handle": "mug", "Description": "Holds tea."},
        **{"Vendor": "Nordli", "Product category": "Uncategorized", "Type": "Mugs"},
        **{"Status": "Active", "SKU": "MUG", "Price": "9.00", "Inventory quantity": "0"},
        **{"Product image URL": CDN + "mug.jpg"},
    },
    {"Title": "Old hat", "URL handle": "old-hat", "Price": "1.00", "Status": "Draft"},
)

WOOCOMMERCE = table(
    """ID | Type | SKU | GTIN, UPC, EAN, or ISBN | Name | Published | Is featured? |
    Visibility in catalog | Short description | Description | Date sale price starts |
    Date sale price ends | Tax status | In stock? | Stock | Low stock amount |
    Backorders allowed? | Weight (kg) | Sale price | Regular price | Categories | Tags | Images |
    Parent | Cross-sells | Position | Brands | Attribute 1 name | Attribute 1 value(s) |
    Attribute 1 visible | Attribute 1 global | Attribute 2 name | Attribute 2 value(s)""",
    {
        **{"ID": "13", "Type": "variation", "SKU": "HAT-M", "Name": "Sun hat - M"},
        **{"Published": "1", "In stock?": "1", "Stock": "4", "Regular price": "24.50"},
        **{"Images": "https://shop.example/hat-3.jpg", "Parent": "sun-hat"},
        **{"Attribute 1 name": "Size", "Attribute 1 value(s)": "M"},
        **{"Attribute 2 name": "Color", "Attribute 2 value(s)": "Black"},
    },
    {
        **{"ID": "10", "Type": "variable", "SKU": "sun-hat", "Name": "Sun hat", "Published": "1"},
        **{"Visibility in catalog": "visible", "Short description": "Short.", "In stock?": "1"},
        **{"Description": HTML, "Categories": "Apparel > Hats, Apparel > Summer"},
        **{"Images": "https://shop.example/hat-1.jpg, https://shop.example/hat-2.jpg"},
        **{"Brands": "Halden", "Attribute 1 name": "Size", "Attribute 1 value(s)": "S, M"},
        **{"Attribute 2 name": "Color", "Attribute 2 value(s)": "Sand, Black"},
    },
    {
        **{"ID": "12", "Type": "variation", "SKU": "HAT-S", "Name": "Sun hat - S"},
        **{"Published": "1", "In stock?": "0", "Stock": "0", "Regular price": "25.00"},
        **{"Sale price": "20.00", "Parent": "id:10", "Backorders allowed?": "0"},
        **{"Attribute 1 name": "Size", "Attribute 1 value(s)": "S"},
        **{"Attribute 2 name": "Color", "Attribute 2 value(s)": "Sand"},
    },
    {
        **{"ID": "14", "Type": "simple", "SKU": "mug", "Name": "Enamel mug", "Published": "1"},
        **{"GTIN, UPC, EAN, or ISBN": "4006381333931", "Short description": "Holds tea."},
        **{"In stock?": "1", "Sale price": "3.00", "Regular price": "9.00"},
        **{"Date sale price starts": "2020-01-01", "Date sale price ends": "2020-02-01"},
        **{"Categories": "Mugs", "Images": "https://shop.example/mug.jpg", "Brands": "Nordli"},
    },
    {"ID": "15", "Type": "simple", "Name": "Old hat", "Published": "-1", "Regular price": "1"},
)

MAGENTO = table(
    """sku | store_view_code | attribute_set_code | product_type | categories | product_websites |
    name | description | short_description | weight | product_online | tax_class_name |
    visibility | price | special_price | special_price_from_date | special_price_to_date |
    url_key | base_image | base_image_label | small_image | additional_attributes | qty |
    is_in_stock | manage_stock | use_config_manage_stock | related_skus | additional_images |
    configurable_variations | configurable_variation_labels""",
    {
        **{"sku": "HAT-S", "attribute_set_code": "Default", "product_type": "simple"},
        **{"categories": "Default Category/Hats,Default Category/Summer", "name": "Sun hat-S"},
        **{"visibility": "Not Visible Individually", "price": "20.0000", "product_online": "1"},
        **{"base_image": "/h/a/hat-2.jpg", "small_image": "/h/a/hat-2.jpg", "url_key": "hat-s"},
        **{"additional_attributes": "color=Sand,size=S", "qty": "0", "is_in_stock": "0"},
    },
    {
        **{"sku": "HAT-M", "product_type": "simple", "categories": "Default Category/Hats"},
        **{"name": "Sun hat-M", "visibility": "Not Visible Individually", "price": "24.5000"},
        **{"base_image": "/h/a/hat-3.jpg", "additional_attributes": "color=Black,size=M"},
        **{"qty": "4", "is_in_stock": "1", "product_online": "1", "manage_stock": "1"},
    },
    {
        **{"sku": "sun-hat", "product_type": "configurable", "name": "Sun hat"},
        **{"categories": "Default Category/Hats", "description": HTML, "product_online": "1"},
        **{"visibility": "Catalog, Search", "base_image": "/h/a/hat-1.jpg", "qty": "0"},
        **{"additional_attributes": "manufacturer=Halden,material=Straw|Linen,note=Soft, light"},
        **{"is_in_stock": "1", "additional_images": "/h/a/hat-2.jpg", "tax_class_name": "Goods"},
        "configurable_variations": "sku=HAT-S,color=Sand,size=S|sku=HAT-M,color=Black,size=M",
    },
    {"sku": "sun-hat", "store_view_code": "de", "name": "Sonnenhut", "description": "Stroh."},
    {
        **{"sku": "mug", "product_type": "simple", "categories": "Default Category/Mugs"},
        **{"name": "Enamel mug", "description": "Holds tea.", "visibility": "Catalog, Search"},
        **{"price": "9.0000", "base_image": "/m/u/mug.jpg", "is_in_stock": "1"},
        **{"additional_attributes": "manufacturer=Nordli", "product_online": "1"},
    },
    {"sku": "old-hat", "product_type": "simple", "name": "Old hat", "product_online": "2"},
)

GOOGLE_TSV = table(
    """id | title | description | link | image_link | additional_image_link | availability |
    price | sale_price | brand | google_product_category | product_type | item_group_id | color |
    size | condition | gtin""",
    {
        **{"id": "HAT-S", "title": "Sun hat", "description": "Woven straw.", "brand": "Halden"},
        **{"link": "https://shop.example/hat", "image_link": CDN + "hat-1.jpg"},
        **{"additional_image_link": f"{CDN}hat-2.jpg,{CDN}hat-3.jpg", "price": "20.00 EUR"},
        **{"availability": "out_of_stock", "google_product_category": "173", "color": "Sand"},
        **{"product_type": "Apparel > Hats", "item_group_id": "sun-hat", "size": "S"},
    },
    {
        **{"id": "mug", "title": "Enamel mug", "description": "Holds tea.", "brand": "Nordli"},
        **{"image_link": CDN + "mug.jpg", "availability": "in stock", "price": "12.00 EUR"},
        **{"sale_price": "9.00 EUR", "google_product_category": "2169", "product_type": "Mugs"},
        **{"color": "White/Blue", "condition": "new", "gtin": "4006381333931"},
    },
    {
        **{"id": "HAT-M", "title": "Sun hat", "price": "24.50 EUR", "availability": "in_stock"},
        **{"image_link": CDN + "hat-1.jpg", "item_group_id": "sun-hat", "color": "Black"},
        **{"size": "M", "condition": "new"},
    },
    delimiter="\t",
)

GOOGLE_XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:g="http://base.google.com/ns/1.0" version="2.0">
<channel><title>Halden</title><link>https://shop.example</link><description>All goods</description>
<item>
  <g:id>HAT-S</g:id><title>Sun hat</title><description><![CDATA[<p>Woven straw.</p>]]></description>
  <link>https://shop.example/hat?size=S&amp;x=1</link>
  <g:image_link>https://cdn.example/hat-1.jpg</g:image_link>
  <g:additional_image_link>https://cdn.example/hat-2.jpg</g:additional_image_link>
  <g:additional_image_link>https://cdn.example/hat-3.jpg</g:additional_image_link>
  <g:availability>out of stock</g:availability><g:price>20.00 EUR</g:price>
  <g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>
  <g:brand>Halden</g:brand><g:product_type>Apparel &gt; Hats</g:product_type>
  <g:item_group_id>sun-hat</g:item_group_id><g:color>Sand</g:color><g:size>S</g:size>
</item>
<item>
  <g:id>HAT-M</g:id><title>Sun hat</title><g:image_link>https://cdn.example/hat-1.jpg</g:image_link>
  <g:availability>in stock</g:availability><g:price>24.50 EUR</g:price>
  <g:item_group_id>sun-hat</g:item_group_id><g:color>Black</g:color><g:size>M</g:size>
</item>
<item>
  <g:id>mug</g:id><title>Enamel mug</title><description>Holds tea.</description>
  <g:image_link>https://cdn.example/mug.jpg</g:image_link><g:brand>Nordli</g:brand>
  <g:product_type>Mugs</g:product_type><g:availability>in stock</g:availability>
  <g:price>12.00 EUR</g:price><g:sale_price>9.00 EUR</g:sale_price>
</item>
</channel></rss>
"""

SPREE = table(
    """product_id | sku | name | slug | status | vendor_name | brand_name | description |
    meta_title | tags | price | compare_at_price | currency | weight | available_on |
    track_inventory | inventory_count | inventory_backorderable | tax_category | image1_src |
    image2_src | image3_src | option1_name | option1_value | option2_name | option2_value |
    category1 | category2 | category3""",
    {
        **{"product_id": "7", "sku": "HAT-S", "name": "Sun hat", "slug": "sun-hat"},
        **{"status": "active", "brand_name": "Halden", "description": HTML, "price": "20.0"},
        **{"currency": "EUR", "track_inventory": "true", "inventory_count": "0"},
        **{"image1_src": CDN + "hat-1.jpg", "image2_src": CDN + "hat-2.jpg"},
        **{"option1_name": "Size", "option1_value": "S", "option2_name": "Color"},
        **{"option2_value": "Sand", "category1": "Apparel -> Hats"},
    },
    {
        **{"product_id": "7", "sku": "HAT-M", "slug": "sun-hat", "price": "24.5"},
        **{"track_inventory": "true", "inventory_count": "4", "image1_src": CDN + "hat-3.jpg"},
        **{"option1_name": "Size", "option1_value": "M", "option2_name": "Color"},
        **{"option2_value": "Black"},
    },
    {
        **{"product_id": "8", "sku": "MUG", "name": "Enamel mug", "slug": "mug"},
        **{"status": "active", "brand_name": "Nordli", "description": "Holds tea."},
        **{"price": "9.0", "currency": "EUR", "track_inventory": "false"},
        **{"inventory_count": "0", "image1_src": CDN + "mug.jpg", "category1": "Mugs"},
    },
    {"product_id": "9", "sku": "OLD", "name": "Old hat", "slug": "old-hat", "status": "draft"},
)

VENDURE = table(
    """name | slug | description | assets | facets | optionGroups | optionValues | sku | price |
    taxCategory | stockOnHand | trackInventory | variantAssets | variantFacets | enabled""",
    {
        **{"name": "Sun hat", "slug": "sun-hat", "description": "Woven straw."},
        **{"assets": "hat-1.jpg|hat-2.jpg", "facets": "category:Hats|brand:Halden"},
        **{"optionGroups": "Size|Color", "optionValues": "S|Sand", "sku": "HAT-S"},
        **{"price": "20.00", "stockOnHand": "0", "trackInventory": "true"},
    },
    {
        **{"optionValues": "M|Black", "sku": "HAT-M", "price": "24.50", "stockOnHand": "4"},
        **{"trackInventory": "true", "variantAssets": "hat-3.jpg"},
        **{"variantFacets": "material:Straw"},
    },
    {
        **{"name": "Enamel mug", "slug": "mug", "description": "Holds tea.", "sku": "MUG"},
        **{"assets": "mug.jpg", "facets": "category:Mugs|brand:Nordli", "price": "9.00"},
        **{"stockOnHand": "0", "trackInventory": "false", "taxCategory": "standard"},
    },
    {"name": "Old hat", "slug": "old-hat", "sku": "OLD", "price": "1.00", "enabled": "false"},
)

ALL = {
    "shopify": SHOPIFY,
    "shopify of 2025": NEW_SHOPIFY,
    "woocommerce": WOOCOMMERCE,
    "magento": MAGENTO,
    "google tsv": GOOGLE_TSV,
    "google xml": GOOGLE_XML,
    "spree": SPREE,
    "vendure": VENDURE,
}
WITH_A_HIDDEN_PRODUCT = [name for name in ALL if not name.startswith("google")]
