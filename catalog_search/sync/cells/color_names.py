# ruff: noqa: RUF001  (letters of other alphabets)
"""The colors that a cell names: one text may list several, and one name may have several words."""

import re
from collections.abc import Iterable, Mapping

from catalog_search.sync.cells.cleaning import listed, written
from catalog_search.sync.cells.fields import as_text, text
from catalog_search.sync.cells.markup import plain_text
from catalog_search.sync.cells.signs import ADDRESS, ARROW
from catalog_search.sync.cells.texts import in_one_language
from catalog_search.text.colors import HEX, base_color, hex_color

MAX_COLORS = 50

OUTSIDE = r"(?![^()\[\]]*[)\]])"
"""Matches outside of brackets only."""
DIVIDERS = re.compile(
    r"(?:[,;|\n\t，；、،؛／｜¦‖∣│•∕⁄\\]|%2[CF]|%7C|(?<![\d])(?<!\b[wW])/|/(?!\d)(?<!\b[wW]/))"
    + OUTSIDE
)
"""A slash between digits is a fraction, and "w/" means "with"."""
WORDS_BETWEEN = (
    "and|with|or|n|'n'|und|mit|oder|y|e|o|con|et|ou|avec|en|met|och|og|i|и|ve|và"
    r"|on|over|to|vs\.?|u\.|m\.|auf|sur|su|sobre|op|på"
    r"|és|și|şi|και|ile|dan|med|eller|lub|nebo|tai|vagy|sau|ή|veya|ili|или|atau|hoặc"
    r"|і|й|та|або|з|із|с|със|ir|eta|amb|dhe|sekä|и/или|और|व|एवं|या|או|עם|및|그리고|또는"
)
WITHOUT_SPACES = (
    r"(?<=[\u3040-\u9fff])[とや和与與及跟或配拼](?=[\u3040-\u9fff])"
    r"|(?<=[\u0e00-\u0e7f])\s*(?:และ|กับ|หรือ)\s*(?=[\u0e00-\u0e7f])"
    r"|(?<=[\uac00-\ud7a3])(?:과|와|하고|이랑|랑)\s+|\s+ו[-־]?(?=[\u05d0-\u05ea])"
)
"""Words between colors in languages that write them at the word beside them."""
JOINERS = re.compile(
    rf"\s*(?:[&+＆＋×✕✖·・∙‧~—−]|{ARROW}|:+|%26)\s*|\s{{2,}}|\.\s*(?=\w)|\s+(?:{WORDS_BETWEEN}|x|[-–—])\s+"
    rf"|\s+w/(?!o\b)\s*|{WITHOUT_SPACES}",
    re.IGNORECASE,
)
SHORT_JOINERS = re.compile(r"\s+(?:(?:a|ja|si|of|com|un|in)\s+|و\s?)", re.IGNORECASE)
"""Words that join colors, and belong to many a name: they count between plain colors only."""
HYPHENS = re.compile("[-‐‑–_ ]")
AND_OR = re.compile(r"\s(?:and|und|et|y|e)\s?/\s?(or|oder|ou|o)\s", re.IGNORECASE)
LABEL = re.compile(
    r"\s*(?:(?:pa_|multi[ -]?)?colou?r(?:s|es|i|e)?|farben?|couleurs?|cor(?:es)?|kleur(?:en)?|kolor"
    r"|färg|farve|цвет|色|two[ -]tone)(?:\s*[:：=]\s*|\s+[-–]\s+)",
    re.IGNORECASE,
)
"""What the cell holds, written before it: "Color: Black"."""
LABELLED = re.compile(r"\s*[;,|\n]\s*")
OTHER_LABEL = re.compile(r"\s*([^\W\d][\w .]{0,30}?)\s*[:：=]\s*(?=\S)")
RUN = re.compile(r"\s{3,}")
MATERIAL = re.compile(r"mat[eé]ri|fabric|tissu|stoff", re.IGNORECASE)
SHORT = {
    "blk": "black",
    "wht": "white",
    "gry": "grey",
    "blu": "blue",
    "grn": "green",
    "org": "orange",
}
"""Colors as dealers shorten them."""
BLACK_AND_WHITE = re.compile(r"b\s?[/&+]\s?w|w\s?[/&+]\s?b|black-(?:and|n)-white", re.IGNORECASE)
MORE = re.compile(
    r"(?:[\s,;/&+]*(?:…|\.{3}|\betc\b\.?|\b(?:and|und|&)?\s*\+?\s*\d{1,3}\s+(?:more|weitere)\b))+$"
    r"|^\+?\s*\d{1,3}\s+(?:colou?rs?|farben|couleurs|colores)(?:\s+\w+)?$",
    re.IGNORECASE,
)
"""What says that there are further colors and names none: "black, white ...", "3 colors"."""
NO_VALUE = re.compile(r"(?<!\w)(?:n\s?/\s?a|none|null|nil|nan|tbd|tbc)(?!\w)", re.IGNORECASE)
SHARE = re.compile(
    r"\d{1,3}\s?[x×%]\s*(?=[^\W\d])|\d{1,2}[.)]\s+"
    r"|\s*(?:\(?\d{1,3}\s?%\)?|\(\d{1,4}\)|[:=x×]\s?\d{1,4}|[-–:]?\s\d{1,4}\s?(?:pcs?|stk)\.?)$",
    re.IGNORECASE,
)
"""How much of a color there is, or its number: "2x Black", "Red (50%)", "1. Red", "Red: 5"."""
NUMBERED = re.compile(r"(?:^|[\s,;/])(?:\d{1,2}|[a-h])[.):]\s?(?=[^\W\d_])", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,6}")
GROUP = re.compile(r"(?P<name>[^()\[\]]+)[(\[](?P<colors>[^()\[\]]+)[)\]]\s*")
"""A name with the colors that it stands for: "Multi (red/blue)"."""
BARE_HEX = r"(?:(?=[a-f]*\d)[0-9a-f]{6}|f{6})"
HEX_BEFORE = re.compile(
    rf"(?:(?:#|0x)[0-9a-f]{{3,8}}(?:\s*[:=|]\s*|\s+)|(?<!\w){BARE_HEX}\s*[:=]\s*)(?=[^\W\d_])",
    re.IGNORECASE,
)
HEX_BEHIND = re.compile(
    r"(?<=[^\W\d_])(?:(?:\s*[:=|(\[]\s*|\s+)(?:#|0x)[0-9a-f]{3,8}"
    rf"|\s*[:=|(\[]\s*{BARE_HEX})\b[)\]]?",
    re.IGNORECASE,
)
"""The value of a color beside its name: "#ff0000:Red", "Red (#ff0000)"."""
ENDINGS = "a|e|i|o|s|r|n|as|es|is|os|us|er|en|he|ne|te|ve|che"
ENDING = re.compile(
    rf"(?<=[^\W\d_]{{3}})(?:\s?/-?(?:{ENDINGS})(?!\w)|\(-?(?:{ENDINGS})\)|·(?:{ENDINGS})(?!\w))+"
    r"|(?<=[A-ZÀ-Þ]{3})(?:/-?(?:AS?|ES?|OS)(?!\w)|\((?:AS?|ES?)\))"
)
"""Other endings of an adjective: "Blanco/a", "Noir(e)", "weiß/-e". A size is a capital: Red/S."""
NO_NAMES = frozenset(
    [
        *("default", "default title", "as shown", "as pictured", "as in picture", "see picture"),
        *("see photo", "see image", "wie abgebildet", "siehe bild", "siehe foto", "ver foto"),
        *("voir photo", "como en la foto", "no color", "no colour"),
    ]
)
"""What shops write where they name no color."""
DECORATION = "\"'`“”„«»*•- "
"""What stands around the names of a list."""
LEADING = re.compile(rf"(?:[&+]|(?:{WORDS_BETWEEN})\s)\s*", re.IGNORECASE)
NEUTRAL = frozenset(["black", "white"])
BRIGHT = frozenset(["red", "blue", "green", "yellow"])
PLAIN = NEUTRAL | BRIGHT | {"grey", "pink", "purple", "orange"}
"""Colors of which none is a shade of another; a hyphen sets them apart."""
ENCLOSED = re.compile(r"[\[{(<](.*)[\]})>]", re.DOTALL)


OF_PICTURES = ("image", "img", "url", "src", "swatch", "thumbnail", "hex")
"""What objects call the picture of a color."""


def colors(value: object) -> tuple[str, ...]:
    """Return the names in a list, or in one text: "Black/White", "black, white and red"."""
    if isinstance(value, str):
        items = listed(value)
        value = (written(value) or value) if items is None else items
    value = in_one_language(value)
    if isinstance(value, list | tuple | Mapping):
        names = [name for each in in_list(value) for name in names_of_color(each)]
    else:
        names = list(color_names(plain_text(as_text(value))))
    usable = list(unique(text(name, 100) for name in names))
    if any(map(hex_color, usable)):
        usable = [name for name in usable if not NUMBER.fullmatch(name)]
    return tuple(usable)[:MAX_COLORS]


def in_list(value: object) -> Iterable[object]:
    """Yield the items of a list; objects of JSON have a name, or names for keys or values."""
    if isinstance(value, Mapping):
        texts = [
            each
            for each in value.values()
            if isinstance(each, str) and not HEX.fullmatch(ADDRESS.sub("", each).strip() or "#000")
        ]
        texts = texts or [key for key in value if key not in OF_PICTURES]
        named = [value[key] for key in ("name", "label", "value", "title") if value.get(key)]
        yield from named[:1] or texts
    elif isinstance(value, list | tuple):
        for each in value:
            yield from in_list(each)
    else:
        yield value


def names_of_color(value: object) -> Iterable[object]:
    """Return the names in an item of a list; it is one name unless all its parts are colors."""
    if isinstance(value, str):
        value = ENDING.sub("", ADDRESS.sub("", value))
        value = "" if NO_VALUE.fullmatch(value.strip()) else value
    names = list(color_names(value)) if isinstance(value, str) else []
    return names if len(names) > 1 and all(map(hex_color, names)) else [value]


def color_names(text: str) -> Iterable[str]:
    """Yield the names in the text. "and" joins two colors, but not the words of a name."""
    if text.strip().lower() in NO_NAMES:
        return
    text = RUN.sub(shortest, ENDING.sub("", ADDRESS.sub("", text)))
    text = HEX_BEHIND.sub("", HEX_BEFORE.sub("", MORE.sub("", of_colors(text))))
    text = NUMBERED.sub("; ", text) if len(NUMBERED.findall(text)) > 1 else text
    if BLACK_AND_WHITE.fullmatch(text.strip()):
        yield from ("Black", "White")
        return
    group = GROUP.fullmatch(text)
    inner = list(color_names(group["colors"])) if group else []
    if group and len(inner) > 1 and all(map(hex_color, inner)):
        yield from (group["name"].strip(), *inner)
        return
    filled = NO_VALUE.sub("", text)
    text = filled if not filled.strip() or DIVIDERS.search(filled) else text
    text = AND_OR.sub(r" \1 ", LABEL.sub("", text, count=1) if LABEL.match(text) else text)
    inside = ENCLOSED.fullmatch(text.strip())
    parts = DIVIDERS.split(inside[1] if inside else text)
    if len(parts) == 1 and not inside:
        yield from names_in_part(text, is_alone=True)
    for part in parts if len(parts) > 1 or inside else ():
        yield from names_in_part(part.strip().strip(DECORATION), is_alone=len(parts) == 1)


def shortest(run: re.Match[str]) -> str:
    """Return white space that divides as the run does: a line end, a tab or two spaces."""
    return next((sign for sign in "\n\t" if sign in run[0]), "  ")


def of_colors(text: str) -> str:
    """Return of a text of several labels what is of colors: "Color: Black; Size: M".

    Colors of other parts are: "Trim: White". Those of a material are not.
    """
    parts = LABELLED.split(text)
    if not any(map(LABEL.match, parts)):
        return text
    kept, is_color = [], True
    for part in parts:
        if label := OTHER_LABEL.match(part):
            of_part = hex_color(part) and not MATERIAL.match(label[1])
            is_color = bool(LABEL.match(part) or hex_color(label[1]) or of_part)
        kept += [part] if is_color else []
    return "; ".join(kept) if len(kept) < len(parts) else text


def names_in_part(part: str, *, is_alone: bool) -> Iterable[str]:
    """Yield the names between two dividers, or in a text without any: two in "black and white"."""
    name = LABEL.sub("", part, count=1) if LABEL.match(part) else part
    bare = SHARE.sub("", name)
    name = bare if not is_alone and hex_color(bare) else name
    if not is_alone and (leading := LEADING.match(name)):
        code = name[leading.end() :]
        name = code if hex_color(code) else name
    joined = JOINERS.split(name)
    joined = [SHARE.sub("", each) for each in joined] if len(joined) > 1 else joined
    if len(joined) > 1 and all(map(hex_color, joined)):
        yield from (color for each in joined for color in hyphenated(each))
    else:
        yield from hyphenated(name)


def hyphenated(name: str) -> list[str]:
    """Return the colors of "red-white" or "red white"; "navy-blue", "blue-green" are shades."""
    joined = SHORT_JOINERS.split(name.strip())
    if len(joined) > 1 and all(map(base_color, joined)):
        return joined
    words = HYPHENS.split(name)
    bases = {base_color(SHORT.get(word.strip().lower(), word.strip())) for word in words}
    if not 1 < len(words) == len(bases):
        return [name]
    is_contrast = bases <= PLAIN and bases & NEUTRAL
    return words if is_contrast or (bases <= BRIGHT and "red" in bases) else [name]


def unique(names: Iterable[str]) -> Iterable[str]:
    """Return the names without empty ones and without those that differ in case alone."""
    first_spellings: dict[str, str] = {}
    for name in filter(None, names):
        first_spellings.setdefault(name.casefold(), name)
    return first_spellings.values()
