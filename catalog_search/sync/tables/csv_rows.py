"""Read a CSV file row by row, as a spreadsheet reads it.

A broken line is reported and reading continues after it.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import IO

from catalog_search.exceptions import message as _
from catalog_search.sync.tables.csv_cells import (
    is_open,
    lenient,
    signs_behind,
    split,
    swallows_rows,
    without_entities,
    without_escapes,
)

DELIMITERS = ",;\t|^~\uff0c\uff1b"
RARE_DELIMITERS = ":\u00a6\u00a7!"
"""Signs that divide columns where no other does: they stand in texts as well."""

MAX_LINES_PER_ROW = 200
"""A quoted cell of more lines must not be what an unclosed quote swallows."""

MAX_PREAMBLE = 20
"""Lines above the header: a title, the date of the export."""

LONGEST_LINE = 1 << 20
"""Characters of a line, and of all lines of a row."""

DOUBLE = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"), '"')
SINGLE = {ord("'"): '"', 0x2018: '"', 0x2019: '"'}
"""What word processors and other programs put in place of a double quote."""

TOO_LONG = f"longer than {LONGEST_LINE} characters"
NEVER_CLOSED = _("a quote is opened but never closed")
BOM = "\ufeff"

IsHeader = Callable[[list[str]], bool]


class CsvLines:
    """The lines of a CSV file. If a row fails, all its lines except the first are read again."""

    def __init__(self, stream: IO[bytes], is_header: IsHeader) -> None:
        """Read `stream`; `is_header` says whether a row's cells name the columns."""
        is_utf16 = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        stream.seek(0)
        encoding, errors = ("utf-16", "replace") if is_utf16 else ("utf-8-sig", "surrogateescape")
        self.text = io.TextIOWrapper(stream, encoding, errors, newline="")
        self.is_header = is_header
        self.pushed_back: deque[str] = deque()
        self.row_lines: list[str] = []
        self.number = self.length = 0
        """The line that was read last, and the characters of its row."""
        self.delimiter = ""
        self.columns = 0
        """The number of cells of the first row."""
        self.wrapped = False
        """Whether each line stands in quotes as a whole: one cell that holds the row."""
        self.quote = '"'
        self.tail = ""
        """Signs behind the header, and so behind each line, that are no delimiters of it."""

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield each row's first line number with its cells, or with a message if it is broken.

        The first row is the header, if there is one. The stream stays open.
        """
        try:
            yield from self.read_rows(self.find_header())
        finally:
            self.text.detach()

    def read_rows(self, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
        self.delimiter = delimiter
        strictly = partial(csv.reader, self, strict=True, skipinitialspace=True)
        while True:
            start, self.row_lines, self.length = self.number + 1, [], 0
            try:
                cells = next(strictly(delimiter=delimiter, quotechar=self.quote))
                is_long = len(self.row_lines) > MAX_LINES_PER_ROW
                if is_long and swallows_rows(self.row_lines, delimiter, self.columns):
                    raise csv.Error(NEVER_CLOSED)
            except StopIteration:
                return
            except csv.Error as error:
                lines = self.row_lines
                cells, used = self.in_loose_quotes(lines, delimiter)
                self.pushed_back.extendleft(reversed(lines[used:]))
                self.number = start - 1 + used
                message = _("The line cannot be read: %(error)s.", error=error)
                yield start, cells or message
            else:
                cells = split(cells[0], delimiter) if self.wrapped and cells else cells
                if len(cells) == 1 < self.columns:
                    cells = self.in_one_cell(cells[0], delimiter) or cells
                if self.columns and len(cells) > self.columns and len(self.row_lines) == 1:
                    cells = self.in_other_quotes(delimiter) or cells
                self.columns = self.columns or len(cells)
                yield start, cells

    def in_loose_quotes(self, lines: list[str], delimiter: str) -> tuple[list[str], int]:
        """Return the cells of a row whose quotes are not as they should be, and how many lines.

        A cell with an open quote may go on in the next lines, which are added to `lines` as far as
        they are needed, but not in one that is a row by itself. No cells: the first line is broken.
        """
        cells, text, used = self.cells_of(lines[0], delimiter), lines[0], 1
        if not self.columns and self.is_header(cells):
            self.columns = len(cells)
        while len(cells) != self.columns and is_open(text) and used < MAX_LINES_PER_ROW:
            if used == len(lines):
                lines.append(self.unread_line())
            text, used = text + lines[used], used + 1
            is_row = len(lenient(lines[used - 1], delimiter)) == self.columns
            if is_row or not lines[used - 1] or len(text) > LONGEST_LINE:
                break
            cells = self.cells_of(text, delimiter)
        return (cells, used) if cells and len(cells) == self.columns else ([], 1)

    def cells_of(self, text: str, delimiter: str) -> list[str]:
        """Return the cells of a text that writes quotes within quotes as \\", or loosely."""
        cells = split(text.replace('\\"', '""'), delimiter) if '\\"' in text else []
        return cells if cells and len(cells) == self.columns else lenient(text, delimiter)

    def in_one_cell(self, text: str, delimiter: str) -> list[str]:
        """Return the cells of a row that stands in quotes as a whole, or has other delimiters."""
        splits = (split(text, each) for each in (delimiter, *DELIMITERS))
        return next((cells for cells in splits if len(cells) == self.columns), [])

    def in_other_quotes(self, delimiter: str) -> list[str]:
        """Return the cells of a line whose quotes are other signs, or have other spaces around.

        None if it has not as many cells as the header then.
        """
        line = self.row_lines[0]
        if len(cells := self.cells_of(line, delimiter)) == self.columns:
            return cells
        for read in (without_escapes, without_entities):
            if len(cells := read(line, delimiter)) == self.columns:
                return cells
        divider, spaces = re.escape(delimiter), r"[^\S\t]" if delimiter == "\t" else r"\s"
        around = rf'(?:(?<=^)|(?<={divider})){spaces}+(?=")|(?<="){spaces}+(?={divider}|$)'
        closer = re.sub(around, "", line.rstrip("\r\n"))
        for text in (closer, line.translate(DOUBLE), line.translate(SINGLE)):
            cells = lenient(text, delimiter)
            if len(cells) == self.columns:
                return cells
        return []

    def find_header(self) -> str:
        """Return the delimiter. What stands above the header is skipped.

        It is the one that makes one of the first lines a header: the one that a "sep=;" line
        names, if that does. Without a header it is the most frequent one of the first line.
        """
        first = self.next_line().lstrip(BOM)
        if declared := re.fullmatch(r'"?sep=(.)"?\s*', first):
            first = self.next_line().lstrip(BOM)
        delimiters = (declared[1] if declared else "") + DELIMITERS
        above = int(bool(declared))
        lines = [first]
        while lines[-1] and len(lines) <= MAX_PREAMBLE:
            start = len(lines) - 1
            self.finish_row(lines)
            row = "".join(lines[start:])
            for delimiter in delimiters:
                cells = split(row, delimiter)
                unwrapped = split(cells[0], delimiter) if len(cells) == 1 else cells
                if self.is_header(unwrapped):
                    self.wrapped = cells != unwrapped
                    self.number = start + above
                    self.tail = signs_behind(row, delimiter)
                    self.pushed_back.extend([*lines[start:], *self.find_quote(row, delimiter)])
                    return delimiter
            self.pushed_back.extendleft(reversed(lines[start + 1 :]))
            del lines[start + 1 :]
            lines.append(self.unread_line())
        self.pushed_back.extend(lines)
        self.number = above
        rare = ((each, split(first, each)) for each in RARE_DELIMITERS)
        # Two cells may as well be a value behind its name: "sku: 17".
        header = (each for each, cells in rare if len(cells) > 2 and self.is_header(cells))
        return next(header, "") or max(delimiters, key=first.count)

    def finish_row(self, lines: list[str]) -> None:
        """Add the lines in which a cell with line ends goes on that the last line begins."""
        text = lines[-1]
        while is_open(text) and len(lines) <= MAX_PREAMBLE and (line := self.unread_line()):
            text += line
            lines.append(line)

    def unread_line(self) -> str:
        return self.pushed_back.popleft() if self.pushed_back else self.next_line()

    def find_quote(self, header: str, delimiter: str) -> list[str]:
        """Find out whether cells stand in single quotes; return the lines that were read for it.

        So they do where the header or every line below begins and ends a cell with one.
        """
        below = [line for _ in range(MAX_PREAMBLE) if (line := self.unread_line())]
        divider = re.escape(delimiter)
        cell = re.compile(rf"(?:^|{divider}) *'(?:[^']|'')*' *(?:{divider}|$)", re.MULTILINE)
        double = re.compile(rf'(?:^|{divider}) *"')
        is_quoted = [
            bool(cell.search(line)) and not double.search(line) for line in below if line.strip()
        ]
        if '"' not in header and (cell.match(header) or (is_quoted and all(is_quoted))):
            self.quote = "'"
        return below

    def next_line(self) -> str:
        """Return the next line, "" at the end of the file, or TOO_LONG for an over-long line."""
        line = part = self.text.readline(LONGEST_LINE)
        while len(part) == LONGEST_LINE and not part.endswith(("\n", "\r")):
            line, part = TOO_LONG, self.text.readline(LONGEST_LINE)
        return line

    def __iter__(self) -> "CsvLines":
        return self

    def __next__(self) -> str:
        if self.length > LONGEST_LINE:
            raise csv.Error(NEVER_CLOSED)
        line = self.unread_line()
        if not line:
            raise StopIteration
        if self.tail and line is not TOO_LONG:
            text = line.rstrip("\r\n")
            line = text.rstrip(self.tail) + line[len(text) :]
        self.number, self.length = self.number + 1, self.length + len(line)
        self.row_lines.append(line)
        if line is TOO_LONG:
            raise csv.Error(_("it is longer than %(limit)s characters", limit=LONGEST_LINE))
        return line
