"""Find the category, or another value, that a person typed in a spelling of their own."""

import re
from collections.abc import Collection, Iterable

from django.db.models import Q

from catalog_search.models import CATEGORY_SEPARATOR, Category, Store
from catalog_search.models.any_case import in_any_case
from catalog_search.text.analysis import fold
from catalog_search.text.cleaning import one_line

LEVELS = re.compile("[>＞»›→]")  # noqa: RUF001
"""What people type between the levels of a category's path."""


def category_named(store: Store, text: str) -> str:
    """Return the path of the store's category that the text names, "" if there is none."""
    return category_in_all([store.pk], text)


def category_in_all(stores: Collection[int], text: str) -> str:
    """Return the path that the text names of a category that all of these stores have, or ""."""
    rows = Category.objects.filter(store__in=stores)
    # MariaDB finds other spellings, too.
    found = rows.filter(path=text).values_list("path", flat=True)
    if list(found).count(text) == len(stores):
        return text
    shared: set[str] | None = None
    for store in stores:
        paths = set(rows.filter(store=store).values_list("path", flat=True))
        shared = paths if shared is None else shared & paths
    return spelled(text, sorted(shared or ()))


def lies_in(field: str, text: str) -> Q:
    """Return the condition that the path in a field is the one typed, or lies below it."""
    path = composed(text)
    below = in_any_case(f"{field}__istartswith", f"{path}{CATEGORY_SEPARATOR}")
    return in_any_case(f"{field}__iexact", path) | below


def spelled(text: str, values: Iterable[str]) -> str:
    """Return the one of the values that is the text, but for case, accents and spaces, or ""."""
    wanted = folded(text)
    alike = [each for each in values if folded(each) == wanted]
    for key in (composed, lowered):
        if value := next((each for each in alike if key(each) == key(text)), ""):
            return value
    return alike[0] if alike else ""


def composed(text: str) -> str:
    return CATEGORY_SEPARATOR.join(map(one_line, LEVELS.split(text))).strip()


def lowered(text: str) -> str:
    return composed(text).casefold()


def folded(text: str) -> str:
    return fold(lowered(text))
