"""Read a CSV file row by row; a broken line is reported and reading continues after it."""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from typing import IO

DELIMITERS = ",;\t|"
MAX_LINES_PER_ROW = 200
"""A quoted cell may contain line ends; an unclosed quote must not swallow the whole file."""

LONGEST_LINE = 1 << 20
"""Characters."""

TOO_LONG = f"longer than {LONGEST_LINE} characters"


class CsvLines:
    """The lines of a CSV file. If a row fails, all its lines except the first are read again."""

    def __init__(self, stream: IO[bytes]) -> None:
        is_utf16 = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        stream.seek(0)
        encoding, errors = ("utf-16", "replace") if is_utf16 else ("utf-8-sig", "surrogateescape")
        self.text = io.TextIOWrapper(stream, encoding, errors, newline="")
        self.pushed_back: deque[str] = deque()
        self.row_lines: list[str] = []
        self.number = 0

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield each row's first line number with its cells, or with a message if it is broken.

        The stream stays open.
        """
        try:
            yield from self.read_rows(self.delimiter())
        finally:
            self.text.detach()

    def read_rows(self, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
        while True:
            start, self.row_lines = self.number + 1, []
            try:
                cells = next(csv.reader(self, delimiter=delimiter, strict=True))
            except StopIteration:
                return
            except csv.Error as error:
                self.pushed_back.extendleft(reversed(self.row_lines[1:]))
                self.number = start
                yield start, f"The line cannot be read: {error}."
            else:
                yield start, cells

    def delimiter(self) -> str:
        """Return what a "sep=;" line names, else the most frequent delimiter of the first line."""
        first = self.next_line()
        if declared := re.fullmatch(r'"?sep=(.)"?\s*', first):
            self.number = 1
            return declared[1]
        self.pushed_back.append(first)
        return max(DELIMITERS, key=first.count)

    def next_line(self) -> str:
        """Return the next line, "" at the end of the file, or TOO_LONG for an over-long line."""
        line = part = self.text.readline(LONGEST_LINE)
        while len(part) == LONGEST_LINE and not part.endswith(("\n", "\r")):
            line, part = TOO_LONG, self.text.readline(LONGEST_LINE)
        return line

    def __iter__(self) -> "CsvLines":
        return self

    def __next__(self) -> str:
        if len(self.row_lines) == MAX_LINES_PER_ROW:
            raise csv.Error("a quote is opened but never closed")
        line = self.pushed_back.popleft() if self.pushed_back else self.next_line()
        if not line:
            raise StopIteration
        self.number += 1
        self.row_lines.append(line)
        if line is TOO_LONG:
            raise csv.Error(f"it is {TOO_LONG}")
        return line
