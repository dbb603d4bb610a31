# ruff: noqa: RUF001  (letters of other alphabets)
"""The documented columns of a manifest, other names for them, and names that may be meant."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

from catalog_search.exceptions import message as _
from catalog_search.sync.amounts import PRICES
from catalog_search.sync.cells.cleaning import UNSEEN, one_line
from catalog_search.sync.cells.currency_signs import currency_of
from catalog_search.sync.offers import COLUMNS as OF_OFFERS
from catalog_search.types import Problem

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
    "average_rating": "rating",
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
    "sale_price_ends": "sale_ends",
}

MEANT = {
    "sku": (
        "id product_id item_id article_number item_number product_code code handle sku_code "
        "seller_sku item_sku variant_sku product_sku product_number custom_label reference ref "
        "artikelnummer artikelnr artikel_nr art.nr. art._nr. bestellnummer produktnummer "
        "referencia código codigo référence reference_produit barcode ean gtin asin1 mpn"
    ),
    "title": (
        "name product_name product_title item_name heading bezeichnung produktname artikelname "
        "artikelbezeichnung nombre nombre_del_producto nom nom_du_produit désignation"
    ),
    "description": (
        "body body_html desc long_description short_description product_description "
        "item_description artikelbeschreibung produktbeschreibung langtext kurzbeschreibung"
    ),
    "category": (
        "type product_type categories google_product_category department taxonomy collection "
        "warengruppe produktgruppe kategorien categorías catégories rayon"
    ),
    "brand": "vendor manufacturer maker brand_name hersteller fabricante fabricant",
    "colors": "color_name colour_name main_color",
    "price": (
        "regular_price amount retail_price unit_price price_incl_tax price_tax_incl price_tax_excl "
        "price_gross price_net standard_price start_price product_price verkaufspreis bruttopreis "
        "regulärer_preis precio_normal precio_de_venta tarif_normal prix_de_vente prix_ttc pvp"
    ),
    "sale_price": (
        "special_price discounted_price promotional_price angebotspreis sonderpreis "
        "precio_rebajado precio_de_oferta tarif_promo prix_promo"
    ),
    "sale_starts": "special_price_from_date special_from_date discount_starts discount_from",
    "sale_ends": "special_price_to_date special_to_date discount_ends discount_until",
    "compare_at_price": (
        "list_price msrp was_price old_price original_price uvp streichpreis prix_barré"
    ),
    "rating_count": "reviews number_of_reviews ratings",
    "currency": "currency_code",
    "in_stock": (
        "stock quantity qty inventory available stock_quantity current_stock stock_level "
        "product_quantity bestand lagerbestand lager menge vorrätig lagernd existencias "
        "inventario cantidad quantité en_stock"
    ),
    "url": "link product_url permalink address produktlink enlace lien",
    "images": (
        "image_link image_url image_src image_urls img picture pictures photo_url bildlink "
        "main_image_url main_image cover_image product_image_url hosted_image_urls item_photo_url "
        "productimageurl cover_media_url product_media_main_image_url bild_url foto fotos "
        "imagen_url url_de_imagen url_image"
    ),
}
"""What other systems call these columns; they are told, not guessed."""

MIN_LIKENESS = 0.8
"""Of two names, as a share of letters in common (difflib's ratio); `titel` is `title`."""

MAX_TOLD = 30
"""Columns."""


def column(name: str) -> str:
    """Return a column's documented name: "Category path" is `category`. Others stay as given."""
    return documented_name(name) or one_line(UNSEEN.sub("", name))


def documented_name(name: str) -> str:
    """Return the documented column that the name stands for, or ""; `image 2` is `images`."""
    normal = normalized(name)
    normal = NUMBERED_IMAGE.sub("images", normal)
    documented = ALIASES.get(normal, normal)
    return documented if documented in DOCUMENTED else with_currency(name[:LONGEST_NAME])[0]


WITH_CURRENCY = re.compile(r"(.+?)_*(?:[(\[](.+?)[)\]]?|_in_(\w+)|_([a-z]{3}|[€£]))")


LONGEST_NAME = 60
"""Characters of a name in which a currency is looked for."""


@lru_cache(maxsize=1000)
def with_currency(name: str) -> tuple[str, str]:
    """Return the column of prices and the currency in "Price (EUR)" or price_usd; else "", ""."""
    match = WITH_CURRENCY.fullmatch(normalized(name))
    column = ALIASES.get(match[1], match[1]) if match else ""
    if not match or column not in PRICES:
        return "", ""
    code = currency_of(match[2] or match[3] or match[4], "")
    return (column, code) if code else ("", "")


OF_IMAGE = "(?:_(?:url|link|src|file|address))?"
NUMBERED_IMAGE = re.compile(
    rf"^(?:additional_)?(?:images?|photos?|pictures?|img|bild|foto|imagen){OF_IMAGE}[_#-]*\d{{1,2}}"
    rf"{OF_IMAGE}$"
)
"""One of several columns: "Image 2", "Picture URL 3"."""


DECORATION = " *#:`[]\"'\u201c\u201d"
"""What stands around the names of columns: a mark of required ones, quotes of databases."""
REQUIRED = re.compile(r"\((?:required|optional|mandatory|pflichtfeld)\)", re.IGNORECASE)
MISREAD_BOM = "ï»¿"


def normalized(name: str) -> str:
    """Return the name in lower case with underscores, without marks and decoration."""
    plain = UNSEEN.sub("", name).removeprefix(MISREAD_BOM)
    plain = REQUIRED.sub("", plain).strip(DECORATION)
    plain = unicodedata.normalize("NFC", plain).lower().replace("i\u0307", "i")
    return "_".join(plain.split())


def bare(name: str) -> str:
    """Return the name without units and marks: "Price (EUR)" is "price", "Name *" is "name"."""
    normal = re.sub(r"[(\[].*?[)\]]|[*#?:]", " ", normalized(name).replace("-", "_"))
    normal = re.sub(r"_in_[a-z]{3}$|_[a-z]{3}$(?<=_eur|_usd|_gbp|_chf)", "", normal.strip(" _"))
    return "_".join(normal.replace("_", " ").split())


def misnamed(names: Iterable[str], wanted: Collection[str] = ()) -> Problem | None:
    """Return one warning that lists the columns whose name is near to a missing documented one.

    Those in `wanted` are filters or shown, so that their names are meant.
    """
    found = list(dict.fromkeys(name for name in map(column, names) if name))
    others = [name for name in found if name not in DOCUMENTED and name not in wanted]
    hints = [(name[:60], near) for name in others if (near := meant(name, found))]
    asked = [f"{name!r} → {near!r}" for name, near in hints[:MAX_TOLD]]
    reason = _(
        "These columns are kept as attributes. If others are meant, rename them: %(asked)s.",
        asked=", ".join(asked),
    )
    return Problem("", reason, warning=True) if asked else None


def meant(name: str, present: Collection[str]) -> str:
    """Return the documented column that is missing and near to this name, "" if none is."""
    normal = bare(name)
    if normal in DOCUMENTED and normal not in present:
        return normal
    near = [documented for documented, names in MEANT.items() if normal in names.split()]
    near = near or difflib.get_close_matches(normal, [*DOCUMENTED, *ALIASES], 1, MIN_LIKENESS)
    documented = ALIASES.get(near[0], near[0]) if near else ""
    return "" if documented in present else documented
