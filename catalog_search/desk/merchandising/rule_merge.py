"""A rule's products and boosts, as a page shows them, merged with those of a newer row."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from catalog_search.desk.merchandising.rule_draft import Draft, Places

GONE = object()


def merge_draft(draft: Draft, before: Mapping[str, Any], stored: Draft) -> set[str]:
    """Give the draft what the row has now where nobody touched it; return what both changed.

    `before` is what Draft.shown() returned for the page.
    """
    mine, theirs, clashes = draft.shown(), stored.shown(), set()
    products, is_clash = of_both(before.get("products"), mine["products"], theirs["products"])
    draft.products = Places({int(key): place for key, place in products.items()})
    draft.waiting = of_both(before.get("waiting"), mine["waiting"], theirs["waiting"])[0]
    if is_clash:
        clashes.add(_("The place of a product has been changed meanwhile. Look at it again."))
    was, own, now = before.get("boosts"), mine["boosts"], theirs["boosts"]
    if own == was:
        draft.boosts = stored.boosts
    elif now not in (was, own):
        clashes.add(_("Its boosts have been changed meanwhile. Save again to have yours instead."))
    return clashes


def of_both(
    before: Any, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    """Return the entries with the changes of both, and whether both changed the same entry."""
    was = before if isinstance(before, dict) else theirs
    both, is_clash = {}, False
    for key in {**theirs, **mine}:
        old, own, other = (each.get(key, GONE) for each in (was, mine, theirs))
        chosen = other if own == old else own
        is_clash = is_clash or (own != old and other not in (old, own))
        if chosen is not GONE:
            both[key] = chosen
    return both, is_clash
