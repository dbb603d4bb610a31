"""Lists that PHP wrote as text with serialize(), as databases of shops keep them."""

import re

SCALAR = re.compile(r"(?:i:(-?\d{1,20})|d:([-+.\deE]{1,30})|b:([01])|(N));")
TEXT = re.compile(r"s:(\d{1,6}):\"")
LIST = re.compile(r"a:(\d{1,4}):\{")
END = re.compile(r'";(?=[aidbsN][:;]|\}|$)')
"""The end of a text whose length is not as it says: letters in another encoding."""
DEEPEST = 10

Value = list[object] | dict[str, object]


class NotPhp(ValueError):
    """The text is none of PHP's."""


def unserialized(text: str) -> Value | None:
    """Return the list or the object in what PHP wrote: 'a:1:{i:0;s:3:"Red";}'.

    None for any other text.
    """
    if not LIST.match(text):
        return None
    try:
        value, end = value_at(text, 0, DEEPEST)
    except NotPhp:
        return None
    return value if end == len(text) and isinstance(value, list | dict) else None


def value_at(text: str, at: int, depth: int) -> tuple[object, int]:
    """Return the value that begins at this place, and where it ends. Numbers are texts."""
    if scalar := SCALAR.match(text, at):
        return next((part for part in scalar.groups()[:3] if part is not None), None), scalar.end()
    if quote := TEXT.match(text, at):
        return text_at(text, quote.end(), int(quote[1]))
    if (brace := LIST.match(text, at)) and depth:
        return list_at(text, brace.end(), int(brace[1]), depth - 1)
    raise NotPhp


def text_at(text: str, at: int, size: int) -> tuple[str, int]:
    """Return the text of so many bytes in UTF-8, or up to a quote that ends it."""
    inside = text[at : at + size].encode("utf-8", "surrogatepass")[:size]
    value = inside.decode("utf-8", "ignore")
    end = at + len(value)
    if text.startswith('";', end):
        return value, end + 2
    if not (quote := END.search(text, at)):
        raise NotPhp
    return text[at : quote.start()], quote.start() + 2


def list_at(text: str, at: int, count: int, depth: int) -> tuple[Value, int]:
    """Return the list, or an object where the keys are no numbers."""
    items: dict[str, object] = {}
    for _item in range(count):
        key, at = value_at(text, at, 0)
        items[str(key)], at = value_at(text, at, depth)
    if not text.startswith("}", at):
        raise NotPhp
    return (list(items.values()) if all(map(str.isdecimal, items)) else items), at + 1
