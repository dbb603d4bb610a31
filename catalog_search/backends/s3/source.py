"""A catalogue source in a bucket of S3 or any S3-compatible store."""

from collections.abc import Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING

from catalog_search.backends.s3 import options, titles
from catalog_search.backends.s3.connection import S3Connection
from catalog_search.backends.s3.etags import listed_etag
from catalog_search.backends.s3.listings import first_page, keys_of, pages
from catalog_search.backends.s3.objects import read_manifest, read_photo, write_object
from catalog_search.backends.s3.tables import Tables
from catalog_search.exceptions import (
    InvalidPhoto,
    PhotoGone,
    SourceUnavailable,
    UnreadableObject,
    message_of,
)
from catalog_search.exceptions import message as _
from catalog_search.sync import files
from catalog_search.sync.cells.cleaning import is_photo
from catalog_search.sync.files import OtherPictures, UnreadNames
from catalog_search.sync.left_behind import HIDDEN, left_behind
from catalog_search.sync.tables import manifests
from catalog_search.types import Problem, Record, StoredPhoto

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import ObjectTypeDef


class S3Source:
    """Photos and manifests under one prefix of one bucket.

    Credentials come from the options, otherwise from boto3's usual places: environment, profile,
    instance role. `prefix` is a folder: "shop" does not match "shop-2/". Timeouts are seconds:
    `read_timeout` between two bytes, `transfer_timeout` for a whole object, and for a photo another
    second for each megabyte. Set `checksums` to "when_required" for stores that reject requests for
    a checksum.
    """

    def __init__(
        self,
        bucket: str | None,
        prefix: str | None = "",
        endpoint_url: str | None = None,
        region: str | None = None,
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
        session_token: str | None = None,
        profile: str | None = None,
        addressing_style: str | None = "auto",
        checksums: str = "when_supported",
        connect_timeout: float = 5,
        read_timeout: float = 30,
        transfer_timeout: float = 300,
        max_attempts: int = 6,
        requester_pays: bool | str = False,
    ) -> None:
        self.bucket = options.text("bucket", bucket)
        self.prefix = options.folder("prefix", prefix)
        self._tables: Tables | None = None
        self._known = ""
        """The key of a manifest that was read."""
        when_checked = options.checksums(checksums)
        self._connection = S3Connection(
            self.bucket,
            endpoint_url=options.text("endpoint_url", endpoint_url),
            credentials={
                "aws_access_key_id": options.text("access_key_id", access_key_id),
                "aws_secret_access_key": options.text("secret_access_key", secret_access_key),
                "aws_session_token": options.text("session_token", session_token),
            },
            region=options.text("region", region),
            profile=options.text("profile", profile),
            config={
                "connect_timeout": options.seconds("connect_timeout", connect_timeout),
                "read_timeout": options.seconds("read_timeout", read_timeout),
                "max_pool_connections": 2 * titles.CONCURRENT,
                "request_checksum_calculation": when_checked,
                "response_checksum_validation": when_checked,
                "s3": {"addressing_style": options.style(addressing_style)},
            },
            transfer_timeout=options.seconds("transfer_timeout", transfer_timeout),
            max_attempts=options.attempts(max_attempts),
            requester_pays=options.switch("requester_pays", requester_pays),
        )

    def records(self) -> Iterator[Record | Problem]:
        """Yield what the manifests hold; those of the photos' listing if that was just made."""
        tables, self._tables = self._listed_tables(), None
        for entry in tables:
            if isinstance(entry, Problem):
                yield entry
            else:
                yield from self._manifest(entry, tables.sizes.get(entry))
        if tables.is_empty:
            yield files.empty(self._place, self.prefix)

    def photos(self) -> Iterator[StoredPhoto | Problem]:
        tables = Tables()
        other_pictures, unread_names = OtherPictures(), UnreadNames()
        key = ""
        for item in self._objects():
            last, key = key, item["Key"]
            tables.add(item)
            other_pictures.add(key)
            unread_names.add(key)
            # Some stores list an object twice in a row, with its older versions behind.
            if is_photo(key) and key != last:
                yield photo_of(item, left_behind(key, self.prefix))
        yield from other_pictures.warnings()
        yield from unread_names.warnings()
        self._tables = tables.end()

    def version(self) -> str:
        """Return a digest of the manifests' keys and etags."""
        self._tables = self._listed_tables()
        return self._tables.version

    def _listed_tables(self) -> Tables:
        """Return the tables of the last listing, or of a new one if that is not fresh."""
        if self._tables is None or not self._tables.is_fresh:
            tables = Tables()
            for item in self._objects():
                tables.add(item)
            return tables.end()
        return self._tables

    def read(self, photo: StoredPhoto) -> bytes:
        return read_photo(self._connection, photo)

    def write(self, name: str, file: IO[bytes]) -> str:
        """Store the file under this name below the prefix; return where it is."""
        key = f"{self.prefix}{name}"
        with self._connection.errors_translated(key):
            write_object(self._connection, key, file)
        return f"s3://{self.bucket}/{key}"

    def titles(self, keys: Iterable[str]) -> Mapping[str, str | None]:
        return titles.of_objects(self._connection, list(keys), self.prefix, self._known)

    def check(self) -> list[Problem]:
        connection = self._connection.once()
        try:
            with connection.errors_translated():
                page = first_page(connection, self.prefix)
        except SourceUnavailable as error:
            return [Problem(self._place, message_of(error))]
        keys = keys_of(page)
        if not keys and not page.get("IsTruncated"):
            return [files.empty(self._place, self.prefix)]
        listed_keys = [key for key in keys if self._is_listed(key)]
        if refused := titles.unreadable(connection, listed_keys):
            return [Problem(self._place, refused)]
        pictures, unread_names = OtherPictures(), UnreadNames()
        for key in listed_keys:
            pictures.add(key)
            unread_names.add(key)
        other_keys = [key for key in listed_keys if not manifests.is_manifest(key)]
        unread = [problem for key in other_keys if (problem := files.unread(key))]
        return [*unread, *pictures.warnings(), *unread_names.warnings()]

    @property
    def _place(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"

    def _objects(self) -> "Iterator[ObjectTypeDef]":
        """Yield every object under the prefix; raise rather than end before the last page.

        What is hidden or was left behind by a system is left out, and what a store lists that does
        not know prefixes.
        """
        with self._connection.errors_translated():
            for page in pages(self._connection, self.prefix):
                yield from (
                    item
                    for item in page.get("Contents", [])
                    if item.get("Key")
                    and item["Key"].startswith(self.prefix)
                    and self._is_listed(item["Key"])
                )

    def _is_listed(self, key: str) -> bool:
        """Return whether the object may be of use: a manifest counts where no system left it."""
        kind = left_behind(key, self.prefix)
        return kind != HIDDEN if is_photo(key) else not kind

    def _manifest(self, key: str, size: int | None) -> Iterator[Record | Problem]:
        """Yield what the manifest holds; if it cannot be read, only its products are lost."""
        try:
            file = read_manifest(self._connection, key, size)
        except (InvalidPhoto, PhotoGone, UnreadableObject) as error:
            reason = _("The manifest cannot be read. %(error)s", error=error)
            yield Problem(key, reason, product_lost=True, passing=True)
            return
        self._known = key
        with file:
            yield from manifests.parse(file, key, self.prefix)


def photo_of(item: "ObjectTypeDef", doubt: str) -> StoredPhoto | Problem:
    """Return the photo of a listing's entry, or what is wrong with it."""
    key = item["Key"]
    if "Size" not in item:
        return Problem(key, _("The store does not tell its size, so it is left out."))
    if not item["Size"]:
        return Problem(key, _("The file is empty."))
    return StoredPhoto(key, etag=listed_etag(item), size=item["Size"], doubt=doubt)
