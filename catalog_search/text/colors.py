"""Hex values of common color names, for the color dots beside facet values."""

SWATCHES = {
    "beige": "#e3d3b4",
    "black": "#1b1b1b",
    "blue": "#2d5fc4",
    "bronze": "#8c6a3a",
    "brown": "#7a4d2b",
    "burgundy": "#6e1b32",
    "charcoal": "#44484d",
    "coffee": "#5a4031",
    "copper": "#b0673d",
    "coral": "#f2786a",
    "cream": "#f5ecd7",
    "gold": "#c9a227",
    "gray": "#8d9196",
    "green": "#3b8a4d",
    "grey": "#8d9196",
    "khaki": "#9a8f5f",
    "lavender": "#b9a7dd",
    "lime": "#a6cf3a",
    "magenta": "#c22f86",
    "maroon": "#6b1f26",
    "mauve": "#a9839c",
    "mustard": "#d1a02c",
    "navy": "#1f2d52",
    "nude": "#e2bfa3",
    "olive": "#6d7139",
    "orange": "#ec7f2b",
    "peach": "#f6b893",
    "pink": "#ec8fb0",
    "purple": "#7a4a9c",
    "red": "#c62f2f",
    "rose": "#d4718b",
    "rust": "#a54a26",
    "silver": "#c3c6ca",
    "skin": "#e5bd9c",
    "steel": "#7d8790",
    "tan": "#c49a6c",
    "taupe": "#8b7d6f",
    "teal": "#1f7f82",
    "turquoise": "#3fb8b0",
    "violet": "#7a4a9c",
    "white": "#ffffff",
    "yellow": "#f0cf3c",
}


NAMES_IN_OTHER_LANGUAGES = {
    "black": "schwarz negro negra noir noire",
    "blue": "blau azul bleu bleue",
    "brown": "braun marrón marron brun brune",
    "gold": "golden dorado dorada doré dorée",
    "green": "grün verde vert verte",
    "grey": "grau gris grise",
    "orange": "naranja",
    "pink": "rosa",
    "purple": "lila morado morada",
    "red": "rot rojo roja rouge",
    "silver": "silber silbern plateado plateada argenté argentée",
    "turquoise": "türkis turquesa",
    "violet": "violett violeta violette",
    "white": "weiß weiss blanco blanca blanc blanche",
    "yellow": "gelb amarillo amarilla jaune",
}
KNOWN = SWATCHES | {
    name: SWATCHES[color]
    for color, names in NAMES_IN_OTHER_LANGUAGES.items()
    for name in names.split()
}


def hex_color(name: str) -> str:
    """Return the hex value of a name's first known color ("Navy Blue" is navy), else ""."""
    swatches = (KNOWN.get(word) for word in name.lower().replace("-", " ").split())
    return next((swatch for swatch in swatches if swatch), "")
