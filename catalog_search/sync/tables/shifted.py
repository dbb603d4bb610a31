"""Rows in pieces, because a delimiter or a line end stands in a price or a text without quotes."""

import re
from collections.abc import Iterable, Sequence

from catalog_search.sync.photo_names.spellings import is_photo_name
from catalog_search.sync.records.amounts import PRICES
from catalog_search.sync.tables.columns import column
from catalog_search.sync.tables.csv_cells import split
from catalog_search.sync.tables.csv_rows import MAX_PREAMBLE, CsvLines
from catalog_search.sync.tables.footers import is_amount
from catalog_search.sync.tables.near_names import price_meant

WHOLE = re.compile(r"\D{0,4}\d{1,3}")
REST = re.compile(r"(?:\d{3}(?:\.\d{1,2})?|\d{2})\s*\D{0,4}")
"""What stands before and behind the comma of 1,299.00 or 12,50, with a currency or without."""
WITH_CENTS = re.compile(r"\d{3}\.\d{1,2}")
"""Three digits alone may be a brand or a film as well: 511, "300"."""
NUMBER = re.compile(r"\W*\d[\d.,]*\W*")
MORE = re.compile(r" \w")
WORD = re.compile(r" [^\W\d]")
"""What stands behind the comma of "Hat, red"."""
IN_QUOTES = re.compile(r'"[^"]*"')
TEXTS = ("title", "description")


class ShiftedRows:
    """Knows whether all lines of a file end with a delimiter; where not, such a one may tell."""

    def __init__(self, header: Sequence[str], delimiter: str, below: Iterable[str]) -> None:
        """`below` are lines that stand below the header, as they are written."""
        self.header, self.delimiter = header, delimiter
        self.prices = {n for n, name in enumerate(header) if is_of_prices(name)}
        self.texts = {n for n, name in enumerate(header) if column(name) in TEXTS}
        rows = [(split(line, delimiter), line) for line in below if line.strip()]
        trailing = [row for row in rows if self.has_blanks_behind(row[0])]
        are_right = any(not self.is_divided(*row) for row in trailing)
        self.before_words = [n for n in self.prices if self.holds_words(n + 1, rows)]
        """The prices' columns with one of words behind them."""
        self.all_trail = are_right and 4 * len(trailing) >= 3 * len(rows)

    def is_shifted(self, cells: Sequence[str], written: str) -> bool:
        """Return whether cells of the row stand in the columns behind theirs."""
        if len(cells) <= len(self.header):
            return self.is_divided_price(cells, written)
        is_told = not self.all_trail and self.has_blanks_behind(cells)
        return is_told and self.is_divided(cells, written)

    def is_divided_price(self, cells: Sequence[str], written: str) -> bool:
        """Return whether a price goes on in a column of words: its row lacks the last cells."""
        for n in self.before_words:
            if n + 1 >= len(cells):
                continue
            whole, rest = cells[n], cells[n + 1]
            is_divided = WHOLE.fullmatch(whole) and WITH_CENTS.fullmatch(rest)
            if is_divided and f",{whole},{rest}" in written:
                return True
        return False

    def holds_words(self, n: int, rows: Sequence[tuple[Sequence[str], str]]) -> bool:
        """Return whether the column has values, none of them a number but behind divided prices."""
        pairs = [(cells[n - 1], cells[n]) for cells, _line in rows if "".join(cells[n : n + 1])]
        values = [
            value
            for before, value in pairs
            if not (WHOLE.fullmatch(before) and REST.fullmatch(value))
        ]
        return bool(values) and not any(map(NUMBER.fullmatch, values))

    def completed(self, cells: list[str], lines: CsvLines) -> list[str]:
        """Return the cells of a row with those of the lines in which one of them goes on.

        They do where together they are a whole row with a price, and none can be a row by itself.
        """
        whole, read = cells, list[str]()
        is_plain = '"' not in lines.row_lines[-1] and not self.is_priced(cells)
        while is_plain and 1 < len(whole) < len(self.header) and len(read) < MAX_PREAMBLE:
            read.append(line := lines.unread_line())
            rest = split(line, self.delimiter) or [""]
            is_plain = bool(line) and '"' not in line and not self.may_be_row(rest)
            whole = [*whole[:-1], f"{whole[-1]}\n{rest[0]}", *rest[1:]]
        if is_plain and len(whole) == len(self.header) and self.is_priced(whole):
            lines.number += len(read)
            lines.row_lines += read
            return whole
        lines.pushed_back.extendleft(reversed(read))
        return cells

    def is_priced(self, cells: Sequence[str]) -> bool:
        return any(map(is_amount, self.prices_in(cells)))

    def may_be_row(self, cells: Sequence[str]) -> bool:
        """Return whether the cells of a line may be a row without its last ones.

        A line of one cell is taken for none, and so is one with a photo in place of its price.
        """
        has_photo = any(is_photo_name(cell.strip()) for cell in self.prices_in(cells))
        return len(cells) > 1 and (self.is_priced(cells) or not has_photo)

    def prices_in(self, cells: Sequence[str]) -> list[str]:
        return [cells[n] for n in self.prices if n < len(cells)]

    def has_blanks_behind(self, cells: Sequence[str]) -> bool:
        return len(cells) > len(self.header) and not any(cells[len(self.header) :])

    def is_divided(self, cells: Sequence[str], written: str) -> bool:
        """Return whether two cells side by side look like one price, or like one text."""
        if any(WHOLE.fullmatch(cells[n]) and REST.fullmatch(cells[n + 1]) for n in self.prices):
            return True
        plain = IN_QUOTES.sub('""', written).split(self.delimiter)
        goes_on = (n + 1 for n in self.texts if plain[n + 1 : n + 2] and plain[n].strip())
        return any((WORD if n in self.prices else MORE).match(plain[n]) for n in goes_on)


def is_of_prices(name: str) -> bool:
    return column(name) in PRICES or bool(price_meant(name))
