"""Notes on products of the project's own models that were saved or deleted since the last sync."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from catalog_search.models.clock import as_stored
from catalog_search.models.databases import Row, Rows
from catalog_search.models.fields import DigestField, digest_of
from catalog_search.models.stores import Store

AT_ONCE = 500

KEPT = timedelta(hours=1)
"""How long a note outlives the sync that read it: the next asks for some minutes more."""


EVERYTHING = ("", "")
"""Reference and SKU of a note that so much changed that the next sync reads all products."""


class ChangedProduct(Row):
    """A note that a product changed. The next sync reads the product, whatever happened to it.

    Notes are only added, and later syncs delete them: so nothing has to be locked.
    """

    source = models.CharField(max_length=500)
    """Dotted path of the adapter whose product it is."""
    source_digest = DigestField(of="source")
    reference = models.CharField(max_length=200)
    """Primary key of the project's own product, as text."""
    sku = models.CharField(max_length=1100)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = Rows["ChangedProduct"].as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["source_digest", "changed_at"], name="changes_by_time")]

    def __str__(self) -> str:
        return self.sku


def notes_of(source: str) -> "Rows[ChangedProduct]":
    return ChangedProduct.objects.filter(source_digest=digest_of(source))


def note_changes(source: str, changes: Iterable[tuple[str, str]]) -> None:
    """Note the references and SKUs of changed products of this source."""
    digest = digest_of(source)
    rows = [
        ChangedProduct(source=source, source_digest=digest, reference=reference, sku=sku)
        for reference, sku in changes
    ]
    ChangedProduct.objects.bulk_create(rows, AT_ONCE)


def are_waiting(source: str, store: Store) -> bool:
    """Return whether something was noted since the store's last sync."""
    moment = synced_at(store)
    waiting = notes_of(source)
    return (waiting.filter(changed_at__gt=moment) if moment else waiting).exists()


def notes_since(source: str, moment: datetime) -> "Rows[ChangedProduct]":
    return notes_of(source).filter(changed_at__gte=moment)


def is_everything_changed(source: str, moment: datetime) -> bool:
    """Return whether EVERYTHING was noted from this moment on."""
    return notes_since(source, moment).filter(reference="").exists()


def changes_since(source: str, moment: datetime) -> Iterator[dict[str, set[str]]]:
    """Yield batches of what changed from this moment on: SKUs by reference.

    A reference has several SKUs if the product's SKU was changed, or a key was used twice.
    """
    noted = notes_since(source, moment).exclude(reference="").order_by("reference", "sku")
    batch: dict[str, set[str]] = {}
    for reference, sku in list(noted.values_list("reference", "sku").distinct()):
        if len(batch) >= AT_ONCE and reference not in batch:
            yield batch
            batch = {}
        batch.setdefault(reference, set()).add(sku)
    if batch:
        yield batch


def forget_changes(source: str, stores: Sequence[Store]) -> None:
    """Delete the notes that the last syncs of all of these stores have read."""
    synced = [moment for store in stores if (moment := synced_at(store))]
    if synced:
        notes_of(source).filter(changed_at__lt=min(synced) - KEPT).delete()


def synced_at(store: Store) -> datetime | None:
    """Return up to when the store has all changes; None if its next sync reads everything."""
    moment = store.synced.get("since")
    return as_stored(datetime.fromisoformat(moment)) if moment else None
