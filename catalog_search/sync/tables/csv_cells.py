"""Split one line of a CSV file into its cells, strictly or as loosely as some programs write."""

import csv
import html
import re
from collections.abc import Sequence

ENTITY = re.compile(r"&(?!quot;)(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z][a-z0-9]{1,8});", re.IGNORECASE)
SPACES = r" \u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff"
"""What may stand around a cell's quotes: spaces of any width, and marks without a picture."""
FOLLOWED = re.compile(r' *"[^"\\]*" +[^"]*')
"""A cell that begins with a word in quotes: "Best" shoe."""


def is_open(text: str) -> bool:
    """Return whether a quote is opened in the text and not closed."""
    return bool(text.replace('\\"', "").count('"') % 2)


def split(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line, none if it cannot be read."""
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []


def lenient(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line whose quotes are not as they should be; none if it has others.

    A quote closes a cell only where a delimiter or the end follows, with spaces between or
    without: `"One, big" ,5` and `"32" screen",5`. A doubled one closes none, if that makes a whole
    cell: `"Rose ""Queen"", red" ,5`. In tables with tabs others belong to the text,
    and so do those around the first words of one: `"Best" shoe,5`.
    """
    text = line.rstrip("\r\n")
    # Programs pad cells with tabs, too, and some write the mark of a file's beginning in it.
    gap = rf"[{SPACES}]*" if delimiter == "\t" else rf"[{SPACES}\t]*"
    end_of_cell = rf"(?:{re.escape(delimiter)}|$)"
    opening = re.compile(rf'{gap}"')
    paired = re.compile(rf'{gap}"(?P<cell>[^"]*(?:""[^"]*)*)"{gap}{end_of_cell}')
    closing = re.compile(rf'"{gap}{end_of_cell}')
    cells, at = [], 0
    while True:
        quote, whole = opening.match(text, at), paired.match(text, at)
        end = whole or (closing.search(text, quote.end()) if quote else None)
        delimiter_at = text.find(delimiter, at)
        stop = len(text) if delimiter_at < 0 else delimiter_at
        if quote and not end and delimiter != "\t" and not FOLLOWED.fullmatch(text[at:stop]):
            return []
        if quote and end:
            cell = whole["cell"] if whole else text[quote.end() : end.start()]
            cells.append(cell.replace('""', '"'))
            stop = end.end() - len(delimiter) if end[0].endswith(delimiter) else len(text)
        else:
            cells.append(text[at:stop])
        if stop == len(text):
            return cells
        at = stop + len(delimiter)


def without_entities(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line in which the semicolons of HTML's entities divide none."""
    text = ENTITY.sub(lambda match: html.unescape(match[0]), line) if delimiter == ";" else line
    return lenient(text, delimiter)


def without_escapes(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line in which a backslash keeps a delimiter in its cell, else none."""
    if "\\" + delimiter not in line:
        return []
    try:
        return next(csv.reader([line], delimiter=delimiter, escapechar="\\"), [])
    except csv.Error:
        return []


def signs_behind(header: str, delimiter: str) -> str:
    """Return what a spreadsheet of another country leaves behind lines: "sku,title;;;" has ;."""
    line = header.rstrip("\r\n")
    behind = line[len(line.rstrip(";,\t")) :]
    return "" if delimiter in behind else behind


def swallows_rows(lines: Sequence[str], delimiter: str, columns: int) -> bool:
    """Return whether the lines of a row are rows by themselves, from the first to the last.

    Then its quote was opened by mistake, and what closes it belongs to another row.
    """
    edges = (lines[0], lines[-1])
    return all(text.count(delimiter) + 1 >= columns for text in edges) and 2 * sum(
        line.count(delimiter) + 1 == columns for line in lines
    ) > len(lines)
