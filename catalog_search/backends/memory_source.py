"""A catalogue source in memory, for tests and first experiments."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from catalog_search import conf
from catalog_search.exceptions import InvalidPhoto, PhotoGone, SourceUnavailable
from catalog_search.exceptions import message as _
from catalog_search.types import Problem, Record, StoredPhoto


class MemorySource:
    """Serves the products and photos passed in; change `stored_records`, `stored_photos` at will.

    A photo's etag is the SHA-256 of its bytes. `fail_on_page`, counted from 1, makes the photo
    listing fail on that page, as a lost connection would.
    """

    def __init__(
        self,
        records: Iterable[Record | Problem] = (),
        photos: Mapping[str, bytes] | None = None,
        titles: Mapping[str, str] | None = None,
        page_size: int = 1000,
        fail_on_page: int | None = None,
    ) -> None:
        self.stored_records = list(records)
        self.stored_photos = dict(photos or {})
        self.stored_titles = dict(titles or {})
        self.page_size = page_size
        self.fail_on_page = fail_on_page
        self.reads: list[str] = []
        """Keys whose bytes were read, in order."""

    def records(self) -> Iterator[Record | Problem]:
        yield from list(self.stored_records)

    def photos(self) -> Iterator[StoredPhoto | Problem]:
        for number, (key, data) in enumerate(sorted(self.stored_photos.items())):
            page = number // self.page_size + 1
            if page == self.fail_on_page:
                raise SourceUnavailable(
                    _("The listing broke off on page %(page)s. Sync again.", page=page)
                )
            yield listed(key, data) if data else Problem(key, _("The file is empty."))

    def read(self, photo: StoredPhoto) -> bytes:
        self.reads.append(photo.key)
        data = self.stored_photos.get(photo.key)
        if data is None or listed(photo.key, data).etag != photo.etag:
            raise PhotoGone(_("%(key)r is no longer what was listed. Sync again.", key=photo.key))
        if len(data) > (limit := conf.settings().max_photo_bytes):
            raise InvalidPhoto(
                _("The file is larger than %(size)s MB.", size=f"{limit / 2**20:.0f}")
            )
        return data

    def titles(self, keys: Iterable[str]) -> Mapping[str, str]:
        return {key: self.stored_titles[key] for key in keys if key in self.stored_titles}

    def check(self) -> list[Problem]:
        return []


def listed(key: str, data: bytes) -> StoredPhoto:
    """Return the photo's entry in a listing."""
    return StoredPhoto(key=key, etag=hashlib.sha256(data).hexdigest(), size=len(data))
