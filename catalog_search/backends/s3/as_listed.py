"""Whether what a store hands out is the object that it lists, and what to do where it never is."""

import hashlib
import re
from collections.abc import Mapping
from itertools import islice
from typing import IO, Any

from botocore.exceptions import ClientError

from catalog_search.backends.s3.addresses import code
from catalog_search.backends.s3.connection import CHUNK, S3Connection
from catalog_search.backends.s3.errors import SIGNATURE
from catalog_search.backends.s3.etags import MODIFIED, entity, listed_etag
from catalog_search.backends.s3.listings import FEW_PAGES, Page, known_pages, pages
from catalog_search.exceptions import PhotoGone, SourceUnavailable, UnreadableObject
from catalog_search.exceptions import message as _
from catalog_search.types import StoredPhoto

LISTED_TIMES = 3
"""How often a photo with a new ETag is listed again to see whether that changes by itself."""
SPAN = re.compile(r"(\d{1,18})-(\d{1,18})/(\d{1,18})")
"""First and last byte of a part, and the size of the whole, in a Content-Range."""
MD5 = re.compile(r"[0-9a-f]{32}")


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
    list the size of what they encrypted. A shorter one that does not say its length may be cut off,
    and a part is not the whole.
    """
    if is_part(answer):
        return False
    least = size if answer.get("ContentLength") is None else without_encryption(size)
    if not length or length < least or answer.get("ContentEncoding"):
        return False
    return entity(answer.get("ETag") or "").casefold() == etag.casefold() != ""


def is_part(answer: Mapping[str, Any]) -> bool:
    """Return whether the answer says itself that it does not reach to the end of the object."""
    span = SPAN.search(answer.get("ContentRange") or "")
    return span is not None and (int(span[1]), int(span[2]) + 1) != (0, int(span[3]))


def is_proven(answer: Mapping[str, Any], md5: str) -> bool:
    """Return whether an answer that is shorter than listed lacks nothing all the same.

    Its ETag is its MD5 sum, or can be none because of how the store says that it encrypts.
    """
    etag = entity(answer.get("ETag") or "").casefold()
    encryption = answer.get("ServerSideEncryption")
    has_own_key = bool(answer.get("SSECustomerAlgorithm")) or encryption not in (None, "AES256")
    return md5 == etag or has_own_key or (encryption is not None and not MD5.fullmatch(etag))


def is_still_listed(connection: S3Connection, photo: StoredPhoto) -> bool:
    """Return whether the bucket lists the photo as it was when it was synced.

    Some stores list another ETag or time each time that they are asked, and show by that alone that
    the object is no other one: then its size is what counts.
    """
    if photo.version_id:
        return False
    tags: set[Any] = set()
    for _time in range(LISTED_TIMES):
        item = listed(connection, photo.key)
        if not item or item.get("Size") != photo.size:
            return False
        tag = listed_etag(item)
        # A time is compared as it is written: two listings may be made within one second.
        tags.add(item.get("LastModified") if tag.startswith(MODIFIED) else tag)
        if photo.etag == tag or len(tags) > 1:
            return True
    return False


def is_listed(
    connection: S3Connection,
    key: str,
    answer: Mapping[str, Any],
    sizes: tuple[int, int],
    file: IO[bytes],
) -> bool:
    """Return whether the bucket lists, by now, what was read: in bytes, as sent and unpacked.

    `file` is what was sent. Some lines less at the end of a manifest would delete their products.
    """
    item = listed(connection, key)
    size = item.get("Size")
    if size in sizes:
        return True
    if size is None or not is_same_entity(answer, entity(item.get("ETag") or ""), sizes[0], size):
        return False
    return sizes[0] >= size or is_proven(answer, md5_of(file))


def md5_of(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.md5(usedforsecurity=False)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


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
