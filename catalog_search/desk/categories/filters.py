"""The filter of the category queue, as an address carries it and as words describe it."""

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from catalog_search import conf
from catalog_search.categories.queue import CATEGORIES, Filters
from catalog_search.models.numbers import percent
from catalog_search.retrieval import facets

LONGEST = 200
"""Characters of a field that are read."""
MIN_OFFERED = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)


def filters_of(query: QueryDict) -> Filters:
    """Return the filter of a form or an address. What cannot be read leaves all through."""
    about = text(query, "about")
    return Filters(
        about=about if about in (CATEGORIES, *conf.settings().attributes) else "",
        category=text(query, "category_is", 500),
        brand=text(query, "brand"),
        words=text(query, "words"),
        least=share(text(query, "least")),
    )


def text(query: QueryDict, name: str, longest: int = LONGEST) -> str:
    return query.get(name, "").strip()[:longest]


def share(percent: str) -> float:
    try:
        value = float(percent) / 100
    except ValueError:
        return 0.0
    return value if math.isfinite(value) and 0 <= value <= 1 else 0.0


FIELDS = ("about", "category_is", "brand", "words", "least")


def values(filters: Filters) -> dict[str, str]:
    """Return the fields of the form that is filled in with this filter."""
    filled = {
        "about": filters.about,
        "category_is": filters.category,
        "brand": filters.brand,
        "words": filters.words,
        "least": f"{filters.least * 100:.4g}" if filters.least else "",
    }
    return {name: value for name, value in filled.items() if value}


def address(base: str, filters: Filters, **more: str) -> str:
    query = urlencode({**values(filters), **{name: value for name, value in more.items() if value}})
    return f"{base}?{query}" if query else base


def described(filters: Filters) -> str:
    """Return the filter in words, for the list of decisions."""
    parts = [
        label_of(filters.about) if filters.about else "",
        filters.category,
        filters.brand and _("brand %(brand)s") % {"brand": filters.brand},
        filters.words and f"“{filters.words}”",
        filters.least and _("expected right from %(share)s") % {"share": f"{filters.least:.4g}"},
    ]
    return " · ".join(str(part) for part in parts if part) or _("all")


def context(filters: Filters) -> Mapping[str, Any]:
    """Return the context of the form's template."""
    filled = values(filters)
    min_confidences = [(f"{each * 100:.4g}", percent(each)) for each in MIN_OFFERED]
    about = [(name, label_of(name)) for name in (CATEGORIES, *conf.settings().attributes)]
    return {
        # All of them: a project may set what Django shows for a name that is missing.
        "filled": {**dict.fromkeys(FIELDS, ""), **filled},
        "least_offered": min_confidences,
        "filtered": bool(filled),
        # Without declared attributes all suggestions are about categories.
        "about_offered": about if len(about) > 1 else [],
    }


def label_of(about: str) -> str:
    """Return what a suggestion is about, in the reader's language: the category, an attribute."""
    return gettext(facets.label_of(about))
