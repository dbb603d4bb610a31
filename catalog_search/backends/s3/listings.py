"""Listings of a bucket: requests for their pages, to the last one."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from catalog_search.backends.s3.errors import is_unknown
from catalog_search.exceptions import SourceUnavailable
from catalog_search.exceptions import message as _

if TYPE_CHECKING:
    from catalog_search.backends.s3.connection import S3Connection

FEW_PAGES = 10
"""How many pages are looked through for one object: never a whole bucket."""
MANY_EMPTY = 1000
"""Pages in a row without an object; deleted ones fill some in stores that keep versions."""

Page = Mapping[str, Any]


def pages(connection: "S3Connection", prefix: str) -> Iterator[Page]:
    """Yield the pages of a listing; raise rather than end before the last one."""
    keys: list[str] = []
    tokens: set[str] = set()
    is_last = False
    for page in until_repeated(known_pages(connection, prefix)):
        page = with_signs_settled(connection, page)
        yield page
        keys, is_last = keys_of(page), not page.get("IsTruncated", True)
        if (token := page.get("NextContinuationToken", "")) in tokens:
            break  # The same pages would come again and again.
        tokens |= {token} - {""}
    if not is_last and keys:
        # A store that knows only the first version of this request gives no token to go on with.
        last = keys[-1]
        for page in until_repeated(first_version(connection, prefix, Marker=last)):
            if any(key <= last for key in keys_of(page)):
                break
            yield page
            is_last = not page.get("IsTruncated", True)
    if not is_last:
        raise SourceUnavailable(
            _(
                "The listing ended before its last page. Sync again; if it goes on, "
                "OPTIONS['endpoint_url'] may not be the address of an S3 store."
            )
        )


def until_repeated(pages: Iterator[Page]) -> Iterator[Page]:
    """Yield the pages, but none that was there before, and none behind very many without objects.

    A gateway that ignores tokens, but gives each time a new one, would go on for ever.
    """
    seen: set[int] = set()
    empty_pages = 0
    for page in pages:
        keys = tuple(keys_of(page))
        empty_pages = 0 if keys else empty_pages + 1
        if empty_pages > MANY_EMPTY or (keys and hash(keys) in seen):
            return
        seen.add(hash(keys))
        yield page


def known_pages(connection: "S3Connection", prefix: str, **more: Any) -> Iterator[Page]:
    """Yield the pages by the newest request that the store knows."""
    while True:
        any_page = False
        try:
            for page in WAYS[connection.listed_by](connection, prefix, **more):
                any_page = True
                yield with_plus_signs(page) if connection.means_plus_signs else page
        except ClientError as error:
            if any_page or not is_unknown(error) or connection.listed_by + 1 == len(WAYS):
                raise
            connection.listed_by += 1
        else:
            return


def with_signs_settled(connection: "S3Connection", page: Page) -> Page:
    """Return the page with its plus signs, where the store means them and says so nowhere.

    Amazon writes a space as +. A store that writes it otherwise finds no name with a space then,
    but that with the sign. It is asked once.
    """
    spaced = next((key for key in keys_of(page) if " " in key.rpartition("/")[2]), "")
    if connection.means_plus_signs is not None or not spaced:
        return page
    try:
        is_sign = not begins_any(connection, spaced) and begins_any(connection, signed(spaced))
    except (ClientError, BotoCoreError):
        return page  # Such a listing may not be allowed.
    connection.means_plus_signs = is_sign
    return with_plus_signs(page) if is_sign else page


def begins_any(connection: "S3Connection", prefix: str) -> bool:
    return bool(keys_of(next(known_pages(connection, prefix, MaxKeys=1), {})))


def with_plus_signs(page: Page) -> Page:
    items = page.get("Contents", [])
    return {**page, "Contents": [{**item, "Key": signed(item.get("Key", ""))} for item in items]}


def signed(key: str) -> str:
    folder, slash, name = key.rpartition("/")
    return f"{folder}{slash}{name.replace(' ', '+')}"


def first_page(connection: "S3Connection", prefix: str) -> Page:
    """Return the first page that has objects, or the last of FEW_PAGES where none has."""
    page: Page = {}
    for page in islice(known_pages(connection, prefix), FEW_PAGES):
        if keys_of(page) or not page.get("IsTruncated"):
            break
    return page


def second_version(connection: "S3Connection", prefix: str, **more: Any) -> Iterator[Page]:
    # Without EncodingType, botocore requests "url" itself and decodes the keys.
    paginator = connection.client().get_paginator("list_objects_v2")
    yield from paginator.paginate(Bucket=connection.bucket, Prefix=prefix, **more)


def first_version(
    connection: "S3Connection", prefix: str, *, plain: bool = False, **more: Any
) -> Iterator[Page]:
    paginator = connection.client(plain=plain).get_paginator("list_objects")
    yield from paginator.paginate(Bucket=connection.bucket, Prefix=prefix, **more)


WAYS = (second_version, first_version, partial(first_version, plain=True))
"""Requests for a listing, the newest first."""


def keys_of(page: Mapping[str, Any]) -> list[str]:
    return [item["Key"] for item in page.get("Contents", []) if item.get("Key")]
