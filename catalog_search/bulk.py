"""Many rows changed by few statements."""

from collections.abc import Sequence

from django.db.models import Model

AT_ONCE = 500


def overwrite(rows: Sequence[Model], fields: Sequence[str], *, key: Sequence[str]) -> None:
    """Write these fields of rows that exist, which the unique fields `key` identify.

    An insert that ends as an update: ten times faster here than bulk_update, which asks the
    database to look up each value of each row in a CASE.
    """
    if not rows:
        return
    for row in rows:
        # Else the primary key would be part of the insert, and clash first.
        row.pk = None
    type(rows[0])._default_manager.bulk_create(
        rows, AT_ONCE, update_conflicts=True, update_fields=fields, unique_fields=key
    )
