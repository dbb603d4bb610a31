"""Orders that a query asks for: "cheapest", "newest", "most expensive"."""

import re
from collections.abc import Callable, Iterator

from catalog_search.search.query.parts import Constraint

SORT_WORDS = {
    "price": (
        r"cheapest|lowest[- ]priced?|lowest prices?|(?:price )?low(?:est)? to high(?:est)?|"
        r"least expensive|most affordable"
    ),
    "-price": (
        r"most expensive|priciest|highest[- ]priced?|highest prices?|"
        r"(?:price )?high(?:est)? to low(?:est)?"
    ),
    "newest": r"newest|latest|most recent|new arrivals?|recently added",
    "relevance": r"best(?: match(?:es)?)?",
}
"""The order, and how it is asked for; "best" is what matches best: no shop's stars are known."""

FORMS = {
    sort: re.compile(rf"(?<![\w-])(?:the\s+)?(?:{words})(?:\s+(?:ones?|first))?(?![\w-])", re.I)
    for sort, words in SORT_WORDS.items()
}


def sort_constraints(text: str, is_name: Callable[[str, int, int], bool]) -> Iterator[Constraint]:
    """Yield the orders that the text asks for, but not where `is_name` of text, start and end."""
    for sort, form in FORMS.items():
        for found in form.finditer(text):
            if not is_name(text, found.start(), found.end()):
                yield Constraint("sort", found.start(), found.end(), found[0], sort=sort)
