"""Read product feeds in XML, RSS 2.0 or Atom, as Google Merchant takes them."""

import re
from collections.abc import Iterator, Mapping
from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from django.core.serializers.xml_serializer import DefusedExpatParser, DefusedXmlException

from catalog_search.exceptions import message as _
from catalog_search.types import Problem

ITEMS = {"item", "entry", "product", "offer", "shopitem", "record", "row", "artikel", "article"}
CHUNK = 1 << 16
LONGEST_TEXT = 1 << 20
"""Characters of one element; the rest is dropped."""

Row = tuple[int, Mapping[str, object]]
NO_FEED = _("The file is XML, but no product feed: it has no <item>, <entry> or <product>.")

DECLARED = re.compile(
    rb"""^((?:\xef\xbb\xbf)?\s*<\?xml[^>]*?)\s+encoding=["']utf-?(?:16|32)[^"']*["']""", re.I
)
"""The encoding that a file had before it was read as UTF-8."""
PLAIN_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^<>\[\]]*>")
"""A document type that only names itself and where its rules are; nobody fetches these."""
ENTITIES = _("its document type declares rules or entities of its own; remove <!DOCTYPE ...>")
UNCLOSED = _("a tag is not closed, or closed twice")
REASONS = {
    "not well-formed": _(
        "a letter in another encoding stands there, or a sign that must be written &amp; or &lt;"
    ),
    "undefined entity": _("it names a letter that XML does not know, as &nbsp;; write the letter"),
    "unbound prefix": _("a prefix such as g: is not declared"),
    "encoding": _("its encoding is not the one that it declares; save it as UTF-8"),
}
"""What is wrong, by words of the parser's messages."""


class Items(ContentHandler):
    """Gathers each item's own elements by name; elements within them are left out."""

    def __init__(self, parser: DefusedExpatParser) -> None:
        super().__init__()
        self.parser = parser
        self.rows: list[Row] = []
        self.count = 0
        self.path: list[str] = []
        """The elements that are open, from the item down; empty outside of items."""
        self.row: dict[str, object] = {}
        self.texts: list[str] = []
        self.line = 0

    def startElementNS(  # noqa: N802
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        local = name[1]
        if self.path:
            self.path.append(local)
        elif local.lower() in ITEMS:
            named = ((name[1], text) for name, text in attrs.items() if name[0] is None)
            self.path, self.row = [local], {name: text for name, text in named if text.strip()}
            self.line = self.parser.getLineNumber()
        self.texts = []
        if len(self.path) == 2 and (address := attrs.get((None, "href"))):
            self.texts = [address]

    def characters(self, content: str) -> None:
        if len(self.path) == 2 and sum(map(len, self.texts)) < LONGEST_TEXT:
            self.texts.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        if len(self.path) == 2:
            self.add(self.path[1], "".join(self.texts).strip())
        elif len(self.path) == 1:
            self.rows.append((self.line, self.row))
            self.count += 1
        self.path, self.texts = self.path[:-1], []

    def add(self, name: str, text: str) -> None:
        """Add the element's text; what comes more than once becomes a list."""
        before = self.row.get(name)
        if text and before and text != before:
            self.row[name] = [*(before if isinstance(before, list) else [before]), text]
        elif text:
            self.row[name] = text


def rows(stream: IO[bytes]) -> Iterator[Row | Problem]:
    """Yield the first line and the elements of each item, by name without namespace.

    Broken XML ends the file with a problem. Entities are refused, and documents types with rules.
    """
    parser = DefusedExpatParser()
    items = Items(parser)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(items)
    try:
        parser.feed(without_declarations(stream.read(CHUNK)))
        yield from items.rows
        items.rows = []
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            parser.feed(chunk)
            yield from items.rows
            items.rows = []
        parser.close()
    except (SAXException, DefusedXmlException) as error:
        yield from items.rows
        reason = _("The XML cannot be read from here on: %(error)s.", error=what_is_wrong(error))
        yield Problem("", reason, parser.getLineNumber(), product_lost=True)
        return
    yield from items.rows
    if not items.count:
        yield Problem("", NO_FEED, product_lost=True)


def without_declarations(start: bytes) -> bytes:
    """Return how a file begins without a plain document type, and with no encoding but its own."""
    doctype = PLAIN_DOCTYPE.match(start, max(start.find(b"<!DOCTYPE"), 0))
    if doctype:
        lines = b"\n" * doctype[0].count(b"\n")
        start = start[: doctype.start()] + lines + start[doctype.end() :]
    return DECLARED.sub(rb"\1", start)


def what_is_wrong(error: Exception) -> str:
    if isinstance(error, DefusedXmlException):
        return ENTITIES
    text = str(error)
    return next((reason for words, reason in REASONS.items() if words in text), UNCLOSED)
