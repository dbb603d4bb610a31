"""Turn BBCode, paired shortcodes and Markdown in cells into the text that a shopper reads."""

import re

CLOSING = re.compile(r"\[/([A-Za-z][\w-]{0,30})\]")
MAX_CODES = 50
"""Different codes of one cell."""
UNSEEN = frozenset(["img", "image", "video", "youtube", "vimeo", "media", "audio", "embed"])
"""Codes that go with all they hold."""
ITEM = re.compile(r"\[(?:\*|li|br|hr)\]", re.IGNORECASE)

IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\s]{1,2000}(?: \"[^\"\n]{0,300}\")?\)")
LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]"
    r"\((?:https?://|mailto:|tel:|/|#)[^()\s]{0,2000}(?: \"[^\"\n]{0,300}\")?\)"
)
STRONG = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,300})(?<=\S)\*\*(?![\w*])")
HEADING = re.compile(r"^(?:#{2,6} +(?=\S)|# +(?=[^\n]+\n))", re.MULTILINE)
"""One # only where lines follow: "# 1 seller" is a title."""
AROUND = tuple(
    re.compile(rf"(?<![\w{sign}]){mark}(?=[^\s{sign}])([^{sign}\n]{{1,300}})(?<=\S){mark}(?!\w)")
    for mark, sign in (("__", "_"), ("~~", "~"), ("`", "`"))
)
TABLE_RULE = re.compile(r"^\|?(?: *:?-{3,}:? *\|)+(?: *:?-{3,}:? *)?$\n?", re.MULTILINE)
TABLE_ROW = re.compile(r"^\| *(.+?) *\|$", re.MULTILINE)
MARKS = ("[", "**", "# ", "__", "~~", "`", "---")
"""Marks one of which every text with codes or Markdown has."""


def without_codes(text: str) -> str:
    """Return the text without codes in square brackets that are closed again, and without Markdown.

    "[b]Soft[/b]" and "**Soft**" are "Soft"; "Shirt [S]" stays.
    """
    if "[/" in text:
        text = without_pairs(text)
    if "](" in text:
        text = LINK.sub(r"\1", IMAGE.sub("", text))
    if "**" in text:
        text = STRONG.sub(r"\1", text)
    for around in AROUND:
        text = around.sub(r"\1", text)
    if TABLE_RULE.search(text):
        text = TABLE_ROW.sub(r"\1", TABLE_RULE.sub("", text))
    return HEADING.sub("", text) if "# " in text else text


def without_pairs(text: str) -> str:
    names = list(dict.fromkeys(name.lower() for name in CLOSING.findall(text)))[:MAX_CODES]
    if not names:
        return text
    for name in UNSEEN.intersection(names):
        text = re.sub(
            rf"\[{name}(?:[\s=][^\[\]]{{0,500}})?\][^\[\]]{{0,2000}}\[/{name}\]",
            "",
            text,
            flags=re.IGNORECASE,
        )
    any_name = "|".join(map(re.escape, names))
    text = ITEM.sub("\n", text)
    codes = rf"\[/?(?:{any_name})(?:[\s=][^\[\]]{{0,500}})?\]"
    return re.sub(codes, "", text, flags=re.IGNORECASE).strip()
