"""Signs that shops write between names, of which Unicode has many that look alike."""

import re
from itertools import chain
from unicodedata import name

BLOCKS = (
    *((0x203A, 0x204F), (0x2190, 0x2200), (0x2300, 0x2400), (0x25B0, 0x25C0), (0x2760, 0x2780)),
    *((0x2794, 0x27C0), (0x27E0, 0x2980), (0x29FC, 0x29FE), (0x2B00, 0x2C00), (0x1F780, 0x1F900)),
)
"""Where Unicode has arrows, triangles and brackets."""
TO_THE_RIGHT = re.compile(
    r"(?!.*(?:\b(?:UP|DOWN)|LEFTWARDS|PENTAGON))"
    r".*(?:RIGHTWARDS.*(?:ARROW|BULLET)|RIGHT[- ]POINTING.*(?:ANGLE|TRIANGLE|POINTER))"
)
SIGNS = map(chr, chain.from_iterable(range(*block) for block in BLOCKS))
ARROWS = "»⟩〉‣⤳≫≻⪢⟫👉" + "".join(sign for sign in SIGNS if TO_THE_RIGHT.match(name(sign, "")))
"""Signs that point to the right."""
ARROW = rf"[|~=\-–—―─]{{0,5}}\s?(?:[>＞﹥{ARROWS}]\ufe0f?)+\|?"  # noqa: RUF001
"""A pattern for an arrow of one sign or of several: "-->", "|>"."""
PIPE = r"(?<![>|])[|｜¦│┃∣‖❘ǀ]+(?!\s?>)"  # noqa: RUF001
BACKSLASH = r"[\\＼﹨∖⧵⧹]+"  # noqa: RUF001
COLONS = r"[:：]{2,}|∷"  # noqa: RUF001

OF_A_WORD = (
    r"[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u09f1\u09f4-\u0af0\u0af2-\u0bf8"
    r"\u0bfa-\u0e3e\u0e40-\u17da\u17dc-\u1bff]"
)
"""Marks that belong to words and are no letters by themselves, and all signs of the alphabets of
India and its neighbours but those of currencies."""
ADDRESS = re.compile(
    r"\s?[:=(\[]?\s?"
    r"(?:(?<!\w)(?:url\()?(?:https?://|//[\w-]{1,63}\.|www\.|data:image/)[^\s|;<>\"')\]]+"
    r"(?:;base64,[\w+/=]*)?"
    r"|(?<![^\s,;|:(/])[^\s,;|:()]{0,100}\.(?:jpe?g|png|webp|gif|svg|avif)(?![\w.])"
    r"(?:\?[^\s,;|]*)?)[)\]]*",
    re.IGNORECASE,
)
"""An address or the file of a picture of the color, which stands beside its name."""
