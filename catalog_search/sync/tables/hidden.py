"""Rows of a manifest that say themselves that they are not to be shown."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from catalog_search.exceptions import message as _
from catalog_search.sync.tables.columns import bare
from catalog_search.types import Problem

COLUMNS = frozenset(["published", "is_published", "visible", "is_visible", "enabled", "is_active"])
NO = frozenset(
    ["no", "n", "false", "f", "0", "-1", "nein", "non", "hidden", "draft", "unpublished"]
)
STATE_COLUMNS = frozenset(["status", "post_status", "product_status", "publication_status"])
STATES = frozenset(
    [
        *("draft", "archived", "unpublished", "hidden", "trash", "private", "inactive", "disabled"),
        *("deleted", "entwurf", "inaktiv", "archiviert", "brouillon", "borrador", "bozza"),
    ]
)
"""What a column `status` says of such rows."""
HIDING = ("hidden", "archived", "draft", "deleted")
HIDING_COLUMNS = frozenset([*HIDING, *(f"is_{name}" for name in HIDING)])
YES = frozenset(["yes", "y", "true", "t", "1", "ja", "oui", "sí"])
"""What a column `hidden` or `archived` says of them."""

Row = tuple[int, Mapping[str, object]]


def without_hidden(
    rows: Iterator[Row | Problem], configured: Collection[str]
) -> Iterator[Row | Problem]:
    """Yield the rows but those that are hidden or drafts, then one warning that counts these.

    Columns in `configured` are shown or filters, so that they say something else.
    """
    count = 0
    for row in rows:
        if not isinstance(row, Problem) and is_hidden(row[1], configured):
            count += 1
        else:
            yield row
    if count:
        reason = _(
            "%(count)d products are left out: a column such as 'published' or 'status' says that "
            "they are hidden or drafts.",
            count=count,
        )
        yield Problem("", reason, warning=True)


def is_hidden(row: Mapping[str, object], configured: Collection[str]) -> bool:
    for name, value in row.items():
        if name in configured or not isinstance(value, str | bool | int):
            continue
        if str(value).strip().lower() in hiding(name):
            return True
    return False


@lru_cache(1000)
def hiding(name: str) -> frozenset[str]:
    """Return what a column of this name says of rows that are hidden."""
    column = bare(name)
    if column in HIDING_COLUMNS:
        return YES
    return NO if column in COLUMNS else STATES if column in STATE_COLUMNS else frozenset()
