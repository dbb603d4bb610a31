"""Rows of a CSV file of which any line may be broken: the rows after it are still found."""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from typing import IO

DELIMITERS = ",;\t|"
MOST_LINES_OF_A_ROW = 200
"""A quoted cell may hold line ends; one that is never closed must not swallow the file."""

LONGEST_LINE = 1 << 20
"""Characters."""

TOO_LONG = f"longer than {LONGEST_LINE} characters"


class CsvLines:
    """The lines of a CSV file. When a row fails, all its lines but the first are read again."""

    def __init__(self, stream: IO[bytes]) -> None:
        wide = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        stream.seek(0)
        encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
        self.text = io.TextIOWrapper(stream, encoding, errors, newline="")
        self.again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield the line each row begins on and its cells, or what is wrong with it."""
        delimiter = self.delimiter()
        while True:
            start, self.taken = self.number + 1, []
            try:
                cells = next(csv.reader(self, delimiter=delimiter, strict=True))
            except StopIteration:
                return
            except csv.Error as error:
                self.again.extendleft(reversed(self.taken[1:]))
                self.number = start
                yield start, f"The line cannot be read: {error}."
            else:
                yield start, cells

    def delimiter(self) -> str:
        """Return what the first line says it is, else what stands most often in it."""
        first = self.next_line()
        if said := re.fullmatch(r'"?sep=(.)"?\s*', first):
            self.number = 1
            return said[1]
        self.again.append(first)
        return max(DELIMITERS, key=first.count)

    def next_line(self) -> str:
        """Return the next line, "" after the last; TOO_LONG stands for one that is."""
        line = part = self.text.readline(LONGEST_LINE)
        while len(part) == LONGEST_LINE and not part.endswith(("\n", "\r")):
            line, part = TOO_LONG, self.text.readline(LONGEST_LINE)
        return line

    def __iter__(self) -> "CsvLines":
        return self

    def __next__(self) -> str:
        if len(self.taken) == MOST_LINES_OF_A_ROW:
            raise csv.Error("a quote is opened and not closed")
        line = self.again.popleft() if self.again else self.next_line()
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        if line is TOO_LONG:
            raise csv.Error(f"it is {TOO_LONG}")
        return line
