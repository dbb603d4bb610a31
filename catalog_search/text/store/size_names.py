"""Which attributes of a store are sizes, by their names: "size", "Schuhgröße", "pointure"."""

import re

from catalog_search.text.analysis import fold

LENGTHS = (
    "waist length width height diameter inseam inch inches "
    "weite bundweite lange breite hohe durchmesser "
    "longueur largeur hauteur diametre tour "
    "cintura largo ancho alto altura longitud diametro"
)
SIZES = re.compile(
    r"(?:[^\W_]*(?:sizes?|groe?ssen?)|tailles?|pointures?|tallas?|numero|maat|taglia"
    rf"|tamanho|storlek|storrelse|rozmiar|{LENGTHS.replace(' ', '|')})"
)
WORD = re.compile(r"[^\W_]+")


def is_of_size(attribute: str) -> bool:
    """Return whether the attribute with this name is a size or a length."""
    return any(map(SIZES.fullmatch, WORD.findall(fold(attribute))))
