"""Turn the HTML that shop systems export in their cells into the text that a shopper reads."""

import html
import re
from html.entities import html5

UNSEEN = "style|script|head|title|template|noscript|iframe|svg"
"""Elements that go with all they hold."""

BLOCKS = (
    "address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|fieldset"
    "|figcaption|figure|footer|form|h[1-6]|header|hr|html|legend|li|main|nav|ol|p|pre|section"
    "|summary|table|tbody|tfoot|thead|tr|ul"
)
"""Elements that begin a line."""

CELLS = "td|th|option|img"
INLINE = (
    "a|abbr|acronym|area|audio|b|bdi|bdo|big|button|cite|code|col|colgroup|data|del|dfn|em|embed"
    "|font|i|input|ins|kbd|label|link|map|mark|meta|meter|nobr|o:p|object|param|picture|q|rp|rt"
    "|ruby|s|samp|select|small|source|span|strike|strong|sub|sup|textarea|time|tt|u|var|video|wbr"
    "|blink|canvas|dialog|dir|marquee|math|m[inors]|menu|slot|[a-z]+(?:-[a-z0-9]+)+"
)
"""The last are elements of a page's own, which have a hyphen."""
TAG = re.compile(
    rf"<(?P<closing>/?)(?P<name>(?P<unseen>{UNSEEN})|(?P<block>{BLOCKS})|(?P<cell>{CELLS})|{INLINE})"
    r"(?![\w:-])(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*>",
    re.IGNORECASE,
)
"""A tag of HTML: "<M>" and "a < b" are none. No alternative passes a "<", so it reads in one go."""

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""Only with its semicolon, so that "AT&T" and "fish&chips" stay what they are."""

INSTRUCTION = re.compile(r"<\?(?:xml|php|=)[^<>]*\?>", re.IGNORECASE)
SHORTCODE = re.compile(
    r"\[/?(?:(?:vc|et_pb|fusion|av|elementor|wpb|su|ux|porto|mk|tm)_\w+|gallery|caption|embed"
    r"|playlist|contact-form-7|product_page|products|add_to_cart)(?:\s[^\[\]<>]{0,500})?/?\]"
)
"""What WordPress puts in place of a widget: [vc_row css="..."]."""

MOST_ESCAPES = 3
"""A cell may have been escaped twice on its way, "&amp;amp;"."""


def plain_text(text: str) -> str:
    """Return the text without tags and entities; blocks become lines, style and script go."""
    for _ in range(MOST_ESCAPES):
        if "&" not in text or (decoded := ENTITY.sub(character, text)) == text:
            break
        text = decoded
    if "[" in text:
        text = SHORTCODE.sub(" ", text)
    if "<" not in text:
        return text
    text = without_between(text, "<!--", "-->")
    text = INSTRUCTION.sub("", text.replace("<![CDATA[", "").replace("]]>", ""))
    return tidy_lines(without_tags(text))


def character(entity: re.Match[str]) -> str:
    """Return what the entity stands for; an unknown one stays."""
    name = entity[0][1:]
    known = name.startswith("#") or name in html5
    return html.unescape(entity[0]).translate(UNSHOWN) if known else entity[0]


UNSHOWN = {0xA0: " ", 0xFFFD: None}
"""A space that does not break, and what stands for a number that is no character."""


def without_between(text: str, opening: str, closing: str) -> str:
    """Return the text without what stands between the two; one that never closes stays."""
    kept, at = [], 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        kept.append(text[at:start])
        at = end + len(closing)
    return "".join([*kept, text[at:]])


def without_tags(text: str) -> str:
    """Return the text with line ends for blocks, spaces for cells and nothing for other tags."""
    kept: list[str] = []
    unseen, at = "", 0
    for tag in TAG.finditer(text):
        name = tag["name"].lower()
        if unseen:
            if tag["closing"] and name == unseen:
                unseen, at = "", tag.end()
            continue
        kept.append(text[at : tag.start()])
        at = tag.end()
        if tag["unseen"] and not tag["closing"] and not tag[0].endswith("/>"):
            unseen = name
        kept.append("\n" if tag["block"] else " " if tag["cell"] else "")
    return "".join(kept) + ("" if unseen else text[at:])


def tidy_lines(text: str) -> str:
    """Return the text with single spaces and without empty lines."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
