"""Mend texts whose UTF-8 was read as Windows-1252 or Latin-1 on their way: "CafÃ©", "donâ€™t"."""

import re

from catalog_search.sync.photo_names.misread_names import reread

CONTROLS = "".join(map(chr, range(0x80, 0xA0)))
"""What Latin-1 has in place of the signs of Windows-1252: no text is meant to have them."""
HIGH = "".join(bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xC0)) + CONTROLS
"""What the further bytes of a letter in UTF-8 are in Windows-1252 and in Latin-1."""
SIGNS = {
    ord(char): sign
    for char in CONTROLS
    if char != "\x85" and (sign := char.encode("latin-1").decode("cp1252", "ignore"))
}
"""The signs that stand for controls in Windows-1252; 85 is a line end elsewhere."""
C = f"[{re.escape(HIGH)}]"
AFTER_CAPITALS = (
    "\u00a0\u00ab\u00bb\u00ae\u00b0\u2122\u2026\u2013\u2014\u2018\u2019\u201c\u201d\u201e"
    "\x84\x85\x91\x92\x93\x94\x96\x97\x99"
)
"""What may stand behind a capital letter: a word in capitals may end with one of ÃÄÅ."""
ALL = re.compile(
    f"(?:[Â-ß×]{C}|[à-ï]{C}{C}|ð{C}{C}{C})+"  # noqa: RUF001
)
CERTAIN = re.compile(
    f"Â{C}|Ã[{CONTROLS}]|[ÃÄÅ](?![{AFTER_CAPITALS}]){C}|(?<![A-ZÀ-Þ])[ÃÄÅ]{C}"
    f"|(?:[ÐÑÎÏØÙ×]{C}){{2,}}|â(?![{AFTER_CAPITALS}]){C}{C}|ï»¿|ð[Ÿ\x9f]{C}{C}|(?:[à-ï]{C}{C}){{2,}}"  # noqa: RUF001
)
"""Letters that no text has side by side in any language."""
MAX_TIMES = 2
"""How often a text may have been misread."""


def as_meant(value: object) -> object:
    """Return a cell with the letters that were meant in its texts; other cells as they are."""
    if isinstance(value, str):
        return meant_text(value)
    if isinstance(value, list):
        return [as_meant(each) for each in value]
    if isinstance(value, dict):
        return {name: as_meant(each) for name, each in value.items()}
    return value


def meant_text(text: str) -> str:
    for _ in range(MAX_TIMES):
        if text.isascii() or not CERTAIN.search(text):
            break
        text = ALL.sub(lambda run: reread(run[0], "cp1252") or run[0], text)
    return text if text.isascii() else text.translate(SIGNS)
