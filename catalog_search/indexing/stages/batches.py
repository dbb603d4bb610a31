"""Batches of claimed photos, and what the threads of an indexing run do with them.

Nothing here uses the database or the index: threads read, decode and encode only.
"""

import time
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from threading import Event
from uuid import UUID

from PIL.Image import Image

from catalog_search.exceptions import SourceUnavailable, UnreadableNow, message_of
from catalog_search.indexing.moderation import opinions
from catalog_search.indexing.moderation.opinions import Opinion
from catalog_search.indexing.stages import reading
from catalog_search.indexing.stages.reading import Reading
from catalog_search.indexing.title_vectors import TitleVectors
from catalog_search.models import Photo
from catalog_search.protocols import Classifier, Encoder
from catalog_search.types import Vector


@dataclass(eq=False)
class Batch:
    """Photos that one claim covers, and what is known of each by its primary key."""

    token: UUID
    photos: list[Photo]
    vectors: dict[int, Vector] = field(default_factory=dict)
    titles: dict[int, Vector] = field(default_factory=dict)
    refreshed: set[int] = field(default_factory=set)
    """Keys of photos whose picture has not changed, so that the index has their vector."""
    readings: dict[int, Reading] = field(default_factory=dict)
    opinions: dict[int, Opinion] = field(default_factory=dict)
    """The classifier's, of pictures that it had not seen."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Spent in the stages that threads did."""
    work: "Future[None]" = field(default_factory=Future)

    @property
    def changed(self) -> list[Photo]:
        """The photos whose pictures must be read."""
        return [photo for photo in self.photos if photo.pk not in self.refreshed]

    def allowed(self) -> list[Photo]:
        """The photos that have all that a point needs."""
        return [photo for photo in self.photos if photo.pk in self.vectors]


class Encoding:
    """Reads batches with one executor and encodes them, in order, with another of one thread."""

    def __init__(
        self,
        encoder: Encoder,
        classifier: Classifier | None,
        readers: Executor,
        encoding: Executor,
        sample: Photo | None = None,
    ) -> None:
        """Make one. `sample` can be read while the source is not away."""
        # Threads would not know which encoder their run uses.
        self._encoder, self._classifier = encoder, classifier
        self._readers, self._encoding = readers, encoding
        self._titles = TitleVectors(encoder)
        self._stopped = Event()
        self._outages = reading.Outages(sample)

    def start(self, batch: Batch) -> None:
        """Begin to read the batch; `batch.work` is done once it is encoded."""
        pictures = [self._readers.submit(self._read, photo) for photo in batch.changed]
        batch.work = self._encoding.submit(self._work, batch, pictures)

    def stop(self) -> None:
        """Cancel the work that has not begun, and wait for the rest."""
        self._stopped.set()
        for pool in (self._readers, self._encoding):
            pool.shutdown(wait=True, cancel_futures=True)

    def _read(self, photo: Photo) -> Reading | SourceUnavailable | None:
        return None if self._stopped.is_set() else reading.measured(photo)

    def _work(
        self, batch: Batch, pictures: "Sequence[Future[Reading | SourceUnavailable | None]]"
    ) -> None:
        try:
            self._encode(batch, pictures)
        except BaseException:
            # What comes after it would be given back unused.
            self._stopped.set()
            raise

    def _encode(
        self, batch: Batch, pictures: "Sequence[Future[Reading | SourceUnavailable | None]]"
    ) -> None:
        images: dict[int, Image] = {}
        for number, (photo, picture) in enumerate(zip(batch.changed, pictures, strict=True), 1):
            # It may have been read before the batch in front of it failed.
            if (read := picture.result()) is None or self._stopped.is_set():
                return
            if isinstance(read, SourceUnavailable):
                later = (other.result() for other in pictures[number:])
                if not self._outages.are_one_photos(later):
                    raise read
                read = Reading(UnreadableNow(message_of(read)), 0)
            self._outages.note(photo, read.outcome)
            batch.readings[photo.pk] = read
            add(batch.seconds, "read and decode", read.seconds)
            if isinstance(read.outcome, Image):
                images[photo.pk] = read.outcome
        if images:
            start = time.perf_counter()
            vectors = self._encoder.encode_images(list(images.values()))
            batch.vectors.update(zip(images, vectors, strict=True))
            add(batch.seconds, "encode photos", time.perf_counter() - start)
        self._classify(batch, images)
        self._encode_titles(batch)

    def _classify(self, batch: Batch, images: dict[int, Image]) -> None:
        if (classifier := self._classifier) is None:
            return
        new = [p.pk for p in batch.changed if p.pk in images and opinions.opinion_of(p) is None]
        if new:
            start = time.perf_counter()
            new_opinions = opinions.of_images([images[pk] for pk in new], classifier)
            batch.opinions.update(zip(new, new_opinions, strict=True))
            add(batch.seconds, "classify photos", time.perf_counter() - start)

    def _encode_titles(self, batch: Batch) -> None:
        products = {p.pk: p.product for p in batch.allowed() if p.pk not in batch.titles}
        start = time.perf_counter()
        batch.titles.update(zip(products, self._titles.of([*products.values()]), strict=True))
        add(batch.seconds, "encode titles", time.perf_counter() - start)


def add(seconds: dict[str, float], stage: str, more: float) -> None:
    seconds[stage] = seconds.get(stage, 0) + more
