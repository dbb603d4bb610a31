"""Read rows of JSON: an object a line, or one document that holds a list of objects."""

import codecs
import re
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import IO

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import NESTED_TOO_DEEPLY
from catalog_search.sync.tables.columns import documented_name
from catalog_search.sync.tables.json_objects import (
    BLANK,
    DECODER,
    LONGEST_LINE,
    first_object,
    objects_in,
)
from catalog_search.sync.tables.left_out import photos_in_text
from catalog_search.sync.tables.nested import expanded
from catalog_search.types import Problem

LONGEST_ITEM = 8 << 20
"""Characters of an object in a document."""

CHUNK = 1 << 18
LOOKED_AT = 20
"""Lines."""

LISTS = (
    *("products", "items", "data", "results", "records", "articles", "catalog", "rows"),
    *("edges", "nodes", "hits", "docs", "entries", "member", "hydra:member", "@graph"),
)
"""What documents call the list of their products."""
WRAPPERS = ("product", "item", "node", "_source", "fields", "attributes", "record", "doc", "data")
"""What interfaces call the part of an item that is the product."""
MAX_DEPTH = 4

OPENING = re.compile(rb'\s*(?:\[|\{\s*$|\{\s*"[^"]{0,60}"\s*:\s*(?:[\[{]\s*)+$)')
"""A first line with which a document begins, and no line of objects does."""
FIRST_IS_PRODUCT = re.compile(r'\{(?:(?!:\s*\[\s*\{)[\s\S]){0,2000}?"sku"\s*:', re.IGNORECASE)
"""An object that names its SKU before it holds a list of objects."""
NOT_ONE = _("The JSON document holds no list of objects called %(names)s.", names=", ".join(LISTS))
NOT_UTF_8 = _("The line is not UTF-8.")

Row = tuple[int, Mapping[str, object]]


def rows(stream: IO[bytes]) -> Iterator[Row | Problem]:
    """Yield the objects with the lines on which they begin; blank lines are skipped."""
    first = next((line for line in iter(lambda: read_line(stream), b"") if line.strip()), b"")
    stream.seek(0)
    if is_document(first.removeprefix(codecs.BOM_UTF8)) and not begins_as_lines(stream):
        yield from Document(stream).rows()
    elif len(first) >= LONGEST_LINE and first_object(first)[1]:
        yield from Document(stream, of_products=True).rows()
    else:
        yield from lines(stream)


def begins_as_lines(stream: IO[bytes]) -> bool:
    """Return whether a file that is broken as a document has objects on its first lines."""
    broken = isinstance(next(Document(stream).rows(), None), Problem)
    stream.seek(0)
    first_rows = islice(lines(stream), LOOKED_AT) if broken else ()
    has_objects = any(not isinstance(each, Problem) for each in first_rows)
    stream.seek(0)
    return has_objects


def is_document(first: bytes) -> bool:
    """Return whether a file with this first line is one document."""
    if OPENING.match(first):
        return True
    value = first_object(first)[0]
    has_sku = any(documented_name(name) == "sku" for name in value)
    return not has_sku and holds_list(value)


def holds_list(value: Mapping[str, object]) -> bool:
    """Return whether the object, or one in it, has a list that is called as in LISTS."""
    return any(
        (isinstance(each, list) and name.lower() in LISTS)
        or (isinstance(each, dict) and holds_list(each))
        for name, each in value.items()
    )


def lines(stream: IO[bytes]) -> Iterator[Row | Problem]:
    for number, line in enumerate(iter(lambda: read_line(stream), b""), start=1):
        try:
            for value in objects_in(line):
                yield from ((number, row) for row in expanded(unwrapped(value)))
        except UnicodeDecodeError:
            yield problem(number, NOT_UTF_8)
        except RecursionError:
            yield problem(number, NESTED_TOO_DEEPLY)
        except ValueError as error:
            reason = _("The line is not a JSON object: %(error)s.", error=error)
            yield problem(number, reason, photos_in_text(line.decode("utf-8", "replace")))


def unwrapped(value: dict[str, object], depth: int = MAX_DEPTH) -> dict[str, object]:
    """Return the product in an item without a sku that holds it in a part of its own."""
    if not depth or any(documented_name(name) == "sku" for name in value):
        return value
    for name in WRAPPERS:
        if isinstance(part := value.get(name), dict):
            inner = unwrapped(part, depth - 1)
            if any(documented_name(each) == "sku" for each in inner):
                return inner
    return value


def read_line(stream: IO[bytes]) -> bytes:
    """Return the next line; the end of an over-long line is read but dropped."""
    line = piece = stream.readline(LONGEST_LINE)
    while piece and not piece.endswith(b"\n"):
        piece = stream.readline(LONGEST_LINE)
    return line


def problem(line: int, reason: str, left_out: tuple[str, ...] = ()) -> Problem:
    return Problem("", reason, line, product_lost=True, left_out=left_out)


class Document:
    """The objects of a list in one JSON document, read piece by piece."""

    def __init__(self, stream: IO[bytes], *, of_products: bool = False) -> None:
        """`of_products` is whether objects outside of lists are products, too."""
        self.stream, self.of_products = stream, of_products
        self.bytes = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self.text, self.at, self.line, self.ended = "", 0, 1, False

    def rows(self) -> Iterator[Row | Problem]:
        try:
            self.skip()
            while self.at < len(self.text):
                if self.of_products or FIRST_IS_PRODUCT.match(self.text, self.at):
                    yield from self.item()
                elif self.take("["):
                    yield from self.items()
                elif not self.take("{"):
                    raise ValueError(_("an object or a list is missing"))
                elif not (yield from self.in_lists()):
                    yield Problem("", NOT_ONE, product_lost=True)
                self.skip()
        except (ValueError, RecursionError) as error:
            reason = _("The JSON cannot be read from here on: %(error)s.", error=error)
            yield replace(problem(self.line, reason), passing=True)

    def in_lists(self) -> Generator[Row | Problem, None, bool]:
        """Yield the objects of all lists called as in LISTS; return whether there is one."""
        has_list = False
        while not self.take("}"):
            name = self.value()
            if not self.take(":"):
                raise ValueError(_("a colon is missing"))
            self.skip()
            if str(name).lower() in LISTS and self.take("["):
                has_list = True
                yield from self.items()
            elif self.take("{"):
                has_list |= yield from self.in_lists()
            else:
                self.value()
        return has_list

    def items(self) -> Iterator[Row | Problem]:
        while not self.take("]"):
            yield from self.item()

    def item(self) -> Iterator[Row | Problem]:
        line = self.line
        value = self.value()
        if isinstance(value, dict):
            yield from ((line, row) for row in expanded(unwrapped(value)))
        else:
            reason = f"The item is not a JSON object: it is a {type(value).__name__}."
            yield problem(line, reason)

    def take(self, sign: str) -> bool:
        """Go on to the next sign; return whether it is this one, and pass it if so."""
        self.skip()
        is_next = self.text.startswith(sign, self.at)
        self.go_to(self.at + is_next)
        return is_next

    def skip(self) -> None:
        """Pass white space and commas."""
        while blank := BLANK.match(self.text, self.at):
            self.go_to(blank.end())
            if self.at < len(self.text) or not self.more():
                return

    def value(self) -> object:
        """Return the value that begins here."""
        while True:
            try:
                value, end = DECODER.raw_decode(self.text, self.at)
            except ValueError:
                if len(self.text) - self.at > LONGEST_ITEM or not self.more():
                    raise
                continue
            if end == len(self.text) and self.more():
                # A number may go on in what was not read yet.
                continue
            self.go_to(end)
            return value

    def go_to(self, end: int) -> None:
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def more(self) -> bool:
        """Read on, and forget what was passed; return False at the end of the file."""
        if self.ended:
            return False
        size = max(CHUNK, len(self.text) - self.at)
        data = self.stream.read(size)
        self.ended = not data
        self.text = self.text[self.at :] + self.bytes.decode(data, final=self.ended)
        self.at = 0
        return True
