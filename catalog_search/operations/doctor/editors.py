"""Findings about editors: rows of users, or of stores, that are gone."""

from collections.abc import Iterator

from catalog_search.exceptions import message as _
from catalog_search.models.editors import orphans
from catalog_search.operations.doctor.finding import Finding


def editors_of_nothing() -> Iterator[Finding]:
    """Yield a finding for each row of an editor whose user or whose store is gone."""
    for row in orphans():
        remedy = _("Take the row away on the store's admin page, or give it to somebody.")
        text = _("%(username)s is an editor, and no user is called so.", username=row.username)
        if row.store is None:
            remedy = _("Make them an editor of another store, on its admin page.")
            text = _(
                "%(username)s is an editor of a store that is gone, and sees none.",
                username=row.username,
            )
        slug = row.store.slug if row.store else ""
        yield Finding("editor", "caution", text, remedy, slug)
