"""Photos that may be copies, or left behind by a system: they count if a record names them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from catalog_search.exceptions import message as _
from catalog_search.models import Photo, Store
from catalog_search.sync.copies import originals
from catalog_search.sync.left_behind import COPY, DOUBTFUL
from catalog_search.sync.photo_names.photo_names import PhotoNames
from catalog_search.sync.photo_names.spellings import reversed_parts
from catalog_search.sync.rows.writing import AT_ONCE, batches
from catalog_search.types import Problem, StoredPhoto


class DoubtfulPhotos:
    """Keeps doubtful photos aside, and adds those that count to the other ones of the source."""

    def __init__(self, names: PhotoNames) -> None:
        self.names = names
        self._doubtful = PhotoNames()
        self.is_empty = True

    def close(self) -> None:
        """Remove the temporary files of both."""
        self.names.photos.close()
        self._doubtful.photos.close()

    def add(self, photos: Iterable[StoredPhoto]) -> None:
        """Add photos of the source: doubtful ones here, all others to the names."""
        listed = list(photos)
        doubtful = [photo for photo in listed if photo.doubt]
        self.names.photos.add(photo for photo in listed if not photo.doubt)
        self._doubtful.photos.add(doubtful)
        self.is_empty = self.is_empty and not doubtful

    def count_named(self, names: Iterable[str]) -> None:
        """Let the photos count that these names mean, where no other photo is meant."""
        if self.is_empty:
            return
        for name in names:
            if name in self.names.photos:
                continue
            key = name if name in self._doubtful.photos else self.only_here(name)
            if key:
                self.count(self._doubtful.photos.get(key))

    def only_here(self, name: str) -> str:
        """Return the key of the doubtful photo that the name means, "" if it may mean another."""
        photo = self.names.find(name)
        return "" if photo.key or photo.ambiguous else self._doubtful.find(name).key

    def count(self, photo: StoredPhoto) -> None:
        self.names.photos.add([replace(photo, doubt="")])

    def left(self) -> Iterator[StoredPhoto]:
        """Yield the photos that do not count so far."""
        return (photo for photo in self._doubtful.photos if photo.key not in self.names.photos)

    def settle(self, store: Store, records_lost: bool) -> Iterator[Problem]:
        """Decide which photos count, once all records were read; yield what to say of others.

        Where records were lost, those of the store count as well: they may be named there.
        """
        if records_lost:
            for batch in batches(self.left(), AT_ONCE):
                rows = Photo.objects.filter(store=store).with_keys({each.key for each in batch})
                for key in rows.values_list("key", flat=True):
                    self.count(self._doubtful.photos.get(key))
        yield from self.count_originals()

    def count_originals(self) -> Iterator[Problem]:
        """Let those count that are called like copies of photos that are not there.

        Yield a warning that says how many others are left out whose names may be a shop's own.
        """
        count, first = 0, ""
        for photo in self.left():
            if photo.doubt == COPY and not self.has_original(photo.key):
                self.count(photo)
            elif photo.doubt == DOUBTFUL:
                count, first = count + 1, first or photo.key
        if count:
            reason = _(
                "Photos are left out that look as if a system had thrown them away, or kept them "
                "for itself (%(count)s, this one first). Name them in a manifest, or call them or "
                "their folder otherwise, if they are for sale.",
                count=count,
            )
            yield Problem(first, reason, warning=True)

    def has_original(self, key: str) -> bool:
        """Return whether the source has a photo that this one is a copy of."""
        photos = self.names.photos
        return any(
            photos.beginning(reversed_parts(original), 1, end="\0")
            if beside
            else photos.beginning(reversed_parts(original.rpartition("/")[2]), 1)
            for original, beside in originals(key)
        )
