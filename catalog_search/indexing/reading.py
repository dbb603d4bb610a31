"""Read and decode photos from their source; tell one refused photo from a refused store."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from PIL.Image import Image

from catalog_search import conf
from catalog_search.exceptions import (
    NO_PICTURE,
    InvalidPhoto,
    PhotoGone,
    SourceUnavailable,
    UnreadableObject,
    message_of,
)
from catalog_search.models import Photo
from catalog_search.photos import decoding, even_ground
from catalog_search.types import StoredPhoto

READERS = 4
"""Threads that read and decode photos."""

DECODE_AT_LEAST = 512
"""Pixels of the shorter side that a photo is decoded to."""

Outcome = Image | InvalidPhoto | PhotoGone | UnreadableObject
"""What became of reading a photo."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What became of reading a photo, and what is known of its picture."""

    outcome: Outcome
    seconds: float
    mean_color: str = ""
    ground: str = ""
    """See photos/even_ground.py; "" if it could not be read."""


def measured(photo: Photo) -> Reading | SourceUnavailable:
    """Read the photo in a thread that may not use the database."""
    start = time.perf_counter()
    try:
        outcome = read(photo)
    except SourceUnavailable as error:
        return error
    if not isinstance(outcome, Image):
        return Reading(outcome, time.perf_counter() - start)
    color, ground = decoding.mean_color(outcome), even_ground.ground_of(outcome)
    return Reading(outcome, time.perf_counter() - start, color, ground)


def read(photo: Photo) -> Outcome:
    """Return the decoded photo, or the error if only this photo is affected.

    Raises SourceUnavailable. The photo must hold its store: nothing is read from the database.
    """
    stored = StoredPhoto(photo.key, photo.etag, photo.size, photo.version_id)
    try:
        data = conf.get_source(photo.store.slug).read(stored)
        return decoding.decode(data, min_side=DECODE_AT_LEAST)
    except NO_PICTURE as error:
        return error


class Outages:
    """Tells a source that is away from one photo that it cannot hand out, in one run.

    A broken disk, an object that always ends midway: it would stop all others for ever.
    """

    def __init__(self) -> None:
        self._good: Photo | None = None
        """The last photo that could be read."""

    def note(self, photo: Photo, outcome: Outcome) -> None:
        if isinstance(outcome, Image):
            self._good = photo

    def are_one_photos(self, others: Iterator[Reading | SourceUnavailable | None]) -> bool:
        """Return whether the source hands out another photo. `others` are read meanwhile."""
        if self._good:
            with suppress(SourceUnavailable):
                return not isinstance(read(self._good), UnreadableObject)
            return False
        found = [other for other in islice(others, READERS - 1) if other]
        # Of a photo that is alone, refuse_outage asks for one that was indexed before.
        return not found or any(
            isinstance(other, Reading) and isinstance(other.outcome, Image) for other in found
        )


def refuse_outage(batch: Sequence[Photo], outcomes: Sequence[Outcome]) -> None:
    """Raise SourceUnavailable if it is not these photos but the whole source that is refused.

    Otherwise a wrong permission would quarantine a catalogue.
    """
    refused = [outcome for outcome in outcomes if isinstance(outcome, UnreadableObject)]
    if not refused or len(refused) < len(batch):
        return
    others = Photo.objects.filter(store=batch[0].store, state=Photo.State.LIVE)
    others = others.exclude(indexed_etag="").exclude(pk__in=[photo.pk for photo in batch])
    other = others.select_related("store").first()
    if other is None or isinstance(read(other), UnreadableObject):
        raise SourceUnavailable(message_of(refused[0])) from refused[0]
