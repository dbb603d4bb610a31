"""The cells of a CSV file: what a spreadsheet wraps around them, and lines that are no row."""

import re

from catalog_search.sync.tables.columns import normalized
from catalog_search.sync.tables.csv_cells import SPACES
from catalog_search.sync.tables.csv_rows import BOM
from catalog_search.sync.tables.names import ALIASES, DOCUMENTED, MEANT
from catalog_search.text.cleaning import cleaned

COMMENT = re.compile(r"\s*(?:#|//)\s")
LINE_OF_TEXT = re.compile(
    r"\s*(?:#+[^\W\d]|;|--\s|<!--|REM\s|(?:<{7}|>{7}|\|{7})(?:\s|$)).*", re.IGNORECASE | re.DOTALL
)
"""A comment, or the mark of a conflict between two versions, alone in a line of several columns."""

RULE = re.compile(r"\s*[-+=:|]{3,}\s*|\s*\(\d+ rows?\)\s*")
"""What databases and Markdown draw below the header, and write below the rows: (2 rows)."""
NOT_UTF_8 = re.compile("[\udc80-\udcff]")
"""Bytes of another encoding, which are a text all the same."""


def is_no_row(cells: list[str], header: list[str]) -> bool:
    """Return whether a line is empty, a comment or a rule, or names the columns again."""
    filled = [cell for cell in cells if cell and (cleaned(cell) or NOT_UTF_8.search(cell))]
    if len(cells) and all(RULE.fullmatch(cell) for cell in filled):
        return True
    if not filled or cells[0] not in filled:
        return not filled or names_columns(cells, header)
    is_text = len(header) > 1 == len(filled) and LINE_OF_TEXT.fullmatch(cells[0])
    is_comment = is_text or all(map(COMMENT.match, filled))
    return bool(is_comment) or names_columns(cells, header)


ROLES = {
    **{name: column for column, names in MEANT.items() for name in names.split()},
    **ALIASES,
    **{name: name for name in DOCUMENTED},
}
"""Columns by their names in many systems and languages."""


def names_columns(cells: list[str], header: list[str]) -> bool:
    """Return whether the line names the columns again, as it is or in another language."""
    if not header:
        return False
    texts = [cell.lstrip(BOM) for cell in cells]
    pairs = [(name, cell) for name, cell in zip(header, texts, strict=False) if cell]
    roles = (has_role(cell, name) for name, cell in pairs)
    return texts == header or (len(pairs) > 1 and all(roles))


def names_other_columns(cells: list[str], header: list[str]) -> bool:
    """Return whether the line is the header of a table that was joined to this one.

    It names columns alone, in another order or with others.
    """
    names = [cell.lstrip(BOM) for cell in cells if cell]
    if not header or not names or not is_name(names[0], header):
        return False
    is_longer = len(names) > len(header)
    return (is_longer or not names_columns(cells, header)) and all(
        is_name(each, header) for each in names
    )


def is_name(cell: str, header: list[str]) -> bool:
    """Return whether the cell is the name of a column, of this header or of another."""
    return cell in header or normalized(cell) in ROLES


def has_role(cell: str, name: str) -> bool:
    """Return whether the cell is the name of this column, or another one for it."""
    cell_name, column_name = normalized(cell), normalized(name)
    return cell_name == column_name or bool(
        cell_name in ROLES and ROLES[cell_name] == ROLES.get(column_name)
    )


TYPE_WORDS = """
    string str text varchar char decimal number numeric float double integer int bigint boolean bool
    date datetime timestamp time url uri link image list array object json enum currency money id
    required optional recommended mandatory conditional pflichtfeld pflicht obligatoire obligatorio
    facultatif opcional conditionally_required
"""
TYPES = frozenset(TYPE_WORDS.split())


FIELD = re.compile(r"(?:::)?[a-z]\w*(?:\[[^\[\]]*\])*(?:#\d+\.[\w.#]+)?")
"""A field as Amazon's templates name it below its label: `item_name[language_tag=en]#1.value`."""


def tells_types(cells: list[str]) -> bool:
    """Return whether the line below the header says what kind of values the columns have.

    It may name them once more, as fields of a program.
    """
    filled = [cell for cell in cells if cleaned(cell)]
    are_fields = any("#1." in cell for cell in filled) and all(map(FIELD.fullmatch, filled))
    return len(filled) > 1 and (are_fields or all(normalized(cell) in TYPES for cell in filled))


FORMULA = re.compile(r'="([^"]*)"')
IN_QUOTES = re.compile(rf'[{SPACES}]+"([^"]*(?:""[^"]*)*)"[{SPACES}]*')
"""A cell whose quotes are read as its text, because a space of no width or another stands first."""
ESCAPED = ("'=", "'+", "'-", "'@")
"""How shop systems keep spreadsheets from taking a text for a formula."""
NUMBER = re.compile(r"'\d[\d.,]*")
"""A number that spreadsheets keep as text: '00123."""


def plain_cell(cell: str) -> str:
    """Return the text in a cell that was written for a spreadsheet: ="00123", '00123 or '+49."""
    if match := FORMULA.fullmatch(cell):
        return match[1]
    if quoted := IN_QUOTES.fullmatch(cell):
        cell = quoted[1].replace('""', '"')
    text = cell.replace('\\"', '"')
    return text[1:] if text.startswith(ESCAPED) or NUMBER.fullmatch(text) else text
