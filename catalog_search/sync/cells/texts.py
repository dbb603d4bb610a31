"""The text in a cell that holds more than one: lists, languages, and documents of text editors."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Model

from catalog_search import conf
from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import written

NAMES = ("path", "full_path", "full_name", "name", "title", "label", "value")
"""What objects of JSON call the text that stands for them."""

CODES = {
    **{"english": "en", "german": "de", "spanish": "es", "french": "fr", "italian": "it"},
    **{"dutch": "nl", "portuguese": "pt", "swedish": "sv", "danish": "da", "norwegian": "no"},
    **{"finnish": "fi", "russian": "ru", "hungarian": "hu", "romanian": "ro", "turkish": "tr"},
    **{"polish": "pl", "czech": "cs", "greek": "el", "arabic": "ar"},
}
"""Codes of the values of LANGUAGE."""
LANGUAGES = frozenset(CODES.values())
CODE = re.compile(r"[a-z]{2}(?:[-_](?:[a-z]{2}|[a-z]{4}|\d{3}))?|default", re.IGNORECASE)
LANGUAGE_KEYS = ("lang", "language", "locale", "languageCode", "language_code", "@language")
SECTIONS = re.compile(
    r"\[:([a-z]{2})\](.*?)(?=\[:(?:[a-z]{2})?\]|\Z)"
    r"|<!--:([a-z]{2})-->(.*?)(?:<!--:-->|(?=<!--:[a-z]{2}-->))"
    r"|\{mlang ([a-z]{2})\}(.*?)(?:\{mlang\}|(?=\{mlang [a-z]{2}\}))"
    r"|\{:([a-z]{2})\}(.*?)(?:\{:\}|(?=\{:[a-z]{2}\}))",
    re.DOTALL | re.IGNORECASE,
)
"""A text in several languages, as plugins of WordPress and others write it."""

OPENINGS = ("[:", "{:", "<!--:", "{mlang ")

CONTAINERS = ("blocks", "children", "content", "ops", "items", "root", "data", "document", "nodes")
LEAVES = ("text", "value", "insert", "html")
"""What documents call their parts, and the text of one."""
KINDS = ("type", "nodeType", "_type")
MAX_DEPTH = 20

LARGEST = 10**30
"""Numbers with a fraction of nothing are whole below it: programs that calculate write 123.0."""


def as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        names = (each for name in NAMES if isinstance(each := value.get(name), str))
        if (named := next(names, None)) is not None:
            return named
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(int(value) if is_whole(value) else value)
    if isinstance(value, Model):
        raise ValueError(_("is a %(kind)s, not text", kind=type(value).__name__))
    raise ValueError(_("is not text"))


def is_whole(value: float | Decimal) -> bool:
    if isinstance(value, Decimal) and not value.is_finite():
        return False
    return -LARGEST < value < LARGEST and value == int(value)


def text_in(value: object, between: str = "") -> str:
    """Return the text of a cell. Of several languages it is the catalogue's, else English.

    The texts of a list have `between` between them, or the first counts where that is empty.
    Raises ValueError if there is no text.
    """
    if isinstance(value, str) and any(map(value.__contains__, OPENINGS)):
        return of_sections(value)
    if not isinstance(value, str):
        return "" if value in ([], {}) else structured(value, between) or as_text(value)
    inside = written(value) if value[:1] in ("[", "{") else None
    try:
        return (inside and (structured(inside, between) or as_text(inside))) or value
    except ValueError:
        return value


def of_sections(text: str) -> str:
    """Return the text with its part in one language in place of those in several."""
    matches = list(SECTIONS.finditer(text))
    if not matches:
        return text
    sections = [[part for part in match.groups() if part] for match in matches]
    chosen = in_language({code: texts[0] if texts else "" for code, *texts in sections})
    before, behind = text[: matches[0].start()], text[matches[-1].end() :].removeprefix("[:]")
    return f"{before}{chosen}{behind}"


def structured(value: object, between: str) -> str:
    """Return the text in a list or an object, "" if there is none that is known."""
    if isinstance(value, Mapping):
        texts = {str(code): text for code, text in value.items() if isinstance(text, str)}
        if texts.keys() - {"id"} and all(map(CODE.fullmatch, map(str, value))):
            return in_language(texts)
        return document(value) if is_document(value) else ""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ""
    if value and all(isinstance(each, Mapping) for each in value):
        by_code = {code: as_text(each) for each in value if (code := language_of(each))}
        if len(by_code) == len(value):
            return in_language(by_code)
        if any(map(is_document, value)):
            return document(value)
    listed = [as_text(each).strip() for each in value]
    return between.join(listed) if between else next(filter(None, listed), "")


def in_one_language(value: object) -> object:
    """Return the cell with one language's part in place of each that holds several."""
    if isinstance(value, str):
        return of_sections(value) if any(map(value.__contains__, OPENINGS)) else value
    if isinstance(value, Mapping):
        if value.keys() - {"id"} and all(map(CODE.fullmatch, map(str, value))):
            code = in_language(
                {str(code): str(code) if part else "" for code, part in value.items()}
            )
            return in_one_language(value.get(code))
        return {name: in_one_language(part) for name, part in value.items()}
    if not isinstance(value, list | tuple):
        return value
    items = {language_of(each): each for each in value if isinstance(each, Mapping)}
    if value and len(items) == len(value) and all(items):
        return items[in_language({code: code for code in items})]
    return [in_one_language(each) for each in value]


def attribute_in_one_language(value: object) -> object:
    """Return an attribute's value, of texts in several languages that in the catalogue's.

    Values by country or unit, {"uk": "8", "eu": "42"}, stay as they are.
    """
    if isinstance(value, Mapping):
        codes = {str(code).lower()[:2] for code in value if CODE.fullmatch(str(code))}
        has_words = all(any(map(str.isalpha, str(text))) for text in value.values())
        own = {"en", CODES.get(conf.settings().language, "en")}
        if len(codes) < len(value) or not (has_words and codes <= LANGUAGES and codes & own):
            return value
    return in_one_language(value) if isinstance(value, str | Mapping) else value


def language_of(item: Mapping[str, object]) -> str:
    return next((str(item[key]) for key in LANGUAGE_KEYS if item.get(key)), "")


def in_language(texts: Mapping[str, str]) -> str:
    """Return the text in the catalogue's language, else in English, else the first."""
    prefixes = (CODES.get(conf.settings().language, ""), "en", "default")
    codes = sorted(texts, key=lambda code: code.lower()[:2] != code.lower())
    filled = [code for code in codes if texts[code].strip()]
    codes_by_wish = (
        code for want in prefixes for code in filled if want and code.lower().startswith(want)
    )
    first = next((code for code in texts if texts[code].strip()), "")
    return texts.get(next(codes_by_wish, first), "")


def is_document(item: object) -> bool:
    """Return whether an object of JSON is a text with its form, as editors in browsers keep it."""
    if not isinstance(item, Mapping):
        return False
    has_parts = any(isinstance(item.get(key), list | Mapping) for key in CONTAINERS)
    is_node = any(key in item for key in KINDS) or item.keys() == {"html"}
    return (has_parts and (is_node or len(item) <= 3 or "blocks" in item)) or (
        is_node and any(isinstance(item.get(key), str) for key in LEAVES)
    )


def document(node: object, depth: int = MAX_DEPTH) -> str:
    """Return the text of a document: what stands side by side in one line, blocks in lines."""
    if isinstance(node, str) or not depth:
        return node if isinstance(node, str) else ""
    if isinstance(node, Mapping):
        leaf = next((text for key in LEAVES if isinstance(text := node.get(key), str)), None)
        parts = (node[key] for key in CONTAINERS if isinstance(node.get(key), list | Mapping))
        return leaf if leaf is not None else document(next(parts, ""), depth - 1)
    if not isinstance(node, list | tuple):
        return ""
    inline = any(isinstance(each, Mapping) and any(key in each for key in LEAVES) for each in node)
    texts = [document(each, depth - 1) for each in node]
    return "".join(texts) if inline else "\n".join(filter(None, texts))
