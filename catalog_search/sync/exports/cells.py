"""Read a row of an export: its columns by normal name, and what is packed into one cell."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from catalog_search.sync.cells.placeholders import is_no_key, is_placeholder
from catalog_search.sync.cells.prices.currency_signs import is_known_code
from catalog_search.sync.exports.export import (
    Columns,
    Export,
    normal_name,
    used_columns,
    words_of,
)
from catalog_search.sync.tables.languages import by_wish
from catalog_search.text.cleaning import one_line

CENTS = re.compile(r"(?:(?:[A-Z]{2}-)?([A-Z]{3}) )?(\d+)(?=\s*(?:$|[;#|]))")
"""A price in cents: "1999", or the first of "EUR 1999;US-USD 2199"."""

Cells = Mapping[str, str | list[str]]
"""The filled cells by normal column name; a list where a column is repeated."""


def named(row: Mapping[str, object], export: Export) -> dict[str, str | list[str]]:
    """Return the row's cells by normal name, with those that were packed into one.

    Empty cells are left out, except where emptiness says something. The first filled column of
    prices may name the currency: `price-eur`. Of a text in several languages that of the
    catalogue counts.
    """
    cells: dict[str, str | list[str]] = {}
    for name in by_wish(row):
        value, normal = row[name], normal_name(name)
        normal = export.renamed.get(normal, normal)
        if export.option_column and (option := re.fullmatch(export.option_column, normal)):
            normal = option[1]
        texts = texts_of(leaves(value) if normal in export.images else value)
        texts = [text for text in texts if not is_none(text, normal, export)]
        if texts or "" in export.always_sold.get(normal, ()):
            cells.setdefault(normal, texts if len(texts) > 1 else "".join(texts))
    for column in export.price:
        code = column.rpartition("-")[2].upper()
        if column in cells and is_known_code(code):
            cells.setdefault("currency", code)
    if levels := [text_of(cells[name]) for name in export.levels if name in cells]:
        cells[export.levels[0]] = " > ".join(levels)
    for column in export.price if export.prices_in_cents else ():
        if cents := CENTS.match(text_of(cells.get(column, ""))):
            cells[column] = f"{Decimal(cents[2]).scaleb(-2)} {cents[1] or ''}".strip()
    for column in export.line_ends:
        if isinstance(text := cells.get(column), str):
            cells[column] = re.sub(r"(?<!\\)\\n", "\n", text).replace("\\\\n", "\\n")
    if details := text_of(cells.get(export.single_valued, "")):
        cells["is_variant"] = "0" if ";" in details else "1"
    for column, marks in export.packed.items():
        for name, texts in unpacked(text_of(cells.pop(column, "")), marks).items():
            cells.setdefault(normal_name(name), texts if len(texts) > 1 else texts[0])
    for column, names in export.joined.items():
        if column in cells:
            cells[column] = in_one(filled(cells, (name,)) for name in names)
    for column, pattern in export.pairs.items():
        for name, text in re.findall(pattern, text_of(cells.get(column, ""))):
            cells.setdefault(normal_name(name), text.strip())
    for column, numbered in export.lists.items():
        for number, part in enumerate(text_of(cells.pop(column, "")).split(export.separator), 1):
            if part.strip():
                cells[numbered.format(number)] = part.strip()
    return cells


def is_none(text: str, name: str, export: Export) -> bool:
    """Return whether the cell of this column stands for no value, and is no word of the export's.

    "none" says something in some columns, and "NA" may be a key.
    """
    if not is_placeholder(text) or text.lower() in words_of(export, name):
        return False
    if name in export.keys:
        return is_no_key(text)
    return name in used_columns(export) or is_placeholder(text, is_documented=False)


def in_one(texts: Iterable[str]) -> str:
    """Return the texts behind each other, without those that the last one begins with."""
    *before, last = texts
    kept = [text for text in before if not last.casefold().startswith(text.casefold())]
    return " ".join([*kept, last])


def leaves(value: object) -> object:
    """Return the texts in an object that has no name for one of them, else the value."""
    if not isinstance(value, Mapping) or named_text(value):
        return value
    parts = (part if isinstance(part, list) else [part] for part in value.values())
    return [each for part in parts for each in part]


def texts_of(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = ("" if text is None else str(named_text(text)).strip() for text in values)
    return [text for text in texts if text]


def named_text(value: object) -> object:
    """Return the address or the name in an object, "" for an object without."""
    if not isinstance(value, Mapping):
        return value
    names = ("src", "url", "href", "name", "label", "title", "value")
    return next((value[name] for name in names if isinstance(value.get(name), str)), "")


def text_of(value: str | list[str]) -> str:
    """Return the cell's text, of several the first."""
    return value[0] if isinstance(value, list) else value


def filled(cells: Cells, columns: Columns) -> str:
    """Return the first of these columns that is filled, on one line, or ""."""
    return next((text for name in columns if (text := text_in(cells, name))), "")


def text_in(cells: Cells, name: str) -> str:
    return one_line(text_of(cells.get(name, "")))


def unpacked(text: str, marks: str) -> dict[str, list[str]]:
    """Return what "color=Red,size=S" holds by name; a value may hold the separator itself.

    A third mark divides several values of one name: "size=S;M". For a comma there may be another
    sign that a merchant chose: "color=Red;size=S".
    """
    separator, equals = map(re.escape, marks[:2])
    separator = ",;|" if separator == "," else separator
    values_by_name: dict[str, list[str]] = {}
    for pair in re.split(rf"[{separator}]+(?=[^{separator}{equals}]+{equals})", text):
        name, _, value = pair.partition(marks[1])
        if name.strip() and value.strip() and not is_placeholder(value, is_documented=False):
            values = value.split(marks[2]) if marks[2:] else [value]
            values_by_name.setdefault(name.strip(), []).extend(map(str.strip, values))
    return values_by_name


def parts(value: str | list[str], separator: str) -> list[str]:
    """Return what the cell lists, or the cell as one; a backslash keeps a comma in a part."""
    texts = value if isinstance(value, list) else [value]
    if not separator:
        return [text.strip() for text in texts]
    dividing = re.compile(r"\s+" if separator == " " else rf"(?<!\\){re.escape(separator)}")
    pieces = (part for text in texts for part in dividing.split(text))
    return [text for part in pieces if (text := part.replace(f"\\{separator}", separator).strip())]


def unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
