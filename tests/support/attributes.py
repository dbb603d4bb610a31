"""Attributes of a page that programs read: no number in them may be written for people."""

import re
from html.parser import HTMLParser

MACHINE = {
    *("width", "height", "viewbox", "x", "y", "cx", "cy", "r", "id", "href", "src", "srcset"),
    *("min", "max", "step", "value", "colspan", "tabindex", "aria-labelledby", "class", "for"),
    *("action", "name", "start"),
}
"""Attributes that programs read, beside data- attributes."""
WRONG = re.compile(r"\d[.,\u00a0\u202f\u2009'\u2019]\d{3}(?!\d)|\d,\d")
"""A thousand separator, or a comma as decimal point."""
NO_NUMBERS = re.compile(
    r"(crop|like|unlike)=[\d.,]*|^[\d.]+(,[\d.]+){3}$|/[\w-]{22}\.[\w-]+\.[\w-]+/"
    r"|^\d+(,\d+){30,}$"
)
"""Lists of numbers that are meant to have commas, boxes, products and counts, and names of photos,
whose signed letters may be digits: .1xXA10.163Dwz"""


class Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            number = name.startswith("data-") and re.fullmatch(r"[\d\W]+", value or "")
            wrong = WRONG.search(NO_NUMBERS.sub("", value or ""))
            if (name in MACHINE or number) and wrong:
                self.wrong.append((tag, name, value))


def written_for_people(page: str) -> list[tuple[str, str, str | None]]:
    """Return tag, attribute and value of each number for machines that has a separator."""
    parser = Attributes()
    parser.feed(page)
    return parser.wrong
