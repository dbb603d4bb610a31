"""Column titles of WooCommerce's export and of Google's feed in German, Spanish and French.

WooCommerce writes the titles in the language of the shop; the values stay the same. Those in more
languages are in woocommerce_titles.py.
"""

import re

from catalog_search.sync.exports import woocommerce_titles as more

TITLES = {
    "type": "typ | tipo",
    "sku": "artikelnummer | ugs",
    "gtin,_upc,_ean,_or_isbn": (
        "gtin, upc, ean oder isbn | gtin, upc, ean o isbn | gtin, upc, ean ou isbn"
    ),
    "name": "nombre | nom",
    "published": "veröffentlicht | publicado | publié",
    "is_featured?": "ist hervorgehoben? | ist empfohlen? | ¿está destacado? | mis en avant ?",
    "visibility_in_catalog": (
        "sichtbarkeit im katalog | visibilidad en el catálogo | visibilité dans le catalogue"
    ),
    "short_description": "kurzbeschreibung | descripción corta | description courte",
    "description": "beschreibung | descripción",
    "date_sale_price_starts": (
        "datum, an dem angebotspreis beginnt | datum, an dem der angebotspreis beginnt"
        " | día en que empieza el precio rebajado | date de début de promo"
    ),
    "date_sale_price_ends": (
        "datum, an dem angebotspreis endet | datum, an dem der angebotspreis endet"
        " | día en que termina el precio rebajado | date de fin de promo"
    ),
    "tax_status": "steuerstatus | estado del impuesto | état de la tva",
    "tax_class": "steuerklasse | clase de impuesto | classe de tva",
    "in_stock?": (
        "vorrätig? | auf lager? | ¿existencias? | ¿hay existencias? | ¿en inventario? | en stock ?"
    ),
    "stock": "lager | bestand | lagerbestand | inventario",
    "low_stock_amount": (
        "geringe lagermenge | cantidad de bajo inventario | montant de stock faible"
    ),
    "backorders_allowed?": (
        "lieferrückstände erlaubt? | rückstände erlaubt?"
        " | ¿permitir reservas de productos agotados?"
        " | autoriser les commandes de produits en rupture ?"
    ),
    "sold_individually?": (
        "nur einzeln verkaufen? | ¿vendido individualmente? | vendre individuellement ?"
    ),
    "allow_customer_reviews?": (
        "kundenrezensionen erlauben? | kundenbewertungen erlauben?"
        " | ¿permitir valoraciones de clientes? | autoriser les avis clients ?"
    ),
    "purchase_note": "hinweis zum kauf | nota de compra | note de commande",
    "sale_price": "angebotspreis | precio rebajado | tarif promo",
    "regular_price": "regulärer preis | precio normal | tarif régulier",
    "categories": "kategorien | categorías | catégories",
    "tags": "schlagwörter | etiquetas | étiquettes",
    "shipping_class": "versandklasse | clase de envío | classe d'expédition",
    "images": "bilder | imágenes",
    "brands": "marken | marcas | marques",
    "download_limit": (
        "downloadlimit | download-limit | límite de descargas | limite de téléchargement"
    ),
    "download_expiry_days": (
        "ablauftage des downloads | días de caducidad de la descarga"
        " | jours d'expiration du téléchargement"
    ),
    "parent": "übergeordnetes produkt | übergeordnet | superior",
    "grouped_products": "gruppierte produkte | productos agrupados | groupes de produits",
    "upsells": "zusatzverkäufe | ventas dirigidas | produits suggérés",
    "cross-sells": "cross-sells (querverkäufe) | ventas cruzadas | ventes croisées",
    "external_url": "externe url | url externa | url externe",
    "button_text": "button-text | texto del botón | libellé du bouton",
    "position": "posición",
    "title": "titel | título | titre",
    "price": "preis | precio | prix",
    "brand": "marke | marca | marque",
    "link": "produktlink | enlace | lien",
    "image_link": "bildlink | bild-link | enlace_imagen | lien_image | lien_vers_l'image",
    "additional_image_link": (
        "zusätzlicher bildlink | enlace_imagen_adicional | lien_image_supplémentaire"
    ),
    "availability": "verfügbarkeit | disponibilidad | disponibilité",
    "product_type": "produkttyp | tipo de producto | catégorie de produits",
    "item_group_id": "artikelgruppennummer | identificador_grupo_artículos | identifiant_groupe",
}
"""By the English title, as `normal_name` returns it."""

NUMBERED = (
    (r"(?:attribut_(\d+)_name|nombre_del_atributo_(\d+)|nom_de_l'attribut_(\d+))", "name"),
    (r"(?:attribut_(\d+)_wert\(e\)|valor\(es\)_del_atributo_(\d+)|valeur\(s\)_de_l'attribut_(\d+))",
     "value(s)"),
    (r"(?:attribut_(\d+)_(?:sichtbar|visible)|atributo_visible_(\d+))", "visible"),
    (r"(?:attribut_(\d+)_global|atributo_global_(\d+))", "global"),
    (r"(?:attribut_(\d+)_(?:standard|par_défaut)|atributo_(\d+)_por_defecto)", "default"),
)  # fmt: skip
SIZES = (
    (r"(?:gewicht|peso|poids)(?=_\()", "weight"),
    (r"(?:länge|longitud|longueur)(?=_\()", "length"),
    (r"(?:breite|anchura|largeur)(?=_\()", "width"),
    (r"(?:höhe|altura|hauteur)(?=_\()", "height"),
)

ENGLISH = {
    "_".join(title.split()): english
    for english, line in (*more.TITLES.items(), *TITLES.items())
    for title in line.split("|")
}


def in_english(name: str) -> str:
    """Return a title's normal name in English; any other name stays."""
    plain = name.replace("\u2019", "'")
    if english := ENGLISH.get(plain):
        return english
    for pattern, part in (*NUMBERED, *more.NUMBERED):
        if match := re.fullmatch(pattern, plain):
            number = next(group for group in match.groups() if group)
            return f"attribute_{number}_{part}"
    for pattern, english in (*SIZES, *more.SIZES):
        plain = re.sub(rf"^{pattern}", english, plain)
    return plain if plain != name.replace("\u2019", "'") else name
