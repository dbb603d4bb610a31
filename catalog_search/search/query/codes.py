"""A product's code beside the words for it: "SKU: NO-500", "item no. KX-77/2", "EAN-13 400...".

A text names a code only if a product has that code, so that many words may stand beside it.
"""

import re

from catalog_search.models import Store
from catalog_search.search.query.product_names import is_product_name

NUMBER = r"nummer|number|n[úu]m(?:[eé]ro)?|nr|no|n[°º]|c[óo]digo|code?|id"
"""Words for a number or code, also at the end of German compounds: "Bestellnummer"."""
KIND = (
    r"(?:ean|gtin|upc|isbn)(?:[\s-]?(?:8|1[0-4]|128|a|e)(?![\w-]))?"
    r"|sku|mpn|asin|plu|p/n|barcode|code[\s-]?barres|c[óo]digo\s+de\s+barras|strichcode"
    r"|item|part|order|style|stock|catalog(?:ue)?|serial|manufacturer|model(?:l|o)?|mod[èe]le"
    r"|art(?:icle|ikel|[íi]culo)?|produ[ck]to?s?|produits?|teile?|best(?:ell)?|herst(?:eller)?"
    r"|material|katalog|serien|fabricante?|fabricant|commande|pedido|pieza|pi[èe]ce"
    r"|r[ée]f(?:[ée]rence|erenz|erencia)?"
)
JOINT = r"de|del|du|d['\u2019]|of|la|le|the"
# A word that was read is not read in parts: texts of many words for codes would take minutes.
WORDS = rf"(?:(?:{KIND}|{NUMBER})++|{JOINT})(?:[\s.:#/-]+|(?<=['\u2019°º#]))"
PART = r"[^\s\d]*\d\S*"
PARTS = rf"{PART}(?:\s{PART})*"
CODE = re.compile(
    rf"(?:{WORDS}){{1,5}}?(?P<code>{PARTS})"
    rf"|(?P<first>{PARTS})\s+\(?(?:(?:{KIND}|{NUMBER})++[\s.-]*+){{1,3}}\)?",
    re.IGNORECASE,
)


def without_word_for_code(store: Store, text: str) -> str:
    """Return the code alone if the text names a code that a visible product has."""
    if not (named := CODE.fullmatch(text)):
        return text
    code = str(named["code"] or named["first"])
    return code if is_product_name(store, code) else text
