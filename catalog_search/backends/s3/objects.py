"""Read one photo of a bucket, and be sure that it is the one that was listed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from catalog_search import conf
from catalog_search.backends.s3.connection import S3Connection
from catalog_search.backends.s3.errors import status
from catalog_search.backends.s3.etags import MODIFIED, is_same, listed_etag
from catalog_search.backends.s3.packed import unpacked_photo
from catalog_search.exceptions import InvalidPhoto, PhotoGone, SourceUnavailable
from catalog_search.exceptions import message as _
from catalog_search.types import StoredPhoto

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


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
    return fetched(connection, photo, by_etag=False)


def fetched(connection: S3Connection, photo: StoredPhoto, *, by_etag: bool = True) -> bytes:
    request: Any = {"Key": photo.key}
    if by_etag and not photo.etag.startswith(MODIFIED):
        request["IfMatch"] = f'"{photo.etag}"'
    if photo.version_id:
        request["VersionId"] = photo.version_id
    with connection.errors_translated(photo.key):
        answer = connection.client().get_object(Bucket=connection.bucket, **request)
        # A proxy may send it packed, or without its length.
        length = None if answer.get("ContentEncoding") else answer.get("ContentLength")
        # Some stores ignore If-Match.
        if length not in (None, photo.size) or (by_etag and not is_same(answer, photo)):
            answer["Body"].close()
            raise changed(photo)
        megabytes = photo.size / 2**20
        data = b"".join(connection.chunks(answer["Body"], extra_seconds=megabytes))
    encoding = answer.get("ContentEncoding", "")
    unpacked = unpacked_photo(data, conf.settings().max_photo_bytes, encoding)
    if photo.size not in (len(data), len(unpacked)):
        raise changed(photo)
    return unpacked


def changed(photo: StoredPhoto) -> PhotoGone:
    return PhotoGone(_("%(key)r is not what was listed. Sync again.", key=photo.key))


def is_still_listed(connection: S3Connection, photo: StoredPhoto) -> bool:
    """Return whether the bucket lists the photo as it was when it was synced."""
    if photo.version_id:
        return False
    try:
        with connection.errors_translated():
            page = connection.client().list_objects_v2(
                Bucket=connection.bucket, Prefix=photo.key, MaxKeys=1
            )
    except SourceUnavailable:
        return False
    return any(
        (item["Key"], listed_etag(item), item.get("Size")) == (photo.key, photo.etag, photo.size)
        for item in page.get("Contents", [])
        if item.get("Key")
    )


def metadata(connection: S3Connection, key: str) -> Mapping[str, Any]:
    """Return what the store tells of an object. Raises as errors_translated does."""
    with connection.errors_translated(key):
        return head(connection.client(), connection.bucket, key)


def head(client: "S3Client", bucket: str, key: str) -> Mapping[str, Any]:
    """Return what the store tells of an object, also if it answers no HEAD but a GET."""
    try:
        return client.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if status(error) not in WITHOUT_HEAD:
            raise
        answer = client.get_object(Bucket=bucket, Key=key)
        answer["Body"].close()
        return answer


WITHOUT_HEAD = (400, 403, 404, 405, 501)
"""What gateways that pass GET alone answer to HEAD."""
