"""A source that can tell what changed is asked for that alone; rows are as after a full sync."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog_search.models import Photo, PointToDelete, Product, Store, SyncRun
from catalog_search.models.indexing.changed import forget_changes, synced_at
from catalog_search.models.stores import open_store
from catalog_search.sync.changes import OVERLAP, since
from catalog_search.sync.store import sync_store
from catalog_search.types import Problem, Record
from tests.support.examples import many
from tests.support.shops.sync_shop import SHOE, reasons


@dataclass
class Host:
    """A host shop: its products, a journal of their changes, and photos in a folder."""

    folder: Path
    products: dict[str, Record] = field(default_factory=dict)
    journal: list[tuple[datetime, str]] = field(default_factory=list)
    asked: list[datetime | None] = field(default_factory=list)
    """Since when changes were asked for; None for all records."""
    further: list[Problem] = field(default_factory=list)
    can_tell: bool = True
    ticks: Any = field(default_factory=lambda: count(1))

    def put(self, *records: Record) -> None:
        for record in records:
            self.products[record.sku] = record
            self.journal.append((timezone.now(), record.sku))
            for key in record.images:
                if not (self.folder / key).exists():
                    self.photo(key)

    def photo(self, key: str) -> None:
        (self.folder / key).write_bytes(b"x")
        # Two writes within one tick of the file system's clock would have equal times.
        os.utime(self.folder / key, (0, next(self.ticks)))

    def remove(self, sku: str) -> None:
        del self.products[sku]
        self.journal.append((timezone.now(), sku))

    def sync(self, **options: Any) -> SyncRun:
        return sync_store(open_store("demo"), **options)


HOST: list[Host] = []


def all_records() -> Iterator[Record | Problem]:
    HOST[0].asked.append(None)
    yield from [*HOST[0].products.values(), *HOST[0].further]


def changes(since: datetime) -> Iterator[Record | Problem | str] | None:
    HOST[0].asked.append(since)
    return told(since) if HOST[0].can_tell else None


def told(since: datetime) -> Iterator[Record | Problem | str]:
    """Yield what changed in the moment of `since`, without its overlap, or later."""
    skus = {sku for moment, sku in HOST[0].journal if moment >= since + OVERLAP}
    for sku in sorted(skus):
        yield HOST[0].products.get(sku) or sku
    yield from HOST[0].further


@pytest.fixture
def host(either_database: str, settings: Any, tmp_path: Path) -> Iterator[Host]:
    storage = "django.core.files.storage.FileSystemStorage"
    entry = {"BACKEND": storage, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "photos": entry}
    options = {"records": f"{__name__}.all_records", "changes": f"{__name__}.changes"}
    source = {
        "BACKEND": "catalog_search.backends.record_source.RecordSource",
        "OPTIONS": {**options, "storage": "photos"},
    }
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "STORES": {"demo": {"SOURCE": source}},
        "MAX_DELETED_SHARE": 0.5,
    }
    HOST[:] = [Host(tmp_path)]
    host = HOST[0]
    host.put(SHOE, *(Record(f"more-{n}", images=(f"more-{n}.jpg",)) for n in range(4)))
    yield host
    HOST.clear()


def skus() -> set[str]:
    return set(Product.objects.values_list("sku", flat=True))


def test_only_changes_are_asked_for_after_a_complete_sync(host: Host) -> None:
    first = host.sync()
    host.put(replace(SHOE, price=Decimal(5)))
    second = host.sync()
    assert host.asked == [None, first.started_at - OVERLAP]
    assert (second.products, second.products_changed, second.photos) == (1, 1, 2)
    assert Product.objects.get(sku="shoe").price == 5
    assert Product.objects.count() == 5
    third = host.sync()
    assert host.asked[2] == second.started_at - OVERLAP
    assert (third.products, third.products_changed, third.products_deleted) == (0, 0, 0)


@pytest.mark.parametrize("use_tz", [True, False])
def test_a_project_may_change_how_it_keeps_times(host: Host, settings: Any, use_tz: bool) -> None:
    """What the last sync noted has a zone, or none; times of now are of the other kind."""
    settings.USE_TZ = use_tz
    host.sync()
    settings.USE_TZ = not use_tz
    store = open_store("demo")
    for moment in (synced_at(store), since(store)):
        assert moment is not None and moment <= timezone.now()
    forget_changes("shop", [store])


def test_a_product_that_is_told_to_be_gone_leaves_with_its_photos(host: Host) -> None:
    host.sync()
    host.remove("more-1")
    run = host.sync()
    assert (run.products_deleted, run.photos_deleted) == (1, 1)
    assert skus() == {"shoe", "more-0", "more-2", "more-3"}
    assert not Photo.objects.filter(key="more-1.jpg").exists()
    assert PointToDelete.objects.count() == 1
    assert host.sync().products_deleted == 0


def test_a_product_that_is_for_sale_again_stays(host: Host) -> None:
    host.sync()
    host.remove("more-1")
    host.put(Record("more-1", title="Back", images=("more-1.jpg",)))
    host.sync()
    assert Product.objects.get(sku="more-1").title == "Back"


def test_photos_of_a_changed_record_come_and_go(host: Host) -> None:
    host.sync()
    (host.folder / "shoe-2.jpg").unlink()
    host.photo("shoe-3.jpg")
    host.put(replace(SHOE, images=("shoe-3.jpg",)))
    (host.folder / "more-0.jpg").unlink()
    host.journal.append((timezone.now(), "more-0"))
    run = host.sync()
    photos = dict(Photo.objects.filter(product__sku="shoe").values_list("key", "state"))
    assert photos == {"shoe-3.jpg": Photo.State.LIVE}
    assert Photo.objects.get(key="more-0.jpg").state == Photo.State.MISSING
    assert (run.photos_new, run.photos_deleted) == (1, 2)
    assert [where for where, _ in reasons(run)] == ["more-0.jpg"]


def test_too_much_is_not_deleted_at_once(host: Host) -> None:
    host.sync()
    for number in range(4):
        host.remove(f"more-{number}")
    assert host.sync().state == SyncRun.State.STOPPED
    assert len(skus()) == 5
    # What was stopped is decided on a listing of everything.
    host.sync(allow_deletes=True)
    assert host.asked[-1] is None
    assert skus() == {"shoe"}


def cannot_tell(host: Host) -> None:
    host.can_tell = False


def row_deleted(host: Host) -> None:
    Photo.objects.filter(key="shoe-1.jpg").delete()


def failed_before(host: Host) -> None:
    Store.objects.update(synced={})


@pytest.mark.parametrize(
    "reason", [cannot_tell, row_deleted, failed_before], ids=lambda reason: reason.__name__
)
def test_everything_is_read_where_changes_would_not_do(host: Host, reason: Any) -> None:
    host.sync()
    reason(host)
    host.sync()
    assert host.asked[-1] is None
    assert Photo.objects.filter(key="shoe-1.jpg", product__sku="shoe").exists()


def test_what_could_not_be_read_is_asked_for_again(host: Host) -> None:
    first = host.sync()
    host.further = [Problem("host", "A price is broken.", product_lost=True)]
    assert reasons(host.sync()) == reasons(host.sync()) == [("host", "A price is broken.")]
    assert host.asked[1:] == [first.started_at - OVERLAP] * 2
    host.further = []
    host.sync()
    host.sync()
    assert host.asked[-1] > host.asked[1]


def test_products_that_were_kept_for_a_lost_record_do_not_leave_with_the_next_changes(
    host: Host,
) -> None:
    host.sync()
    lost = host.products.pop("more-1")
    host.further = [Problem("host", "A price is broken.", product_lost=True)]
    host.sync(full=True)
    host.sync()
    assert "more-1" in skus()
    assert host.asked[-2:] == [None, None]
    host.further = []
    host.put(lost)
    host.sync()
    assert "more-1" in skus()


def test_a_photo_that_a_change_takes_from_another_product_makes_the_next_sync_read_all(
    host: Host,
) -> None:
    host.sync()
    host.put(Record("thief", images=("more-1.jpg",)))
    host.sync()
    assert Photo.objects.get(key="more-1.jpg").product.sku == "thief"
    run = host.sync()
    assert host.asked[-1] is None
    assert Photo.objects.get(key="more-1.jpg").product.sku == "more-1"
    message = "thief: 'more-1.jpg' is already a photo of more-1."
    assert reasons(run) == [(f"{__name__}.all_records", message)]
    host.sync()
    assert host.asked[-1] is not None


def test_a_photo_comes_back_to_the_product_that_shared_it_with_one_that_is_gone(
    host: Host,
) -> None:
    host.put(Record("second", images=("more-1.jpg",)))
    host.sync()
    assert Photo.objects.get(key="more-1.jpg").product.sku == "more-1"
    host.remove("more-1")
    host.sync()
    host.sync()
    assert Photo.objects.get(key="more-1.jpg").product.sku == "second"


def test_changes_cost_no_more_in_a_larger_shop(host: Host) -> None:
    counts = []
    for size in (0, 300):
        host.put(*(Record(f"further-{n}", images=(f"further-{n}.jpg",)) for n in range(size)))
        host.sync()
        host.put(replace(SHOE, price=Decimal(size)))
        # Only this one, although all were written a moment ago.
        host.journal[:] = host.journal[-1:]
        with CaptureQueriesContext(connection) as queries:
            assert host.sync().products == 1
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("seed", range(many(3)))
def test_rows_are_what_a_full_sync_makes_of_the_source(host: Host, seed: int) -> None:
    draw = random.Random(seed)
    host.sync()
    for _ in range(10):
        for _ in range(draw.randrange(3)):
            change(host, draw)
        host.sync()
        left = rows()
        host.sync(full=True)
        assert rows() == left
    assert any(host.asked)


def change(host: Host, draw: random.Random) -> None:
    sku = draw.choice(sorted(host.products))
    record = host.products[sku]
    number = draw.randrange(9)
    more = Record(f"more-{number}", images=(f"more-{number}.jpg",))
    what = draw.randrange(6)
    if what == 0 and len(host.products) > 3:
        host.remove(sku)
    elif what == 1:
        host.put(more)
    elif what == 2:
        host.put(replace(record, images=(*record.images[1:], f"{sku}-{number}.jpg")))
    elif what == 3 and record.images:
        host.photo(record.images[0])
        host.put(record)
    elif what == 4 and record.images:
        (host.folder / record.images[0]).unlink(missing_ok=True)
        host.journal.append((timezone.now(), sku))
    else:
        host.put(replace(record, price=Decimal(number), title=draw.choice(["", "Lamp"])))


def rows() -> list[tuple[object, ...]]:
    internal = {"_state", "record_digest", "updated_at"}
    return [
        tuple(value for name, value in sorted(vars(row).items()) if name not in internal)
        for model in (Product, Photo)
        for row in model.objects.order_by("pk")
    ]
