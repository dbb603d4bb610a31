"""Ranges of sizes in a query: "size 42 to 44" is 42, 43 or 44, and no price."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog_search import conf
from catalog_search.text.currencies import CURRENCY
from catalog_search.text.rules import language_rules
from catalog_search.text.tokens.units import UNITS

MAX_STEPS = 40
"""Half sizes of one range."""
AGES = r"m(?:o(?:nth)?s|onaten?|ois)|y(?:(?:ea)?rs?)?|jahren?|ans|meses|a[ñn]os"
"""Units of the other numbers by which clothes are sold: "size 6-12 months"."""


@dataclass(frozen=True, slots=True)
class SizeRange:
    """A range with the words for sizes before it, text[start:end] of a query."""

    start: int
    end: int
    value_start: int
    """Where it begins without these words."""
    sizes: Sequence[str]
    """From the first to the last, half ones too."""

    @property
    def name(self) -> str:
        """What a size may be called that is the whole range: "42 44" for "42-44"."""
        return f"{self.sizes[0]} {self.sizes[-1]}"


def size_ranges(text: str) -> Iterator[SizeRange]:
    """Yield the ranges behind a word for sizes. On its own "42 to 44" may be anything."""
    for match in conf.once("ranges of sizes", range_form).finditer(text):
        first, last = (float(match[each].replace(",", ".")) for each in ("first", "last"))
        steps = int((last - first) * 2)
        if 0 < steps <= MAX_STEPS:
            sizes = [f"{first + step / 2:g}" for step in range(steps + 1)]
            yield SizeRange(*match.span(), match.start("value"), sizes)


def range_form() -> re.Pattern[str]:
    rules = language_rules()
    first, last = (rf"(?P<{name}>\d{{1,3}}(?:[.,]5)?)" for name in ("first", "last"))
    joint = rf"(?:\s*[-\u2013]\s*|\s+(?:{rules.joint})\s+)"
    lead = rf"(?<!\w)(?:{rules.size_leads}|{rules.size_marks})(?:[\s:]+|(?<=\.))"
    units = "|".join(map(re.escape, UNITS))
    ends = rf"(?![\w%]|[.,]\d|\s?(?:{CURRENCY})|[\s-]?(?:{units}|{AGES})(?!\w))"
    value = rf"(?P<value>(?:(?:{rules.between})\s+)?{first}{joint}{last})"
    return re.compile(f"{lead}{value}{ends}", re.IGNORECASE)
