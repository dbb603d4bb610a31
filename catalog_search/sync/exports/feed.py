"""Read product feeds in XML, RSS 2.0 or Atom, as Google Merchant takes them."""

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from django.core.serializers.xml_serializer import DefusedExpatParser, DefusedXmlException

from catalog_search.exceptions import message as _
from catalog_search.sync.exports.category_tree import CategoryTree
from catalog_search.sync.exports.elements import (
    DEEPEST,
    LONGEST_TEXT,
    MAX_PARTS,
    XML,
    Element,
    add,
    column_of,
)
from catalog_search.sync.tables.nested import expanded
from catalog_search.types import Problem

ITEMS = {
    *("item", "entry", "product", "offer", "shopitem", "record", "row", "artikel", "article"),
    *("prod", "produkt", "produit", "producto", "prodotto", "produto", "good", "товар", "o", "doc"),
    *("urun", "ürün"),
}
CHUNK = 1 << 16

Row = tuple[int, Mapping[str, object]]
NO_FEED = _("The file is XML, but no product feed: it has no <item>, <entry> or <product>.")

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
    "invalid character number": _("it names a control character, as &#11;; leave it out"),
    "declaration not at start": _("something stands before <?xml ...>, which must come first"),
    "junk after document": _("something stands behind its last tag"),
    "duplicate attribute": _("a tag has an attribute twice"),
    "encoding": _("its encoding is not the one that it declares; save it as UTF-8"),
}
"""What is wrong, by words of the parser's messages."""
DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^<>]*\?>")


class UnreadableEncoding(Exception):
    """The parser does not know the encoding that a file declares."""


class Items(ContentHandler):
    """Gathers the items' rows: their own attributes, and their elements by name."""

    def __init__(self, parser: DefusedExpatParser) -> None:
        super().__init__()
        self.parser = parser
        self.rows: list[Row] = []
        self.count = 0
        self.path: list[Element] = []
        """The elements that are open, from the item down; empty outside of items."""
        self.line = self.parts = self.length = 0
        self.categories = CategoryTree()

    def startElementNS(  # noqa: N802
        self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        element = Element(name[1], attributes_of(attrs))
        if not self.path and name[1].lower() not in ITEMS:
            self.categories.start(name[1], element.attributes)
            return
        if self.path and len(self.path) < DEEPEST:
            self.keep(element, 0)
        elif not self.path:
            self.categories.leave()
            self.line, self.parts, self.length = self.parser.getLineNumber(), 0, 0
        self.path.append(element)

    def characters(self, content: str) -> None:
        if len(self.path) > 1:
            self.keep(content, len(content))
        elif not self.path:
            self.categories.characters(content)

    def keep(self, part: str | Element, length: int) -> None:
        """Add the part to the element that is open, as long as the item is not too long."""
        self.parts, self.length = self.parts + 1, self.length + length
        if self.parts <= MAX_PARTS and self.length <= LONGEST_TEXT:
            self.path[-1].parts.append(part)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        element = self.path.pop() if self.path else None
        if element is None:
            self.categories.end(name[1])
        if element is None or self.path:
            return
        row = {name: text for name, text in element.attributes.items() if text.strip()}
        self.rows.append((self.line, self.categories.with_paths(row_of(row, element))))
        self.count += 1

    def taken(self) -> Iterator[Row]:
        """Yield the rows that were found since they were last taken."""
        rows, self.rows = self.rows, []
        for line, row in rows:
            yield from ((line, each) for each in expanded(row))


def attributes_of(attrs: AttributesNSImpl) -> dict[str, str]:
    return {name[1]: text for name, text in attrs.items() if name[0] in (None, XML)}


def row_of(attributes: Mapping[str, str], item: Element) -> dict[str, object]:
    row: dict[str, object] = dict(attributes)
    for element in item.elements():
        add(row, *column_of(element))
    return row


def rows(stream: IO[bytes]) -> Iterator[Row | Problem]:
    """Yield the first line and the elements of each item, by name without namespace.

    Broken XML ends the file with a problem. Entities are refused, and documents types with rules.
    """
    parser = DefusedExpatParser()
    items = Items(parser)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(items)
    try:
        start = without_declarations(stream.read(CHUNK))
        declared = declaration(start)
        declare(parser, declared)
        parser.feed(start[len(declared) :])
        yield from items.taken()
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            parser.feed(chunk)
            yield from items.taken()
        parser.close()
    except (SAXException, DefusedXmlException, UnreadableEncoding) as error:
        yield from items.taken()
        reason = _("The XML cannot be read from here on: %(error)s.", error=what_is_wrong(error))
        yield Problem("", reason, parser.getLineNumber(), product_lost=True, passing=True)
        return
    yield from items.taken()
    if not items.count:
        yield Problem("", NO_FEED, product_lost=True)


def without_declarations(start: bytes) -> bytes:
    """Return how a file begins without a plain document type.

    Blank lines above the declaration, which XML forbids, are left out.
    """
    plain = start.removeprefix(codecs.BOM_UTF8).lstrip()
    start = plain if plain.startswith(b"<?xml") else start
    doctype = PLAIN_DOCTYPE.match(start, max(start.find(b"<!DOCTYPE"), 0))
    if doctype:
        lines = b"\n" * doctype[0].count(b"\n")
        start = start[: doctype.start()] + lines + start[doctype.end() :]
    return start


def declaration(start: bytes) -> bytes:
    """Return the declaration that the file begins with, which names its encoding, b"" without."""
    declared = DECLARATION.match(start)
    return declared[0] if declared else b""


def declare(parser: DefusedExpatParser, declared: bytes) -> None:
    """Give the parser the declaration. Raises UnreadableEncoding."""
    try:
        parser.feed(declared)
    except (ValueError, LookupError) as error:  # One unknown, or not of one byte a letter.
        raise UnreadableEncoding from error


def what_is_wrong(error: Exception) -> str:
    if isinstance(error, DefusedXmlException):
        return ENTITIES
    if isinstance(error, UnreadableEncoding):
        return REASONS["encoding"]
    text = str(error)
    return next((reason for words, reason in REASONS.items() if words in text), UNCLOSED)
