"""The cells of a CSV file: what a spreadsheet wraps around them, and lines that are no row."""

import re

from catalog_search.sync.cells.cleaning import cleaned
from catalog_search.sync.tables.csv_rows import BOM

COMMENT = re.compile(r"\s*(?:#|//)\s")

RULE = re.compile(r"\s*[-+=:|]{3,}\s*|\s*\(\d+ rows?\)\s*")
"""What databases and Markdown draw below the header, and write below the rows: (2 rows)."""


def is_no_row(cells: list[str], header: list[str]) -> bool:
    """Return whether a line is empty, a comment or a rule, or names the columns again."""
    filled = [cell for cell in cells if cleaned(cell)]
    if len(cells) and all(RULE.fullmatch(cell) for cell in filled):
        return True
    is_comment = bool(filled) and cells[0] in filled and all(map(COMMENT.match, filled))
    return not filled or is_comment or (bool(header) and [c.lstrip(BOM) for c in cells] == header)


FORMULA = re.compile(r'="([^"]*)"')
ESCAPED = ("'=", "'+", "'-", "'@")
"""How shop systems keep spreadsheets from taking a text for a formula."""
NUMBER = re.compile(r"'\d[\d.,]*")
"""A number that spreadsheets keep as text: '00123."""


def plain_cell(cell: str) -> str:
    """Return the text in a cell that was written for a spreadsheet: ="00123", '00123 or '+49."""
    if match := FORMULA.fullmatch(cell):
        return match[1]
    text = cell.replace('\\"', '"')
    return text[1:] if text.startswith(ESCAPED) or NUMBER.fullmatch(text) else text
