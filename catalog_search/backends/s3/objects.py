"""Read one object of a bucket, and be sure that it is the one that was listed."""

import binascii
import hashlib
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from io import SEEK_END
from typing import IO, Any

from botocore.exceptions import ClientError, FlexibleChecksumError

from catalog_search import conf
from catalog_search.backends.packed import MAX_IN_MEMORY, unpacked, unpacked_photo
from catalog_search.backends.s3.addresses import status
from catalog_search.backends.s3.as_listed import (
    NotAsListed,
    is_listed,
    is_part,
    is_same_entity,
    is_still_listed,
    listed,
    md5_of,
    never_as_listed,
    with_signature_explained,
)
from catalog_search.backends.s3.connection import S3Connection
from catalog_search.backends.s3.errors import is_of_one_object, is_unknown_of_objects
from catalog_search.backends.s3.etags import MODIFIED, entity, is_same
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
    it was is the same photo, whatever its own ETag. Raises UnreadableObject if it is, but is not
    handed out as it is listed: another sync would change nothing.
    """
    if photo.size > (limit := conf.settings().max_photo_bytes):
        raise InvalidPhoto(_("The file is larger than %(size)s MB.", size=f"{limit / 2**20:.0f}"))
    try:
        return in_any_way(connection, photo)
    except PhotoGone:
        if not is_still_listed(connection, photo):
            raise
    try:
        return in_any_way(connection, photo, by_etag=False)
    except PhotoGone as error:
        raise never_as_listed(photo.key, photo.size, error) from error


def in_any_way(connection: S3Connection, photo: StoredPhoto, *, by_etag: bool = True) -> bytes:
    """Return the photo's bytes, also of a store that refuses how it is asked for them at first."""
    try:
        return fetched(connection, photo, by_etag=by_etag)
    except (UnreadableObject, SourceUnavailable) as error:
        if isinstance(error.__cause__, FlexibleChecksumError):
            return despite_checksum(connection, photo, error, by_etag=by_etag)
        if not is_unknown_of_objects(error.__cause__):
            raise
    try:
        return fetched(connection, photo, by_etag=by_etag, plain=True)
    except SourceUnavailable as error:
        raise with_signature_explained(connection, photo.key, error) from error.__cause__


def despite_checksum(
    connection: S3Connection,
    photo: StoredPhoto,
    error: UnreadableObject | SourceUnavailable,
    *,
    by_etag: bool,
) -> bytes:
    """Return the photo's bytes if its ETag proves them: a store may keep a wrong checksum."""
    data = fetched(connection, photo, by_etag=by_etag, plain=True)
    if hashlib.md5(data, usedforsecurity=False).hexdigest() != photo.etag.lower():
        raise error
    return data


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
        is_other_size = length not in (None, photo.size) and not is_same_entity(
            answer, photo.etag, length, photo.size
        )
        if is_other_size or (by_etag and not is_same(answer, photo)):
            answer["Body"].close()
            raise NotAsListed(photo.key, length)
        megabytes = photo.size / 2**20
        data = b"".join(connection.chunks(answer["Body"], extra_seconds=megabytes))
    encoding = answer.get("ContentEncoding", "")
    content = unpacked_photo(data, conf.settings().max_photo_bytes, encoding)
    sizes = (len(data), len(content))
    is_listed_size = photo.size in sizes
    if not is_listed_size and not is_same_entity(answer, photo.etag, len(data), photo.size):
        raise NotAsListed(photo.key, len(data))
    return content


def read_manifest(connection: S3Connection, key: str, size: int | None) -> IO[bytes]:
    """Return a downloaded object; processing its rows would outlast an open connection.

    One that was stored compressed is unpacked. Raises PhotoGone if it has neither the listed `size`
    nor that of a new listing: what is cut off, or a page of a proxy, is not the manifest; and
    UnreadableObject if it is listed as before.
    """
    try:
        return downloaded_in_any_way(connection, key, size)
    except PhotoGone as error:
        item = listed(connection, key)
        if not item or (size is not None and item.get("Size") != size):
            raise
        raise never_as_listed(key, size, error) from error
    except SourceUnavailable as error:
        told = with_signature_explained(connection, key, error)
        # The error ends the sync, so it names which of many manifests to look at.
        raise SourceUnavailable(
            _("%(key)r cannot be read: %(reason)s", key=key, reason=message_of(told))
        ) from error


def downloaded_in_any_way(connection: S3Connection, key: str, size: int | None) -> IO[bytes]:
    """Return the object, despite a wrong checksum that a store keeps if its ETag proves it.

    Raises UnreadableObject for what is the matter with it alone: it costs the products of no other.
    """
    try:
        return downloaded(connection, key, size)
    except SourceUnavailable as error:
        if not is_of_one_object(error.__cause__):
            raise
        reason = _("%(key)r cannot be read: %(reason)s", key=key, reason=message_of(error))
        unreadable = UnreadableObject(reason)
        if not isinstance(error.__cause__, FlexibleChecksumError):
            raise unreadable from error
    return downloaded(connection, key, size, unless_proven=unreadable)


def downloaded(
    connection: S3Connection,
    key: str,
    size: int | None,
    unless_proven: UnreadableObject | None = None,
) -> IO[bytes]:
    """Return the object; raise `unless_proven` if its ETag is not the MD5 sum of what is sent."""
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.SpooledTemporaryFile(MAX_IN_MEMORY))
        with connection.errors_translated(key):
            answer = opened_object(connection, key, plain=unless_proven is not None)
            for chunk in connection.chunks(answer["Body"]):
                file.write(chunk)
        stored = file.tell()
        if unless_proven and md5_of(file) != entity(answer.get("ETag") or "").lower():
            raise unless_proven
        file.seek(0)
        content = stack.enter_context(unpacked(file, answer.get("ContentEncoding", "")))
        sizes = (stored, content.seek(0, SEEK_END))
        content.seek(0)
        is_size = size is None or size in sizes
        if is_part(answer) or not (is_size or is_listed(connection, key, answer, sizes, file)):
            raise NotAsListed(key, stored)
        content.seek(0)
        stack.pop_all()
        if content is not file:
            file.close()
        return content


def opened_object(connection: S3Connection, key: str, *, plain: bool = False) -> Any:
    """Return the answer to a GET, of an older store to one that asks for no checksum."""
    try:
        return connection.client(plain=plain).get_object(Bucket=connection.bucket, Key=key)
    except (ClientError, binascii.Error) as error:
        if plain or not is_unknown_of_objects(error):
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
