"""An element of XML with what is in it, as the value of a cell: a text, a list or an object."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

LONGEST_TEXT = 1 << 20
"""Characters of an item; the rest is dropped."""
MAX_PARTS = 5000
"""Elements and pieces of text of an item."""
DEEPEST = 30
"""Levels below an item."""

MARKUP = re.compile(
    r"p|br|b|i|u|s|em|strong|span|div|ul|ol|li|h[1-6]|a|font|small|sub|sup|table|tbody|thead|tr|td|th"
    r"|dl|dt|dd|hr|center|blockquote|pre",
    re.IGNORECASE,
)
"""Elements of HTML within a text."""
ADDRESSES = ("href", "src", "url")
NAMES = ("name", "key", "code", "label")
"""Attributes that hold the address of a picture, or the name of a value."""
FIELDS = frozenset(["field", "column", "str", "int", "long", "float", "double", "bool", "arr"])
"""Elements that may have the name of a column as an attribute."""
LANGUAGES = ("lang", "language", "locale")
XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(slots=True)
class Element:
    """An element, its attributes by local name, and its texts and elements in order."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    parts: "list[str | Element]" = field(default_factory=list)

    def elements(self) -> "list[Element]":
        return [part for part in self.parts if isinstance(part, Element)]

    def text(self) -> str:
        return "".join(part for part in self.parts if isinstance(part, str)).strip()


def value_of(element: Element) -> object:
    """Return what the element says: a text, the list of its elements, or an object of them."""
    inside = element.elements()
    if not inside:
        return with_attributes(element, element.text())
    if element.text() or all(map(is_markup, inside)):
        return "".join(markup(element.parts)).strip()
    names = {each.name for each in inside}
    if len(names) == 1 and (len(inside) > 1 or is_plural(element.name, inside[0].name)):
        return [value for each in inside if (value := value_of(each)) not in ("", [], {})]
    cells: dict[str, object] = {}
    for each in inside:
        add(cells, each.name, value_of(each))
    named = next((name for name in NAMES if element.attributes.get(name)), "")
    return {"name": element.attributes[named], **cells} if named else cells


def column_of(element: Element) -> tuple[str, object]:
    """Return the name and the value of a part of an item, or of a field that has its name in it.

    Databases and search engines write `<field name="sku">a</field>`.
    """
    name = element.attributes.get("name", "")
    if name and element.name.lower() in FIELDS:
        return name, value_of(Element(element.name, {}, element.parts))
    return element.name, value_of(element)


def is_markup(element: Element) -> bool:
    """Return whether the element is one of HTML, and no value that has a name: <a name="EAN">."""
    return bool(MARKUP.fullmatch(element.name)) and not element.attributes.get("name")


def with_attributes(element: Element, text: str) -> object:
    """Return the text with its language, its name or its currency, or an address in its place."""
    attributes = element.attributes
    text = text or next((attributes[name] for name in ADDRESSES if attributes.get(name)), "")
    if language := next((attributes[name] for name in LANGUAGES if attributes.get(name)), ""):
        return {"lang": language, "value": text}
    if text and (name := next((attributes[each] for each in NAMES if attributes.get(each)), "")):
        return {"name": name, "value": text}
    currency = attributes.get("currency", "")
    return f"{text} {currency}" if text and currency and not re.search(r"[^\W\d_]", text) else text


def is_plural(name: str, singular: str) -> bool:
    """Return whether the element is a list of what it has once: images, categories."""
    return name.lower() != singular.lower() and name.lower().startswith(
        singular.lower().rstrip("y")
    )


def markup(parts: "list[str | Element]") -> Iterator[str]:
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield f"<{part.name}>"
            yield from markup(part.parts)
            yield f"</{part.name}>"


def add(row: dict[str, object], name: str, value: object) -> None:
    """Add the value to the row; what comes more than once becomes a list."""
    before = row.get(name)
    if value in ("", [], {}) or value == before:
        return
    if before is None:
        row[name] = value
    else:
        values = value if isinstance(value, list) else [value]
        row[name] = [*(before if isinstance(before, list) else [before]), *values]
