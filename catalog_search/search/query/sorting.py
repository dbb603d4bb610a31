"""Sort orders in a query: "cheapest", "newest", "most expensive"."""

import re
from collections.abc import Callable, Iterator, Mapping

from catalog_search import conf
from catalog_search.search.query.parts import Constraint
from catalog_search.text.rules import LanguageRules, language_rules


def sort_forms(rules: LanguageRules) -> Mapping[str, re.Pattern[str]]:
    """Return patterns by sort order. "Best" means the best match: there are no ratings."""
    words = {
        "price": rules.cheapest,
        "-price": rules.dearest,
        "newest": rules.newest,
        "relevance": rules.best,
    }
    before, after = rf"(?:(?:{rules.sort_article})\s+)?", rf"(?:\s+(?:{rules.sort_tail}))?"
    return {
        sort: re.compile(rf"(?<![\w-]){before}(?:{pattern}){after}(?![\w-])", re.IGNORECASE)
        for sort, pattern in words.items()
    }


def sort_constraints(text: str, is_name: Callable[[int, int], bool]) -> Iterator[Constraint]:
    """Yield the sort orders in the text, the longest first: "by price high to low".

    `is_name` returns whether text[start:end] is part of a product's name, which sets no order.
    """
    forms = conf.once("sort forms", lambda: sort_forms(language_rules()))
    found = [(sort, match) for sort, form in forms.items() for match in form.finditer(text)]
    for sort, match in sorted(found, key=lambda each: len(each[1][0]), reverse=True):
        if not is_name(*match.span()):
            yield Constraint("sort", match.start(), match.end(), match[0], sort=sort)
