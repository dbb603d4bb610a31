"""Turn the HTML that shop systems export in their cells into the text that a shopper reads."""

import html
import json
import re
from html.entities import html5

from catalog_search.sync.cells.codes import MARKS, without_codes

UNSEEN = (
    "style|script|head|title|template|noscript|iframe|svg|xml|video|audio|canvas|object"
    "|w:worddocument|w:latentstyles|o:officedocumentsettings|x:excelworkbook"
)
"""Elements that go with all they hold: what they hold is for other programs or old browsers."""

BLOCKS = (
    "address|article|aside|blockquote|body|br|caption|center|dd|details|div|dl|dt|fieldset"
    "|figcaption|figure|footer|form|h[1-6]|header|hr|html|legend|li|main|nav|ol|p|pre|section"
    "|summary|table|tbody|tfoot|thead|tr|ul"
)
"""Elements that begin a line."""

CELLS = "td|th|option|img"
INLINE = (
    "a|abbr|acronym|area|b|base|bdi|bdo|big|button|cite|code|col|colgroup|data|del|dfn|em|embed"
    "|font|i|input|ins|kbd|label|link|map|mark|meta|meter|nobr|param|picture|q|rp|rt"
    "|ruby|s|samp|select|small|source|span|strike|strong|sub|sup|textarea|time|tt|u|var|wbr"
    "|blink|dialog|dir|marquee|math|m[inors]|menu|slot|(?-i:[a-z]+(?:-[a-z0-9]+)+)"
    "|(?!mailto|tel)[a-z][a-z0-9]{0,9}:[a-z]+"
)
"""The last are elements of a page's own, which have a hyphen and no capitals ("<TP-Link>" is none),
and of Word or of a feed."""
TAG = re.compile(
    rf"<(?P<closing>/?)(?P<name>(?P<unseen>{UNSEEN})|(?P<block>{BLOCKS})|(?P<cell>{CELLS})|{INLINE})"
    r"(?![\w:-])(?!(?<=<\w)\s+\w[^<>\"'=]*>)(?:\"[^\"<]*\"|'[^'<]*'|[^<>\"'])*>",
    re.IGNORECASE,
)
"""A tag of HTML: "<M>", "a < b" and "a<b and c>d" are none. No alternative passes a "<", so
it reads in one go."""

HOLDS_TAG = re.compile(r"(?<=[\w-]=)(?:\"(?=[^\"]*<)[^\"]*\"|'(?=[^']*<)[^']*')")
"""The value of an attribute that has a tag in it."""
OPEN = re.compile(r"</?[a-z][^<>]*$", re.IGNORECASE)
"""A tag that is not closed, as where a text was cut off."""
OPEN_WITH_NAME = re.compile(
    rf"</?(?:{UNSEEN}|{BLOCKS}|{CELLS}|{INLINE})(?:(?<=\w\w)|(?<=/\w)|\s+[\w-]+=)"
    r"(?![\w:-])[^<>]*$",
    re.IGNORECASE,
)
"""Where there is no other tag, it needs more than a letter: "a <b" is none."""
FURTHEST = 300
"""Characters of a tag before the attribute that has a tag in it."""

ENTITY = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|&(?:nbsp|amp|quot)(?![A-Za-z0-9=])"
)
"""Named entities count only with their semicolon, so that addresses stay as they are."""
OLD_NAMES = "|".join(name for name in html5 if name.isalnum() and name.lower() != "not")
"""Names of entities that browsers read without a semicolon."""
ENTITY_OF_TEXT = re.compile(
    rf"{ENTITY.pattern}|&(?:{OLD_NAMES})(?![A-Za-z0-9=])"
    r"|&#(?:(?:3[489]|[0-9]{3,6})(?![0-9])|[xX][0-9a-fA-F]{2,6}(?![0-9a-fA-F]))"
    r"|&(?:[A-Za-z](?:uml|acute|grave|circ|tilde|cedil|ring|slash)|szlig)(?!=)"
)
"""Without a semicolon only certain entities count: "AT&T" and "fish&chips" stay as they are."""
HALVES = re.compile(
    r"&#(xd[89ab][0-9a-f]{2}|5[56]\d{3});&#(xd[c-f][0-9a-f]{2}|5[67]\d{3});", re.IGNORECASE
)
"""A character written as the two halves that it has in UTF-16: "&#55357;&#56832;"."""
ESCAPES = re.compile(r"(?:(?<!\\)\\u[0-9a-fA-F]{4})(?:\\u[0-9a-fA-F]{4})*")
"""Letters as programs write them: "caf\\u00e9"."""

ESCAPED_QUOTE = re.compile(r"(?<=\w)\\(?=['\"])")
"""What PHP and MySQL put before a quote: "Levi\\'s"."""
LINE_END = re.compile(r"(?<![:\\])\\n(?![a-z])")
"""A line end as programs write it: "One\\nTwo", but not the folder "C:\\new"."""

INSTRUCTION = re.compile(
    r"<\?(?:xml|php|=)[^<>]*\?>|<%[^<>]*%>|<!(?:doctype|\[(?:if|endif|else)\b)[^<>]*>",
    re.IGNORECASE,
)
SHORTCODE = re.compile(
    r"\[/?(?:(?:vc|et_pb|fusion|av|elementor|wpb|su|ux|porto|mk|tm)_\w+|gallery|caption|embed"
    r"|playlist|contact-form-7|product_page|products|add_to_cart)(?:\s[^\[\]<>]{0,500})?/?\]"
    r"|\[[a-z][\w-]{0,40}(?:\s+[\w-]{1,40}="
    r"(?:\"[^\"\[\]<>]{0,300}\"|'[^'\[\]<>]{0,300}'|[\w#%./:-]{1,300}))+\s*/?\]"
)
"""What WordPress puts in place of a widget: [vc_row css="..."]."""
DIRECTIVE = re.compile(
    r"\{%-?\s*(comment|schema|style|stylesheet|javascript)\s*-?%\}(?s:.{0,5000}?)"
    r"\{%-?\s*end\1\s*-?%\}"
    r"|\{\{(?:config|media|widget|block|store|skin|view|customvar|protocol)\b[^{}]*\}\}"
    r"|\{\{-?\s*\w+\s*[.|][^{}]*\}\}|\{%[^{}%]*%\}|\{#[^{}#]*#\}"
)
"""What Magento, Liquid and other templates put in place of an address, a block or a value."""

MAX_ESCAPES = 5
"""A cell may have been escaped twice on its way, "&amp;amp;"."""


def plain_text(text: str) -> str:
    """Return the text without tags, entities and codes; blocks become lines, style and script go.

    Tags go before entities are read: an attribute may hold escaped ones.
    """
    if "\\" in text:
        text = text.replace("<\\/", "</").replace("\\r\\n", "\n")
        text = ESCAPES.sub(unescaped, LINE_END.sub("\n", ESCAPED_QUOTE.sub("", text)))
    has_lines = "<" in text
    text = without_html(text)
    for _ in range(MAX_ESCAPES):
        if "&" not in text or (decoded := entities_read(ENTITY_OF_TEXT, text)) == text:
            break
        text = without_html(decoded)
    if "{" in text:
        text = DIRECTIVE.sub(" ", text)
    if any(mark in text for mark in MARKS):
        text = without_codes(SHORTCODE.sub(" ", text))
    return tidy_lines(text) if has_lines else text


def unescaped(escapes: re.Match[str]) -> str:
    return str(json.loads(f'"{escapes[0]}"'))


def without_html(text: str) -> str:
    if "<" not in text:
        return text
    text = without_between(text, "<!--", "-->")
    text = INSTRUCTION.sub("", text.replace("<![CDATA[", "").replace("]]>", ""))
    return tidy_lines(without_tags(HOLDS_TAG.sub(without_value, text)))


def without_entities(text: str) -> str:
    """Return an address or a name with what its entities stand for: "?a=1&amp;b=2"."""
    for _ in range(MAX_ESCAPES):
        if "&" not in text or (decoded := entities_read(ENTITY, text)) == text:
            break
        text = decoded
    return text


def entities_read(pattern: re.Pattern[str], text: str) -> str:
    """Return the text with what these entities stand for."""
    return pattern.sub(character, HALVES.sub(of_two_halves, text))


def of_two_halves(halves: re.Match[str]) -> str:
    high, low = (int(f"0{code}" if code[0] in "xX" else code, 0) for code in halves.groups())
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    return halves[0]


def character(entity: re.Match[str]) -> str:
    """Return what the entity stands for; an unknown one stays."""
    name = entity[0][1:]
    is_known = name.startswith("#") or name in html5
    return html.unescape(entity[0]).translate(UNSHOWN) if is_known else entity[0]


UNSHOWN = {0xA0: " "} | dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, 0xFFFD])
"""A space that does not break, and what stands for a number that is no character."""


def without_between(text: str, opening: str, closing: str) -> str:
    """Return the text without what stands between the two; one that never closes stays."""
    pieces, at = [], 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        pieces.append(text[at:start])
        at = end + len(closing)
    return "".join([*pieces, text[at:]])


def without_tags(text: str) -> str:
    """Return the text with line ends for blocks, spaces for cells and nothing for other tags."""
    pieces: list[str] = []
    unseen, at = "", 0
    for tag in TAG.finditer(text):
        name = tag["name"].lower()
        if unseen:
            if tag["closing"] and name == unseen:
                unseen, at = "", tag.end()
            continue
        pieces.append(text[at : tag.start()])
        at = tag.end()
        if tag["unseen"] and not tag["closing"] and not tag[0].endswith("/>"):
            unseen = name
        pieces.append("\n" if tag["block"] else " " if tag["cell"] else "")
    tail = "" if unseen else (OPEN if pieces else OPEN_WITH_NAME).sub("", text[at:])
    return "".join([*pieces, tail])


def without_value(value: re.Match[str]) -> str:
    """Return an empty value for one that stands in a tag, others as they are."""
    before = value.string[max(0, value.start() - FURTHEST) : value.start()]
    return '""' if before.rfind("<") > before.rfind(">") else value[0]


def tidy_lines(text: str) -> str:
    """Return the text with single spaces and without empty lines."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
