"""Say what is wrong with the names of a file's columns, and which to rename."""

from collections.abc import Collection, Mapping, Sequence

from catalog_search.exceptions import Message
from catalog_search.exceptions import message as _
from catalog_search.sync.tables.columns import column
from catalog_search.sync.tables.near_names import present_columns, price_meant, renamings
from catalog_search.text.cleaning import one_line

MAX_SHOWN = 20
"""Names of columns that a message lists."""

MAX_NEAR = 1000
"""Names of columns that are looked at for what they may mean."""

NOT_UTF_8 = _("The line is not UTF-8: save the file as CSV UTF-8.")


def is_not_utf_8(text: str) -> bool:
    """Return whether the text holds bytes that are no letters in UTF-8."""
    return any("\udc80" <= char <= "\udcff" for char in text)


def header_problem(cells: Sequence[str]) -> str:
    """Return what was found instead of a header with a sku, and what to do."""
    names = [one_line(cell) for cell in cells if cell.strip()]
    if any(map(is_not_utf_8, cells)):
        return NOT_UTF_8
    if len(names) == 1:
        return _(
            "The first line must name the columns, one of them 'sku'. It is one column, "
            "%(name)s: put commas between the columns.",
            name=repr(names[0][:60]),
        )
    message = _(
        "The first line must name the columns, one of them 'sku'. It names "
        "%(shown)s: rename the one that holds each product's key to 'sku'.",
        shown=listed(names),
    )
    return with_hints(message, names)


def no_sku(names: Collection[str]) -> str:
    """Return what to do where products have these columns and none is a sku, else ""."""
    if not names or "sku" in map(column, names):
        return ""
    message = _(
        "No product has a 'sku'. They have %(shown)s: call what holds each product's key 'sku'.",
        shown=listed(list(names)),
    )
    return with_hints(message, list(names))


def unpriced(targets: Mapping[str, str]) -> str:
    """Return what to do where an export has prices in columns that its system is not known for.

    `targets` are its columns with what they fill: "price" where one does.
    """
    prices = [name for name in targets if price_meant(name)]
    if "price" in targets.values() or not prices:
        return ""
    return _(
        "No price is read: of the columns %(shown)s, call the one with the prices 'price'.",
        shown=listed(prices),
    )


def listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name[:40]) for name in names[:MAX_SHOWN])


def with_hints(message: str, names: Sequence[str]) -> str:
    """Return the message with what these columns may mean."""
    near = renamings(names[:MAX_NEAR], present_columns(names))
    keys = [repr(name[:40]) for name, documented in near if documented == "sku"]
    others = [f"{name[:40]!r} → {documented!r}" for name, documented in near if documented != "sku"]
    renamed = ", ".join(others[:MAX_SHOWN])
    hints = [
        *([_("That may be %(keys)s.", keys=", ".join(keys[:3]))] if keys else []),
        *([_("Others to rename: %(names)s.", names=renamed)] if renamed else []),
    ]
    for hint in hints:
        message = Message("%(told)s %(hint)s", told=message, hint=hint)
    return message
