"""Change the model while searches go on: NEXT_ENCODER's collection is filled beside the live one.

Rows say only what the live collection has. What the other one has its points tell: each names what
it was made from. So filling can be stopped and run again at any time, and going back to a model
whose collection is still there encodes nothing.
"""

import uuid
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import F

from catalog_search import conf
from catalog_search.exceptions import message as _
from catalog_search.indexing import prefork, reconcile
from catalog_search.indexing.stages import points, reading
from catalog_search.indexing.stages.batches import Batch, Encoding
from catalog_search.indexing.stages.pipeline import AHEAD, executor
from catalog_search.indexing.stages.reading import READERS
from catalog_search.indexing.stages.report import IndexingReport
from catalog_search.models import Collection, Photo, PhotoQuerySet, databases
from catalog_search.models.indexing import collections
from catalog_search.models.stores import configured

Progress = Callable[[IndexingReport], None]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the photos that searches find a collection has, made from what they are now."""

    photos: int
    there: int

    @property
    def share(self) -> float:
        return self.there / self.photos if self.photos else 1.0

    def __str__(self) -> str:
        percent = int(1000 * self.share) / 10
        return _(
            "%(percent)s %% of the photos (%(there)s of %(photos)s)",
            percent=f"{percent:g}",
            there=f"{self.there:,}",
            photos=f"{self.photos:,}",
        )


@dataclass
class FillingReport(IndexingReport):
    """What a run did for the next model, and what its collection has now."""

    searchable: int = 0
    """Photos that searches find."""
    there: int = 0
    """How many of them the collection has."""

    @property
    def coverage(self) -> Coverage:
        return Coverage(self.searchable, self.there)


@databases.primary()
def fill_next(limit: int | None = None, progress: Progress | None = None) -> FillingReport:
    """Fill NEXT_ENCODER's collection, up to `limit` photos; do nothing if there is none to fill.

    Raises SourceUnavailable, EncoderUnavailable, IndexUnavailable, CollectionBusy, and
    WrongSettings in a worker that cannot load the model.
    """
    report = FillingReport()
    if not (entry := next_entry()):
        return report
    with conf.using(entry), report.stage("all"):
        prefork.refuse_torch()
        row = Collection.in_use()
        with row.leased() as renew:
            Filling(limit, report, lambda: (renew(), progress and progress(report))).run()
            Collection.objects.filter(pk=row.pk).update(share=report.coverage.share)
            reconcile.delete_orphans()
    return report


def next_entry() -> conf.Entry | None:
    """Return NEXT_ENCODER, None if there is none or searches use it already."""
    entry = conf.settings().next_encoder
    return entry if entry and collections.read_live_entry() != entry else None


def shown_photos() -> PhotoQuerySet:
    """Return the photos whose present version the live collection has: moderation let it through.

    A photo that was replaced since waits until the live collection's run has judged it.
    """
    live = Photo.objects.filter(state=Photo.State.LIVE, indexed_etag=F("etag")).exclude(etag="")
    live = live.filter(store__in=configured())
    return live.select_related("product", "store").order_by("pk")


def looked_up() -> Iterator[tuple[list[Photo], list[Photo]]]:
    """Yield the shown photos in parts, and of each part those without a point made from them."""
    last = 0
    while photos := list(shown_photos().filter(pk__gt=last)[: reconcile.CHUNK]):
        last = photos[-1].pk
        there = {photo.pk for photo in reconcile.with_points(photos)}
        yield photos, [photo for photo in photos if photo.pk not in there]


def coverage() -> Coverage:
    """Return what the collection in use has. Raises IndexUnavailable."""
    photos = there = 0
    for part, missing in looked_up():
        photos, there = photos + len(part), there + len(part) - len(missing)
    return Coverage(photos, there)


class Filling:
    """One run: batches are read and encoded ahead of the thread that writes them."""

    def __init__(
        self, limit: int | None, report: FillingReport, tell: Callable[[], object]
    ) -> None:
        self.limit, self.report, self.tell = limit, report, tell
        self.encoding = Encoding(conf.get_encoder(), None, executor(READERS), executor(1))
        self.under_way: deque[Batch] = deque()

    def run(self) -> None:
        try:
            for photos in self.missing():
                batch = Batch(uuid.uuid4(), photos)
                points.take_from_index(batch, self.report)
                self.encoding.start(batch)
                self.under_way.append(batch)
                if len(self.under_way) >= AHEAD:
                    self.write(self.under_way.popleft())
            while self.under_way:
                self.write(self.under_way.popleft())
        finally:
            self.encoding.stop()

    def missing(self) -> Iterator[list[Photo]]:
        """Yield photos without a point in batches, up to the limit; count those that are there."""
        size, left = conf.settings().batch_size, self.limit
        for part, photos in looked_up():
            self.report.searchable += len(part)
            self.report.there += len(part) - len(photos)
            self.tell()
            chosen = photos if left is None else photos[:left]
            left = None if left is None else left - len(chosen)
            for start in range(0, len(chosen), size):
                yield chosen[start : start + size]

    def write(self, batch: Batch) -> None:
        batch.work.result()
        for stage, seconds in batch.seconds.items():
            self.report.add_seconds(stage, seconds)
        changed = batch.changed
        reading.refuse_outage(changed, [batch.readings[photo.pk].outcome for photo in changed])
        made = points.points_of([(batch, batch.allowed())])
        with self.report.stage("upsert"):
            conf.get_index().upsert(made)
        self.report.there += len(made)
        # What cannot be read is the live collection's run to judge.
        self.report.failed += len(batch.photos) - len(made)
        self.report.refreshed += len(batch.refreshed)
        self.report.indexed += len(made) - len(batch.refreshed)
        self.tell()
