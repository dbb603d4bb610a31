"""The rows of a table of categories: cells may have line ends, and blank rows say nothing."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator

from catalog_search.categories.taxonomy.lines import COMMENT, Line
from catalog_search.exceptions import InvalidTaxonomy
from catalog_search.exceptions import message as _

MAX_LINES_PER_ROW = 200
"""A quote that is never closed must not take the rest of the file into one cell."""

Cells = tuple[int, list[str]]
"""The number of a row's first line, and its cells."""


class Rows:
    """Reads lines as rows of a table. A row whose quotes do not close is its first line alone."""

    def __init__(self, lines: Iterable[Line], delimiter: str, width: int) -> None:
        self.lines = iter(lines)
        self.delimiter, self.width = delimiter, width
        self.waiting: deque[Line] = deque()
        """Lines that were read in vain to find the end of a quoted cell."""

    def __iter__(self) -> Iterator[Cells]:
        """Yield the rows that are not blank. Raises InvalidTaxonomy for one of another width."""
        while line := self.next_line():
            number, cells = line[0], self.cells_from(line)
            if not any(map(str.strip, cells)) or COMMENT.match(line[1]):
                continue
            if len(cells) != self.width:
                raise InvalidTaxonomy(
                    _(
                        "Line %(number)s has %(cells)s cells, the head %(names)s.",
                        number=number,
                        cells=len(cells),
                        names=self.width,
                    )
                )
            yield number, [cell.strip() for cell in cells]

    def next_line(self) -> Line | None:
        return self.waiting.popleft() if self.waiting else next(self.lines, None)

    def cells_from(self, line: Line) -> list[str]:
        """Return the cells of the row that begins with this line."""
        lines = [line]
        cells = split(self.text_from(lines), self.delimiter)
        if len(lines) > 1 and len(cells) != self.width:
            self.waiting.extendleft(reversed(lines[1:]))
            del lines[1:]
        if len(lines) > 1:
            return cells
        return split([line[1]], self.delimiter, strict=False)

    def text_from(self, lines: list[Line]) -> Iterator[str]:
        """Yield the text of the first line, then further ones, which are added to `lines`."""
        yield lines[0][1] + "\n"
        while len(lines) < MAX_LINES_PER_ROW and (line := self.next_line()):
            lines.append(line)
            yield line[1] + "\n"


def split(texts: Iterable[str], delimiter: str, *, strict: bool = True) -> list[str]:
    """Return the cells of the first row in these texts, none if it cannot be read."""
    try:
        return next(csv.reader(texts, delimiter=delimiter, strict=strict), [])
    except csv.Error:
        return []
