# ruff: noqa: RUF001  (letters of other alphabets)
"""Hex values of common color names, for the color dots beside facet values."""

import re

from catalog_search.text.color_names import MORE_NAMES

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

SHADES = {
    shade: colors
    for colors, shades in {
        ("blue",): "navy royal sky cobalt sapphire denim indigo azure turquoise",
        ("green",): "forest olive mint emerald sage khaki lime hunter",
        ("grey", "gray"): "charcoal slate graphite anthracite",
        ("red",): "burgundy maroon crimson scarlet ruby cherry wine",
        ("white",): "ivory snow cream",
        ("yellow",): "mustard lemon",
        ("purple",): "lavender lilac plum aubergine",
        ("pink",): "fuchsia coral blush magenta",
        ("brown",): "chocolate chestnut coffee",
        ("black",): "jet onyx",
    }.items()
    for shade in shades.split()
}
"""The colors behind shades that may stand without them: "navy" and "navy blue" are one name."""

NAMES_IN_OTHER_LANGUAGES = {
    "beige": "ベージュ 米色 beżowy bej бежевый",
    "black": (
        "schwarz negro negra noir noire nero nera preto preta zwart svart sort czarny czarna "
        "černá černý чёрный черный musta siyah fekete μαύρο أسود שחור "
        "黒 ブラック 黑 黑色 검정 검정색 블랙 "
        "negru neagră crna crni hitam đen"
    ),
    "blue": (
        "blau azul bleu bleue blu blauw blå niebieski modrá синий голубой sininen mavi kék μπλε "
        "أزرق 青 ブルー 蓝色 藍色 파랑 파란색 블루 "
        "albastru albastră plava plavi biru"
    ),
    "brown": (
        "braun marrón marron brun brune marrone castanho bruin brązowy hnědá коричневый ruskea "
        "kahverengi بني 茶 茶色 ブラウン 棕色 咖啡色 갈색"
    ),
    "gold": "golden dorado dorada doré dorée dourado goud złoty золотой ذهبي ゴールド 金色",
    "green": (
        "grün verde vert verte groen grön grøn grønn zielony zelená зелёный зеленый vihreä yeşil "
        "zöld أخضر 緑 グリーン 绿色 綠色 초록 녹색 "
        "zelena zeleni hijau πράσινο"
    ),
    "grey": (
        "grau gris grise grigio grigia cinza grijs grå szary šedá серый harmaa gri szürke رمادي "
        "グレー 灰色 회색 그레이 "
        "siva sivi γκρι xám"
    ),
    "navy": "marineblau ネイビー 藏青色 네이비",
    "orange": "naranja arancione laranja oranje pomarańczowy оранжевый turuncu オレンジ 橙色 주황",
    "pink": "rosa roze różowy růžová розовый pembe ピンク 粉色 粉红色 粉紅色 핑크 분홍",
    "purple": "lila morado morada roxo roxa paars mor 紫 パープル 紫色 보라",
    "red": (
        "rot rojo roja rouge rosso rossa vermelho vermelha rood röd rød czerwony červená красный "
        "punainen kırmızı piros κόκκινο أحمر 赤 レッド 红色 紅色 빨강 빨간색 레드 "
        "roșu roșie crvena crveni merah đỏ κόκκινη"
    ),
    "silver": (
        "silber silbern plateado plateada argenté argentée argento prata zilver srebrny "
        "серебряный シルバー 银色 銀色"
    ),
    "turquoise": "türkis turquesa turchese turkoois бирюзовый",
    "violet": "violett violeta violette viola fioletowy фиолетовый",
    "white": (
        "weiß weiss blanco blanca blanc blanche bianco bianca branco branca wit vit hvid hvit "
        "biały biała bílá bílý белый valkoinen beyaz fehér λευκό άσπρο أبيض לבן 白 ホワイト 白色 "
        "흰색 화이트 "
        "alb albă άσπρη λευκή bijela bijeli putih trắng"
    ),
    "yellow": (
        "gelb amarillo amarilla jaune giallo gialla amarelo amarela geel gul żółty žlutá жёлтый "
        "желтый keltainen sarı sárga أصفر 黄 黄色 イエロー 黃色 노랑 "
        "galben galbenă žuta žuti kuning vàng κίτρινο"
    ),
}
BASES = {name: name for name in SWATCHES} | {
    name: color
    for names_by_color in (MORE_NAMES, NAMES_IN_OTHER_LANGUAGES)
    for color, names in names_by_color.items()
    for name in names.split()
}
"""The English name of each color by its names; of a name for two, the last."""

HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def hex_color(name: str) -> str:
    """Return the hex value of a name's first known color ("Navy Blue" is navy), else "".

    A hex value is its own.
    """
    if HEX.fullmatch(name.strip()):
        return name.strip().lower()
    bases = (BASES.get(word) for word in name.lower().replace("-", " ").split())
    return next((SWATCHES[base] for base in bases if base), "")


def base_color(word: str) -> str:
    """Return the English name of a color that is one word, else ""."""
    base = BASES.get(word.lower(), "")
    return "grey" if base == "gray" else base
