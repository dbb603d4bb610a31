"""Read one object of a bucket, and be sure that it is the one that was listed."""

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from io import SEEK_END
from typing import IO, Any

from botocore.exceptions import ClientError

from catalog_search import conf
from catalog_search.backends.packed import MAX_IN_MEMORY, unpacked, unpacked_photo
from catalog_search.backends.s3.connection import S3Connection
from catalog_search.backends.s3.errors import is_unknown, status
from catalog_search.backends.s3.etags import MODIFIED, is_same, listed_etag
from catalog_search.backends.s3.listings import known_pages
from catalog_search.exceptions import (
    InvalidPhoto,
    PhotoGone,
    SourceUnavailable,
    UnreadableObject,
    message_of,
)
from catalog_search.exceptions import message as _
from catalog_search.types import StoredPhoto


def read_photo(connection: S3Connection, photo: StoredPhoto) -> bytes:
    """Return the photo's bytes. Raises PhotoGone if it is another one by now.

    Some stores name another ETag for an object than their listing does. What is still listed as
    it was is the same photo, whatever its own ETag.
    """
    if photo.size > (limit := conf.settings().max_photo_bytes):
        raise InvalidPhoto(_("The file is larger than %(size)s MB.", size=f"{limit / 2**20:.0f}"))
    try:
        return fetched(connection, photo)
    except PhotoGone:
        if not is_still_listed(connection, photo):
            raise
    except (UnreadableObject, SourceUnavailable) as error:
        if not is_unknown(error.__cause__):
            raise
        return fetched(connection, photo, plain=True)
    return fetched(connection, photo, by_etag=False)


def fetched(
    connection: S3Connection, photo: StoredPhoto, *, by_etag: bool = True, plain: bool = False
) -> bytes:
    """Return the photo's bytes, those of the listed ETag; `plain` asks for nothing but them."""
    request: Any = {"Key": photo.key}
    # Headers hold no other characters.
    is_sendable = photo.etag.isascii() and photo.etag.isprintable()
    if by_etag and not plain and is_sendable and not photo.etag.startswith(MODIFIED):
        request["IfMatch"] = f'"{photo.etag}"'
    if photo.version_id:
        request["VersionId"] = photo.version_id
    with connection.errors_translated(photo.key):
        client = connection.client(plain=plain)
        answer = client.get_object(Bucket=connection.bucket, **request)
        # A proxy may send it packed, or without its length.
        length = None if answer.get("ContentEncoding") else answer.get("ContentLength")
        # Some stores ignore If-Match.
        if length not in (None, photo.size) or (by_etag and not is_same(answer, photo)):
            answer["Body"].close()
            raise changed(photo.key)
        megabytes = photo.size / 2**20
        data = b"".join(connection.chunks(answer["Body"], extra_seconds=megabytes))
    encoding = answer.get("ContentEncoding", "")
    unpacked = unpacked_photo(data, conf.settings().max_photo_bytes, encoding)
    if photo.size not in (len(data), len(unpacked)):
        raise changed(photo.key)
    return unpacked


def read_manifest(connection: S3Connection, key: str, size: int | None) -> IO[bytes]:
    """Return a downloaded object; processing its rows would outlast an open connection.

    One that was stored compressed is unpacked. Raises PhotoGone if it has neither the listed `size`
    nor that of a new listing: what is cut off, or a page of a proxy, is not the manifest.
    """
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.SpooledTemporaryFile(MAX_IN_MEMORY))
        try:
            with connection.errors_translated(key):
                answer = opened_object(connection, key)
                for chunk in connection.chunks(answer["Body"]):
                    file.write(chunk)
        except SourceUnavailable as error:
            # The error ends the sync, so it names which of many manifests to look at.
            raise SourceUnavailable(
                _("%(key)r cannot be read: %(reason)s", key=key, reason=message_of(error))
            ) from error
        stored = file.tell()
        file.seek(0)
        content = stack.enter_context(unpacked(file, answer.get("ContentEncoding", "")))
        sizes = (stored, content.seek(0, SEEK_END))
        content.seek(0)
        if size is not None and size not in sizes and listed_size(connection, key) not in sizes:
            raise changed(key)
        stack.pop_all()
        if content is not file:
            file.close()
        return content


def opened_object(connection: S3Connection, key: str) -> Any:
    """Return the answer to a GET, of an older store to one that asks for no checksum."""
    try:
        return connection.client().get_object(Bucket=connection.bucket, Key=key)
    except ClientError as error:
        if not is_unknown(error):
            raise
        return connection.client(plain=True).get_object(Bucket=connection.bucket, Key=key)


def write_object(connection: S3Connection, key: str, file: IO[bytes]) -> None:
    """Store the file; if that is refused, without the checksum that newer stores want.

    Stores that do not know it refuse it in many words: a wrong signature, a missing length.
    """
    start = file.tell()
    try:
        connection.client().put_object(Bucket=connection.bucket, Key=key, Body=file)
    except ClientError as error:
        if status(error) not in REFUSED:
            raise
        file.seek(start)
        connection.client(plain=True).put_object(Bucket=connection.bucket, Key=key, Body=file)


def changed(key: str) -> PhotoGone:
    return PhotoGone(_("%(key)r is not what was listed. Sync again.", key=key))


def is_still_listed(connection: S3Connection, photo: StoredPhoto) -> bool:
    """Return whether the bucket lists the photo as it was when it was synced."""
    if photo.version_id:
        return False
    item = listed(connection, photo.key)
    return bool(item) and (listed_etag(item), item.get("Size")) == (photo.etag, photo.size)


def listed_size(connection: S3Connection, key: str) -> int | None:
    return listed(connection, key).get("Size")


def listed(connection: S3Connection, key: str) -> Mapping[str, Any]:
    """Return the entry of an object in the bucket's listing, nothing if there is no such key."""
    with connection.errors_translated():
        page = next(known_pages(connection, key, MaxKeys=1), {})
    return next((item for item in page.get("Contents", []) if item.get("Key") == key), {})


def metadata(connection: S3Connection, key: str) -> Mapping[str, Any]:
    """Return the metadata of an object. Raises as errors_translated does."""
    with connection.errors_translated(key):
        return head(connection, key)


def head(connection: S3Connection, key: str) -> Mapping[str, Any]:
    """Return the metadata of an object, also of a store that answers no HEAD but a GET."""
    try:
        return connection.client().head_object(Bucket=connection.bucket, Key=key)
    except ClientError as error:
        if status(error) not in WITHOUT_HEAD:
            raise
        answer: Mapping[str, Any] = opened_object(connection, key)
        answer["Body"].close()
        return answer


REFUSED = {*range(400, 500), 501} - {404, 429}
WITHOUT_HEAD = (400, 403, 404, 405, 501)
"""Answers to HEAD of gateways that pass GET alone."""
