"""A catalogue source made of the host project's own models, through a generator of Records.

# myshop/catalog.py
def records():
    for product in Product.objects.filter(published=True).prefetch_related("photos"):
        names = tuple(photo.file.name for photo in product.photos.all())
        yield Record(sku=product.sku, title=product.name, images=names)
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar, cast

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import InvalidStorageError, Storage, storages
from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.backends.given_records import checked, cleaned
from catalog_search.backends.storage_errors import is_of_the_file, text_of
from catalog_search.exceptions import (
    InvalidPhoto,
    PhotoGone,
    SourceUnavailable,
    UnreadableNow,
    UnreadableObject,
    message_of,
)
from catalog_search.exceptions import message as _
from catalog_search.types import Problem, Record, StoredPhoto

Item = TypeVar("Item", Record | Problem, Record | Problem | str)
Records = Callable[[], Iterable[Record | Problem]]
Changes = Callable[[datetime], Iterable[Record | Problem | str] | None]


class RecordSource:
    """Records from the generator at dotted path `records`, photos from the storage `storage`.

    A record's images are file names in that storage (`photo.file.name`). Storages have no etags,
    so one is computed from a file's size and modification time. `version` is the dotted path of a
    function that returns a value which changes whenever the records or their photos do, such as
    the time and number of the last change: a sync that finds the same value reads neither.

    `changes` is the dotted path of a function that takes a datetime and yields what changed since:
    a Record as `records` would yield it; for a product that is no longer sold, its SKU (a str).
    It returns None if it cannot tell, and everything is read. A record whose photos changed is a
    changed record.
    """

    names_are_keys = True

    def __init__(
        self, records: str, storage: str = "default", version: str = "", changes: str = ""
    ) -> None:
        self._path, self._alias, self._version = records, storage, version
        self._changes = changes
        self._names: dict[str, None] | None = None
        """The photos that the records name, from the end of `records` to the next `photos`."""

    def records(self) -> Iterator[Record | Problem]:
        return self._naming_photos(self._cleaned(self._given()))

    def changes(self, since: datetime) -> Iterator[Record | Problem | str] | None:
        """Return what changed since, None without OPTIONS["changes"] or an answer of it."""
        if not self._changes:
            return None
        changed = cast(Changes, imported(self._changes, "changes"))(since)
        return None if changed is None else self._naming_photos(self._cleaned(changed))

    def version(self) -> str:
        """Return the value of OPTIONS["version"] as text, "" without one."""
        if not self._version:
            return ""
        value = cast(Callable[[], object], imported(self._version, "version"))()
        return "" if value is None else f"{self._path} {self._alias} {value}"

    def photos(self) -> Iterator[StoredPhoto | Problem]:
        """Yield the photos of the records that were just read, or of records read anew."""
        names, self._names = self._names, None
        refused: UnreadableObject | None = None
        answered = False
        for name in self._all_names() if names is None else names:
            try:
                photo = self._listed(name)
            except UnreadableObject as error:
                refused = error
                yield Problem(name, message_of(error))
                continue
            answered = True
            if photo and photo.size:
                yield photo
            elif photo:
                yield Problem(name, _("The file is empty."))
        if refused and not answered:
            raise SourceUnavailable(message_of(refused))

    def read(self, photo: StoredPhoto) -> bytes:
        if photo.size > (limit := conf.settings().max_photo_bytes):
            raise InvalidPhoto(
                _("The file is larger than %(size)s MB.", size=f"{limit / 2**20:.0f}")
            )
        try:
            with self._storage().open(photo.key) as file:
                data = bytes(file.read())
            # Asked after reading: the new modification time reveals a file replaced meanwhile.
            etag = self._etag(photo.key, len(data))
        except (FileNotFoundError, SuspiciousOperation):
            data, etag = b"", ""
        except SourceUnavailable:
            raise
        except Exception as error:  # A storage may raise anything.
            raise (UnreadableObject if is_of_the_file(error) else UnreadableNow)(
                _("%(key)r cannot be read: %(error)s", key=photo.key, error=text_of(error))
            ) from error
        if len(data) != photo.size or etag != photo.etag:
            raise PhotoGone(_("%(key)r is no longer what was listed. Sync again.", key=photo.key))
        return data

    def titles(self, keys: Iterable[str]) -> Mapping[str, str]:
        return {}

    def check(self) -> list[Problem]:
        try:
            self._storage()
            self._first()
            self.version()
            if self._changes:
                imported(self._changes, "changes")
        except SourceUnavailable as error:
            return [Problem(self._path, message_of(error))]
        return []

    def _given(self) -> Iterable[Record | Problem]:
        """Return the iterable of the project's function. Raises SourceUnavailable if it is none."""
        items: object = self._generator()()
        if isinstance(items, Iterable):
            return items
        raise SourceUnavailable(
            _(
                "%(path)s returned something of the type %(kind)s. Write a function that yields "
                "Records.",
                path=self._path,
                kind=type(items).__name__,
            )
        )

    def _first(self) -> None:
        """Read one record. Raises SourceUnavailable if it is none."""
        records = (item for item in self._given() if not isinstance(item, Problem))
        if (record := next(records, None)) is not None:
            checked(record, self._path)

    def _naming_photos(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield the items; at their end, `photos` are those of their records."""
        names: dict[str, None] = {}
        for item in items:
            names |= dict.fromkeys(item.images if isinstance(item, Record) else ())
            yield item
        self._names = names

    def _cleaned(self, items: Iterable[Item]) -> Iterator[Item | Problem]:
        for item in items:
            if isinstance(item, str | Problem):
                yield item
            else:
                yield from cleaned(checked(item, self._path), self._path)

    def _all_names(self) -> dict[str, None]:
        items = self._cleaned(self._given())
        records = [item for item in items if isinstance(item, Record)]
        return dict.fromkeys(name for record in records for name in record.images)

    def _generator(self) -> Records:
        return cast(Records, imported(self._path, "records"))

    def _storage(self) -> Storage:
        try:
            return storages[self._alias]
        except InvalidStorageError as error:
            raise SourceUnavailable(
                _(
                    "OPTIONS['storage'] is %(alias)r, and STORAGES has no such entry.",
                    alias=self._alias,
                )
            ) from error
        except Exception as error:
            raise SourceUnavailable(
                _(
                    "The storage %(alias)r cannot be opened: %(error)s",
                    alias=self._alias,
                    error=text_of(error),
                )
            ) from error

    def _listed(self, name: str) -> StoredPhoto | None:
        """Return the photo as the storage has it now; None if the file is missing.

        Raises UnreadableObject if it is this file that the storage refuses, SourceUnavailable after
        any other error.
        """
        try:
            size = self._storage().size(name)
            etag = self._etag(name, size)
        except (FileNotFoundError, SuspiciousOperation):
            return None
        except SourceUnavailable:
            raise
        except Exception as error:
            kind = UnreadableObject if is_of_the_file(error) else SourceUnavailable
            text = text_of(error)
            raise kind(
                _("The storage does not tell of %(name)r: %(error)s", name=name, error=text)
            ) from error
        return StoredPhoto(key=name, etag=etag, size=size) if etag else None

    def _etag(self, name: str, size: int) -> str:
        """Return a digest of the file's size and modification time; "" if it is missing.

        Of a storage that keeps no times it is the size alone.
        """
        changed: str | None
        try:
            changed = self._storage().get_modified_time(name).isoformat()
        except (FileNotFoundError, SuspiciousOperation):
            return ""
        except NotImplementedError:
            changed = "" if self._storage().exists(name) else None
        if changed is None:
            return ""
        return hashlib.sha256(f"{size} {changed}".encode()).hexdigest()


def imported(path: str, option: str) -> object:
    """Return the function that an option names. Raises SourceUnavailable."""
    try:
        return cast(object, import_string(path))
    except ImportError as error:
        what = _("returns a value") if option == "version" else _("yields Records")
        raise SourceUnavailable(
            _(
                "OPTIONS[%(option)r] names %(path)r, which cannot be imported: "
                "%(error)s. Write the dotted path of a function that %(what)s.",
                option=option,
                path=path,
                error=error,
                what=what,
            )
        ) from error
