"""Read and decode photos from their source; tell one refused photo from a refused store."""

import time
from collections.abc import Iterator, Sequence
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
from catalog_search.exceptions import message as _
from catalog_search.models import Photo, Store
from catalog_search.photos import lettering
from catalog_search.photos.decoder import decoding
from catalog_search.photos.shoppers import even_ground
from catalog_search.types import StoredPhoto

READERS = 4
"""Threads that read and decode photos."""

DECODE_AT_LEAST = 512
"""Pixels of the shorter side that a photo is decoded to."""

Outcome = Image | InvalidPhoto | PhotoGone | UnreadableObject
"""The picture of a photo, or the error that reading it raised."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The outcome of reading a photo, with measurements of its picture."""

    outcome: Outcome
    seconds: float
    mean_color: str = ""
    ground: str = ""
    """See photos/shoppers/even_ground.py; "" if it could not be read."""
    has_writing: bool = False
    """See photos/lettering.py."""


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
    has_writing = lettering.has_writing(outcome)
    return Reading(outcome, time.perf_counter() - start, color, ground, has_writing)


def read(photo: Photo) -> Outcome:
    """Return the decoded photo, or the error if only this photo is affected.

    Raises SourceUnavailable. The photo must hold its store: nothing is read from the database.
    """
    stored = StoredPhoto(photo.key, photo.etag, photo.size, photo.version_id)
    try:
        return decoding.decode(data_of(photo.store, stored), min_side=DECODE_AT_LEAST)
    except NO_PICTURE as error:
        return error


def data_of(store: Store, stored: StoredPhoto) -> bytes:
    """Return the photo's bytes. Raises SourceUnavailable, or one of NO_PICTURE."""
    try:
        return conf.get_source(store.slug).read(stored)
    except OSError as error:
        # A source of a project's own may let an error of its connection pass.
        raise SourceUnavailable(
            _("%(key)r cannot be read: %(error)s", key=stored.key, error=error)
        ) from error


def sample_of(store: Store) -> Photo | None:
    """Return a photo of the store that was read before, None if there is none."""
    photos = Photo.objects.filter(store=store, behind=0, state=Photo.State.LIVE)
    return photos.exclude(indexed_etag="").select_related("store").order_by("pk").first()


class Outages:
    """Tells a source that is away from one photo that it cannot hand out, in one run.

    A broken disk, an object that always ends midway: it would stop all others for ever. `sample`
    was read by an earlier run.
    """

    def __init__(self, sample: Photo | None = None) -> None:
        self._sample = sample
        self._good: Photo | None = None
        """The last photo that could be read."""

    def note(self, photo: Photo, outcome: Outcome) -> None:
        if isinstance(outcome, Image):
            self._good = photo

    def are_one_photos(self, further: Iterator[Reading | SourceUnavailable | None]) -> bool:
        """Return whether the source hands out another photo. `further` are read meanwhile."""
        if self._good:
            return is_handed_out(self._good)
        outcomes = [other for other in islice(further, READERS - 1) if other]
        if any(
            isinstance(other, Reading) and isinstance(other.outcome, Image) for other in outcomes
        ):
            return True
        if self._sample:
            return is_handed_out(self._sample)
        # Of a photo that is alone, refuse_outage asks for one that was indexed meanwhile.
        return not outcomes


def is_handed_out(photo: Photo) -> bool:
    try:
        return not isinstance(read(photo), UnreadableObject)
    except SourceUnavailable:
        return False


def refuse_outage(batch: Sequence[Photo], outcomes: Sequence[Outcome]) -> None:
    """Raise SourceUnavailable if it is not these photos but the whole source that is refused.

    Otherwise a wrong permission would quarantine a catalogue.
    """
    refused = [outcome for outcome in outcomes if isinstance(outcome, UnreadableObject)]
    if not refused or len(refused) < len(batch):
        return
    indexed = Photo.objects.filter(store=batch[0].store, state=Photo.State.LIVE)
    indexed = indexed.exclude(indexed_etag="").exclude(pk__in=[photo.pk for photo in batch])
    other = indexed.select_related("store").first()
    if other is None or isinstance(read(other), UnreadableObject):
        raise SourceUnavailable(message_of(refused[0])) from refused[0]
