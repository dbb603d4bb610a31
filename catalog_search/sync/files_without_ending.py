"""Names of catalogues that lack the ending by which a manifest is known."""

import re

LISTS = re.compile(
    r"articles|items|exports?|(?:data|product)?feeds?|stock(?:list)?|prices?|pricelist|inventory"
    r"|(?:product|web|shop)?catalog(?:ue)?s?|products|skus|assortment|preisliste|preise"
    r"|(?:produkt|artikel)?(?:katalog|liste|export|daten)|produkte|artikel|bestand|sortiment"
    r"|cat[aá]logos?|productos|art[ií]culos|inventario|precios|tarifa"
    r"|produits|tarif|inventaire|prodotti|listino|товары|каталог|商品|製品|产品|カタログ|상품"
)
"""What a word of a catalogue's name is where the name has no ending."""
DATE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d(?:[-_]?\d\d){0,2}|\d\d[-_]\d\d[-_]20\d\d)(?!\d)")


def is_without_ending(name: str) -> bool:
    """Return whether a name without an ending is a catalogue's: "product_catalog", "items"."""
    if "." in name:
        return False
    words = [word for word in re.split(r"[\W_]+", DATE.sub("", name.lower())) if word]
    is_named = any(LISTS.fullmatch(word) for word in words)
    return is_named and not any(map(str.isdecimal, words))
