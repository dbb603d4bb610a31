"""The stages of an indexing run side by side: claim, read, encode, review, upsert, mark.

The calling thread alone uses the database and the index. Threads read and decode the next batches
meanwhile, and one encodes. A few batches are under way at most, so that a slow stage holds back
those before it. Rows are marked only after their points are written.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress

from django.db import DatabaseError
from django.utils import timezone

from catalog_search import conf, telemetry
from catalog_search.exceptions import CatalogSearchError, SourceUnavailable
from catalog_search.exceptions import message as _
from catalog_search.indexing.stages import claims, points
from catalog_search.indexing.stages.batches import Batch, Encoding
from catalog_search.indexing.stages.reading import READERS, sample_of
from catalog_search.indexing.stages.report import IndexingReport
from catalog_search.models import IndexingRun, Store, databases
from catalog_search.models.side_notes import side_note

AHEAD = 3
"""Batches being read or encoded: one at the encoder, one that it takes next, one being read."""

PATIENCE = 100
"""Photos that a run leaves for a later one because the source does not hand them out, then ends."""

WRITTEN_AT_ONCE = 8
"""Batches at most whose points are written together."""

WRITING_SHARE = 0.1
"""Share of the time that writing may take before batches wait to be written together."""

NOTED_EVERY = 2
"""Seconds between two notes of what a run did."""

RENEWED_AFTER = 1 / 3
"""Share of LEASE_SECONDS after which claims are renewed."""


class Pipeline:
    """One run over a store's stale photos."""

    def __init__(
        self,
        store: Store,
        collection: str,
        max_total: int | None,
        report: IndexingReport,
        progress: Callable[[IndexingReport], None] | None,
    ) -> None:
        self.store, self.report, self.progress = store, report, progress
        self.counted: Mapping[str, int] = report.outcomes()
        self.began, self.noted = timezone.now(), time.monotonic()
        self.noted_outcomes = report.outcomes()
        self.collection = collection
        """The id of the collection that the points are written to."""
        self.max_total = max_total
        self.reading: list[Batch] = []
        """Being read or encoded, in the order of their claims."""
        self.encoded: list[Batch] = []
        """Waiting to be written."""
        self.handled: list[Batch] = []
        """In this thread's hands: an error nobody foresaw is theirs."""
        self.elsewhere = claims.photos_elsewhere(store, collection)
        self.postponed = report.postponed
        self.encoding = Encoding(
            conf.get_encoder(),
            conf.get_classifier(),
            executor(READERS),
            executor(1),
            sample_of(store),
        )
        self.renewed = self.written = time.monotonic()
        self.writing = 0.0
        """Seconds that the last write took."""

    def run(self) -> bool:
        """Index until no photo is left to claim or the limit is reached; return which: no photo.

        Where a stage fails, what was encoded before is written, and the claims on all else are
        given back. What failed for a reason nobody foresaw stays counted as attempted.
        """
        try:
            while True:
                nothing_left = not self.claim_ahead()
                if not self.reading and not self.encoded:
                    self.end_outage()
                    return nothing_left
                self.advance()
        except BaseException as error:
            self.encoding.stop()
            self.give_back(error)
            raise
        finally:
            self.encoding.stop()
            self.note_run()

    def claim_ahead(self) -> bool:
        """Claim batches while there is room; return False if there was nothing to claim."""
        while len(self.reading) < AHEAD and not self.is_enough():
            # A photo that was attempted before must be the only one under way.
            alone = not self.reading and not self.encoded
            with self.report.stage("claim"):
                token, photos = claims.claim(
                    conf.settings().batch_size, self.store, alone=alone, elsewhere=self.elsewhere
                )
            if not photos:
                return False
            batch = Batch(token, photos)
            self.reading.append(batch)
            with self.at_fault([batch]):
                points.take_from_index(batch, self.report)
            self.encoding.start(batch)
        return True

    def is_enough(self) -> bool:
        """Return whether what is done and under way reaches the limit, or one must be alone."""
        under_way = [photo for batch in self.reading + self.encoded for photo in batch.photos]
        if len(under_way) == 1 and under_way[0].attempts > 1:
            return True
        if self.report.postponed - self.postponed >= PATIENCE:
            return True
        return self.max_total is not None and self.report.total + len(under_way) >= self.max_total

    def end_outage(self) -> None:
        """Raise SourceUnavailable if too many photos were not handed out to go on."""
        if (postponed := self.report.postponed - self.postponed) >= PATIENCE:
            raise SourceUnavailable(
                _(
                    "%(postponed)s photos could not be read, and later runs try them again. The "
                    "first: %(reason)s",
                    postponed=postponed,
                    reason=self.report.problem,
                )
            )

    def advance(self) -> None:
        """Do the next thing that can be done, or wait for it; keep the claims meanwhile."""
        self.renew_claims()
        if self.encoded and self.must_write():
            self.write()
        elif self.reading[0].work.done():
            self.receive(self.reading[0])
        else:
            pause = conf.settings().lease_seconds * RENEWED_AFTER
            if self.encoded:
                pause = min(pause, max(self.until_write(), 0))
            wait([self.reading[0].work], timeout=pause)

    def must_write(self) -> bool:
        """Return whether to write now what is encoded, and not to gather more."""
        full = len(self.encoded) >= WRITTEN_AT_ONCE
        return full or not self.reading or self.until_write() <= 0

    def until_write(self) -> float:
        """Return the seconds for which writing has had its share of the time."""
        return self.written + self.writing / WRITING_SHARE - time.monotonic()

    def receive(self, batch: Batch) -> None:
        """Take an encoded batch over, or raise what stopped it, after writing those before it."""
        if (error := batch.work.exception()) and self.encoded:
            self.write()
        with self.at_fault([batch]):
            if error:
                raise error
            with telemetry.span("indexing batch", photos=len(batch.photos), **spent(batch)):
                points.settle(batch, self.report)
        self.reading.remove(batch)
        self.encoded += [batch] if batch.allowed() else []
        self.tell()

    def write(self) -> None:
        start = time.monotonic()
        with self.at_fault(self.encoded):
            points.publish(self.encoded, self.collection, self.report)
        self.written = time.monotonic()
        self.writing = self.written - start
        self.encoded = []
        self.tell()

    @contextmanager
    def at_fault(self, batches: list[Batch]) -> Iterator[None]:
        """Remember whose work the block does, for the case that it raises."""
        self.handled = batches
        yield
        self.handled = []

    def renew_claims(self) -> None:
        if time.monotonic() - self.renewed > conf.settings().lease_seconds * RENEWED_AFTER:
            for batch in self.reading + self.encoded:
                claims.renew(batch.token)
            self.renewed = time.monotonic()

    def give_back(self, error: BaseException) -> None:
        """End all claims but those on photos that may themselves be why it failed."""
        innocent = isinstance(error, CatalogSearchError) or not isinstance(error, Exception)
        for batch in self.reading + self.encoded:
            if innocent or batch not in self.handled:
                # If the database itself fails, the claims lapse on their own.
                with suppress(DatabaseError):
                    claims.give_back(batch.token)

    def tell(self) -> None:
        outcomes = self.report.outcomes()
        self.counted = telemetry.count_indexed(self.store.slug, self.counted, outcomes)
        if time.monotonic() - self.noted > NOTED_EVERY:
            self.note_run()
        if self.progress:
            self.progress(self.report)

    def note_run(self) -> None:
        """Add what was done since the last note to the store's indexing run, if it can be."""
        outcomes, self.noted = self.report.outcomes(), time.monotonic()
        more = {name: count - self.noted_outcomes[name] for name, count in outcomes.items()}
        if any(more.values()):
            side_note(
                "An indexing run was not noted",
                lambda: IndexingRun.add(self.store, more, self.began),
                using=databases.alias(),
            )
            self.noted_outcomes = outcomes


def spent(batch: Batch) -> dict[str, float]:
    """Return the milliseconds that threads spent on the batch, by stage."""
    spent = batch.seconds.items()
    return {f"{stage.replace(' ', '_')}_ms": round(1000 * time, 1) for stage, time in spent}


def executor(threads: int) -> Executor:
    """Return a pool of threads. Tests put one in its place that works in the caller's thread."""
    return ThreadPoolExecutor(threads)
