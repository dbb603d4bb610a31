"""Sort orders in a query: "cheapest", "newest", "most expensive"."""

import re
from collections.abc import Callable, Iterator

from catalog_search.search.query.parts import Constraint

SORT_WORDS = {
    "price": (
        r"cheapest|lowest[- ]priced?|lowest prices?|(?:price )?low(?:est)? to high(?:est)?|"
        r"least expensive|most affordable|(?:really |very )?cheap|inexpensive|affordable"
        r"|low[- ]cost"
    ),
    "-price": (
        r"most expensive|priciest|highest[- ]priced?|highest prices?|"
        r"(?:price )?high(?:est)? to low(?:est)?"
    ),
    "newest": r"newest|latest|most recent|new arrivals?|recently added",
    "relevance": r"best(?: match(?:es)?)?",
}
"""Patterns by sort order. "Best" means the best match, because there are no ratings."""

FORMS = {
    sort: re.compile(rf"(?<![\w-])(?:the\s+)?(?:{words})(?:\s+(?:ones?|first))?(?![\w-])", re.I)
    for sort, words in SORT_WORDS.items()
}


def sort_constraints(text: str, is_name: Callable[[int, int], bool]) -> Iterator[Constraint]:
    """Yield the sort orders in the text.

    `is_name` returns whether text[start:end] is part of a product's name, which sets no order.
    """
    for sort, form in FORMS.items():
        for match in form.finditer(text):
            if not is_name(*match.span()):
                yield Constraint("sort", match.start(), match.end(), match[0], sort=sort)
