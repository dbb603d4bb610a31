"""The order of a store's rules, which is their precedence."""

from catalog_search.models import Rule, Store
from catalog_search.models.databases import transaction
from catalog_search.models.merchandising.rules import note_change


def move(store: Store, rule: Rule, where: str) -> None:
    """Move the rule "up" or "down" by one, or make it the "first"."""
    with transaction():
        Store.objects.select_for_update().get(pk=store.pk)
        rows = list(store.rules.only("pk", "position"))
        at = next((place for place, row in enumerate(rows) if row.pk == rule.pk), None)
        if at is None:
            return
        to = {"up": at - 1, "down": at + 1, "first": 0}[where]
        moved = rows.pop(at)
        rows.insert(min(max(to, 0), len(rows)), moved)
        changed = [(place, row) for place, row in enumerate(rows, 1) if row.position != place]
        for place, row in changed:
            row.position = place
        Rule.objects.bulk_update([row for _place, row in changed], ["position"])
        note_change(store, "rules_version")
