"""A store with a source in memory, for tests of the sync."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from catalog_search.backends.memory_source import MemorySource
from catalog_search.exceptions import read_message
from catalog_search.models import Photo, PointToDelete, Product, Store, SyncRun
from catalog_search.sync.store import sync_store
from catalog_search.types import Record

State = Photo.State


SHOE = Record(
    sku="shoe",
    title="Red shoe",
    description="Light.",
    category=("Apparel", "Shoes"),
    brand="Acme",
    colors=("Red",),
    price=Decimal("19.9"),
    currency="EUR",
    url="/p/shoe",
    images=("shoe-1.jpg", "shoe-2.jpg"),
    attributes={"material": "canvas"},
)


@dataclass
class Shop:
    """A store with a source in memory."""

    store: Store
    source: MemorySource

    def sync(self, **options: Any) -> SyncRun:
        return sync_store(self.store, **options)

    def stock(self, *records: Record, more: int = 0) -> None:
        """Put the records, all their photos, and `more` further products into the source."""
        further = [Record(f"more-{n}", images=(f"more-{n}.jpg",)) for n in range(more)]
        self.source.stored_records = [*records, *further]
        keys = [key for record in [*records, *further] for key in record.images]
        self.source.stored_photos = {key: key.encode() for key in keys}

    def product(self, sku: str) -> Product:
        return Product.objects.with_skus([sku]).get(store=self.store)

    def photo(self, key: str) -> Photo:
        return Photo.objects.get(store=self.store, key=key)

    def skus(self) -> set[str]:
        return set(self.store.products.values_list("sku", flat=True))

    def keys(self) -> set[str]:
        return set(self.store.photos.values_list("key", flat=True))

    def set_indexed(self, **more: object) -> None:
        """Mark every photo as indexed in its present state."""
        for photo in self.store.photos.all():
            Photo.objects.filter(pk=photo.pk).update(
                indexed_etag=photo.etag,
                indexed_model="model",
                indexed_in="a collection",
                indexed_digest=photo.product_digest,
                **more,
            )

    def stale(self) -> set[str]:
        return set(self.store.photos.all().stale("a collection").values_list("key", flat=True))


def reasons(run: SyncRun) -> list[tuple[str, str]]:
    return [(each["where"], read_message(each["reason"])) for each in run.problems]


def points_to_delete() -> set[str]:
    return {str(each) for each in PointToDelete.objects.values_list("point_id", flat=True)}
