# ruff: noqa: RUF001  (letters of other alphabets)
"""The documented columns of a manifest, other names for them, and names that may be meant."""

from catalog_search.sync.records.offers import COLUMNS as OF_OFFERS

DOCUMENTED = (
    *("sku", "title", "description", "category", "brand", "colors", "currency"),
    *("in_stock", "url", "images", *OF_OFFERS),
)

IN_OTHER_LANGUAGES = {
    "title": (
        "titel título titulo titre titolo tytuł otsikko başlık название наименование 商品名 "
        "标题 標題 商品名称 상품명"
    ),
    "description": (
        "beschreibung descripción descripcion descrizione descrição descricao omschrijving "
        "beschrijving opis beskrivning beskrivelse popis kuvaus açıklama описание "
        "説明 商品説明 描述 설명"
    ),
    "price": (
        "preis precio prix prezzo preço preco prijs cena pris hinta fiyat цена 価格 价格 價格 가격"
    ),
    "category": (
        "kategorie categoría categoria catégorie categorie kategoria kategori kategoria категория "
        "カテゴリ カテゴリー 类别 分类 類別 分類 카테고리"
    ),
    "brand": "marke marca marque merk marka märke mærke značka бренд ブランド 品牌 브랜드",
    "colors": (
        "farbe farben colores couleur couleurs colore colori cor cores kleur kleuren kolor färg "
        "farve barva renk цвет 色 カラー 颜色 顏色 색상"
    ),
    "currency": (
        "währung moneda devise valuta moeda waluta valuutta para_birimi валюта 通貨 货币 통화"
    ),
    "images": (
        "bild bilder imagen imágenes imagenes immagine immagini imagem imagens afbeelding "
        "afbeeldingen zdjęcie zdjęcia obrázek billede resim görsel фото изображение "
        "画像 图片 圖片 이미지"
    ),
    "in_stock": (
        "verfügbarkeit disponibilidad disponibilité disponibilità disponibilidade beschikbaarheid "
        "dostępność наличие 在庫 库存 庫存 재고"
    ),
    "rating": "bewertung valoración note_moyenne valutazione avaliação beoordeling ocena рейтинг",
}
"""The documented columns' very names in the languages of many shops."""

ALIASES = {
    **{name: column for column, names in IN_OTHER_LANGUAGES.items() for name in names.split()},
    "availability": "in_stock",
    **dict.fromkeys(("average_rating", "aggregate_rating"), "rating"),
    **dict.fromkeys(("is_in_stock", "instock"), "in_stock"),
    "category_path": "category",
    "color": "colors",
    "colour": "colors",
    "colours": "colors",
    "compare-at_price": "compare_at_price",
    "image": "images",
    "photo": "images",
    "photos": "images",
    "review_count": "rating_count",
    **dict.fromkeys(("sale_from", "sale_price_from", "sale_price_starts"), "sale_starts"),
    **dict.fromkeys(("sale_start", "sale_start_date", "sale_price_start_date"), "sale_starts"),
    **dict.fromkeys(("sale_to", "sale_until", "sale_price_to", "sale_price_until"), "sale_ends"),
    **dict.fromkeys(("sale_end", "sale_end_date", "sale_price_end_date"), "sale_ends"),
    "date_on_sale_from": "sale_starts",
    **dict.fromkeys(("date_on_sale_to", "sale_price_ends"), "sale_ends"),
}

MEANT = {
    "sku": (
        "id product_id item_id article_number item_number product_code code handle sku_code "
        "seller_sku item_sku variant_sku product_sku product_number custom_label reference ref "
        "artikelcode varenummer artikkelnummer indeks kod_produktu codice codice_prodotto "
        "artikelnummer artikelnr artikel_nr art.nr. art._nr. bestellnummer produktnummer "
        "referencia código codigo référence reference_produit internal_reference default_code "
        "item_code item_no part_number part_no part_no. style_number style_code stock_code model "
        "product_model products_model v_products_model p_model productcode productid identifier "
        "uniqueid unique_id external_id supplier_aid variation.number variation_number ürün_kodu "
        "urunkodu stok_kodu cikkszám kód cod_produs артикул код код_товара 商品コード 商品番号 "
        "商品管理番号 品番 货号 商品编号 상품코드 offer_id merchant_product_id ie_xml_id "
        "referentie barcode ean gtin asin1 mpn"
    ),
    "title": (
        "post_title "
        "name product_name product_title item_name heading bezeichnung produktname artikelname "
        "artikelbezeichnung nombre nombre_del_producto nom nom_du_produit désignation "
        "nome nome_prodotto nome_do_produto naam productnaam nazwa nazwa_produktu namn produktnamn "
        "product/service_name productname products_name v_products_name_1 v_products_name "
        "navn produktnavn varenavn název název_produktu nimi ürün_adı név nume isim имя имя_товара "
        "название_товара название_позиции наименование_товара product_title_short"
    ),
    "description": (
        "post_content "
        "body body_html desc long_description short_description product_description "
        "item_description artikelbeschreibung produktbeschreibung langtext kurzbeschreibung"
    ),
    "category": (
        "tax:product_cat product_cat "
        "type product_type categories google_product_category department taxonomy collection "
        "product_categories merchant_category название_группы category_name categorytext "
        "category_full category_tree categorytree item_group "
        "product_category categ_id categ_id/name "
        "warengruppe produktgruppe kategorien categorías catégories rayon "
        "categorias categorieën kategorier productgroep varegruppe"
    ),
    "brand": (
        "vendor manufacturer maker brand_name hersteller fabricante fabricant producent produttore"
    ),
    "colors": "color_name colour_name main_color",
    "price": (
        "sales_price sales_price_rate "
        "regular_price amount retail_price unit_price price_incl_tax price_tax_incl price_tax_excl "
        "price_gross price_net standard_price start_price product_price verkaufspreis bruttopreis "
        "regulärer_preis precio_normal precio_de_venta tarif_normal prix_de_vente prix_ttc pvp "
        "selling_price sale_rate rate standard_selling_rate lst_price price_vat start_price_eur "
        "prezzo_di_listino prezzo_di_vendita reguliere_prijs verkoopprijs preço_normal "
        "preço_de_venda cena_podstawowa cena_regularna ordinarie_pris normalpris"
    ),
    "sale_price": (
        "discount_price discount_price_amount special_price discounted_price promotional_price "
        "angebotspreis sonderpreis "
        "precio_rebajado precio_de_oferta tarif_promo prix_promo "
        "prezzo_in_offerta prezzo_scontato actieprijs preço_promocional cena_promocyjna reapris "
        "tilbudspris"
    ),
    "sale_starts": (
        "special_price_from_date special_from_date discount_starts discount_from "
        "discount_start_date discount_start promotion_start promotion_starts promo_start "
        "valid_from gültig_ab gültig_von"
    ),
    "sale_ends": (
        "special_price_to_date special_to_date discount_ends discount_until discount_end_date "
        "discount_end promotion_end promotion_ends promo_end valid_to valid_until gültig_bis"
    ),
    "compare_at_price": (
        "list_price msrp rrp srp mrp was_price old_price original_price regular_price uvp "
        "streichpreis prix_barré statt_preis regulärer_preis precio_normal tarif_normal"
    ),
    "rating_count": "reviews number_of_reviews ratings",
    "currency": "currency_code currencycode pricecurrency price_currency currency_id",
    "in_stock": (
        "stock_on_hand quantity_on_hand qty_available on_hand available_quantity inventory_level "
        "stock quantity qty stock_qty inventory available stock_quantity current_stock stock_level "
        "product_quantity bestand lagerbestand lager menge vorrätig lagernd existencias "
        "inventario cantidad quantité en_stock "
        "is_available stock_status inventory_quantity verfügbar lieferbar auf_lager disponible "
        "disponibile disponível beschikbaar dostępny skladem в_наличии остаток "
        "magazzino giacenza voorraad estoque stan_magazynowy lagersaldo lagerbeholdning"
    ),
    "url": "link product_url product_link permalink address produktlink enlace lien",
    "images": (
        "primary_image_url merchant_image_url zdjęcia изображения ссылка_изображения "
        "image_link image_url image_src image_urls img picture pictures photo_url bildlink "
        "main_image_url main_image cover_image product_image_url hosted_image_urls item_photo_url "
        "productimageurl cover_media_url product_media_main_image_url bild_url foto fotos "
        "imagen_url url_de_imagen url_image "
        "obrazki obrazy billeder"
    ),
}
"""What other systems call these columns; they are told, not guessed."""

WORDS = """
    incl inc including excl exc ex excluding exkl inkl inklusive exklusive with without net gross
    brutto netto vat tax taxes gst mwst ust iva ttc ht tva btw moms dph kdv áfa z bez con senza com
    sem
"""
AROUND_PRICES = frozenset(WORDS.split())
"""Words that tell whether the tax is in a price."""

PRICE_WORDS = (
    *("price", "preis", "precio", "prezzo", "preço", "prijs", "prix", "tarif", "цена"),
    *("価格", "价格", "가격", "cena", "fiyat", "السعر", "ราคา"),
)
PRICE_NAMES = frozenset(
    ["pris", "ár", "hinta", "preț", "pret", "τιμή", "vk", "harga", "giá", "מחיר"]
)
"""The same, which are parts of other words as well."""
NOT_PAID = (
    *("cost", "purchase", "wholesale", "dealer", "einkauf", "ek_", "coste", "compra", "achat"),
    *("acquisto", "inkoop", "zakup", "inköp", "indkøb", "innkjøp", "nákup", "beszerz", "osto"),
    *("range", "per_", "_per", "valid", "date", "grundpreis"),
)
"""What stands in names of prices that no shopper pays, or of no price."""

NO_PRICE = frozenset(
    [
        *("currency", "unit", "type", "group", "groups", "note", "label", "text", "id", "rule"),
        *("tier", "tiers", "level", "history", "updated", "from", "to", "until", "request"),
        *("visible", "visibility", "show", "hide", "hidden", "min", "minimum", "max", "maximum"),
        *("quantity", "qty", "key", "name", "category", "class", "rating", "tag", "status"),
    ]
)
"""Words in names of prices that tell something of a price: `price_type`."""
