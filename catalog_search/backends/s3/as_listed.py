"""Whether what a store hands out is the object that it lists, and what to do where it never is."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from catalog_search.backends.s3.addresses import code
from catalog_search.backends.s3.connection import S3Connection
from catalog_search.backends.s3.errors import SIGNATURE
from catalog_search.backends.s3.etags import entity, listed_etag
from catalog_search.backends.s3.listings import FEW_PAGES, Page, known_pages, pages
from catalog_search.exceptions import PhotoGone, SourceUnavailable, UnreadableObject
from catalog_search.exceptions import message as _
from catalog_search.types import StoredPhoto


class NotAsListed(PhotoGone):
    """An object has another size or ETag than its listing says; `sent` bytes, if that is known."""

    def __init__(self, key: str, sent: int | None) -> None:
        super().__init__(_("%(key)r is not what was listed. Sync again.", key=key))
        self.sent = sent


def never_as_listed(key: str, size: int | None, error: PhotoGone) -> UnreadableObject:
    """Return what to do about an object that is listed as before, but not handed out as such."""
    if not isinstance(error, NotAsListed):
        return UnreadableObject(
            _(
                "%(key)r is listed, but the store says that it is not there when it is asked for "
                "it. Upload the file again, or check what stands between this machine and the "
                "store.",
                key=key,
            )
        )
    return UnreadableObject(
        _(
            "%(key)r is not what was listed. The listing says %(listed)s bytes, but %(sent)s were "
            "sent: something on the way changes objects, such as a proxy that optimises images or "
            "a page that asks to sign in. Write the address of the store itself as "
            "OPTIONS['endpoint_url'].",
            key=key,
            listed="?" if size is None else size,
            sent="?" if error.sent is None else error.sent,
        )
    )


def with_signature_explained(
    connection: S3Connection, key: str, error: SourceUnavailable
) -> SourceUnavailable:
    """Return the error, or one that names the proxy where listings are signed with these keys."""
    if not isinstance(error.__cause__, ClientError) or code(error.__cause__) != SIGNATURE:
        return error
    try:
        listed(connection, key)
    except SourceUnavailable:
        return error
    return SourceUnavailable(
        _(
            "%(place)s lists the bucket, but does not accept the signature of the request for "
            "%(key)r: the keys are right, and a proxy on the way changes the request. Let it pass "
            "on paths and headers as they are, or write the address of the store itself as "
            "OPTIONS['endpoint_url'].",
            place=connection.place,
            key=key,
        )
    )


def is_same_entity(answer: Mapping[str, Any], etag: str, length: int, size: int) -> bool:
    """Return whether an answer of another length is the listed object of this size all the same.

    It has the listed ETag, and is not said to be packed: some stores unpack objects on the way, or
    list the size of what they encrypted. A shorter one that does not say its length may be cut off.
    """
    least = size if answer.get("ContentLength") is None else without_encryption(size)
    if not length or length < least or answer.get("ContentEncoding"):
        return False
    return entity(answer.get("ETag") or "").casefold() == etag.casefold() != ""


def is_still_listed(connection: S3Connection, photo: StoredPhoto) -> bool:
    """Return whether the bucket lists the photo as it was when it was synced."""
    if photo.version_id:
        return False
    item = listed(connection, photo.key)
    return bool(item) and (listed_etag(item), item.get("Size")) == (photo.etag, photo.size)


def is_listed(
    connection: S3Connection, key: str, answer: Mapping[str, Any], sizes: tuple[int, int]
) -> bool:
    """Return whether the bucket lists, by now, what was read: in bytes, as sent and unpacked."""
    item = listed(connection, key)
    size = item.get("Size")
    if size in sizes:
        return True
    return size is not None and is_same_entity(
        answer, entity(item.get("ETag") or ""), sizes[0], size
    )


def without_encryption(size: int) -> int:
    """Return the least bytes of a file that has this size encrypted: some 30 of each 64 KB less."""
    return size - 64 - size // 1024


def listed(connection: S3Connection, key: str) -> Mapping[str, Any]:
    """Return the entry of an object in the bucket's listing, nothing if there is no such key.

    In most stores that is the first entry below the key. Others sort in ways of their own, do not
    know prefixes or begin with empty pages: a few whole pages of those are looked through.
    """
    with connection.errors_translated():
        page = next(known_pages(connection, key, MaxKeys=1), {})
        if (item := entry_on(page, key)) or not page.get("IsTruncated"):
            return item
        few = islice(pages(connection, key), FEW_PAGES)
        return next((item for page in few if (item := entry_on(page, key))), {})


def entry_on(page: Page, key: str) -> Mapping[str, Any]:
    return next((item for item in page.get("Contents", []) if item.get("Key") == key), {})
