"""A bucket of S3, or of any store that speaks its language, as the source of a catalogue."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import unquote

from catalog_search import conf
from catalog_search.backends.s3.connection import S3Connection
from catalog_search.exceptions import InvalidPhoto, PhotoGone, SourceUnavailable
from catalog_search.sync import manifests
from catalog_search.sync.cleaning import is_photo
from catalog_search.types import Problem, Record, StoredPhoto

if TYPE_CHECKING:
    from types_boto3_s3.type_defs import ObjectTypeDef

HEADS_AT_ONCE = 8
KEPT_IN_MEMORY = 8 * 2**20
"""Bytes of a manifest beyond which it waits on disk."""


class S3Source:
    """Photos and manifests under one prefix of one bucket.

    Credentials come from the options or, left out, from where boto3 looks: environment, profile,
    instance role. `prefix` is a folder: "shop" never means "shop-2/". Timeouts are seconds:
    `read_timeout` between two bytes, `transfer_timeout` for a whole object. `checksums` may be
    "when_required" for stores that refuse the header that asks for a checksum.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str = "",
        endpoint_url: str | None = None,
        region: str | None = None,
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
        session_token: str | None = None,
        profile: str | None = None,
        addressing_style: str = "auto",
        checksums: str = "when_supported",
        connect_timeout: float = 5,
        read_timeout: float = 30,
        transfer_timeout: float = 300,
        max_attempts: int = 6,
    ) -> None:
        self.bucket = bucket
        self.prefix = prefix if not prefix or prefix.endswith("/") else f"{prefix}/"
        self._connection = S3Connection(
            bucket,
            endpoint_url=endpoint_url,
            credentials={
                "aws_access_key_id": access_key_id,
                "aws_secret_access_key": secret_access_key,
                "aws_session_token": session_token,
                "region_name": region,
            },
            profile=profile,
            config={
                "connect_timeout": connect_timeout,
                "read_timeout": read_timeout,
                "max_pool_connections": 2 * HEADS_AT_ONCE,
                "request_checksum_calculation": checksums,
                "response_checksum_validation": checksums,
                "s3": {"addressing_style": addressing_style},
            },
            transfer_timeout=transfer_timeout,
            max_attempts=max_attempts,
        )

    def records(self) -> Iterator[Record | Problem]:
        for each in self._objects():
            if manifests.is_manifest(key := each["Key"]):
                with self._downloaded(key) as stream:
                    yield from manifests.parse(stream, key, self.prefix)

    def photos(self) -> Iterator[StoredPhoto | Problem]:
        for each in self._objects():
            if not is_photo(key := each["Key"]):
                continue
            if each["Size"]:
                yield StoredPhoto(key, etag=each["ETag"].strip('"'), size=each["Size"])
            else:
                yield Problem(key, "The file is empty.")

    def read(self, photo: StoredPhoto) -> bytes:
        if photo.size > (limit := conf.get("MAX_PHOTO_BYTES")):
            raise InvalidPhoto(f"The file is larger than {limit / 2**20:.0f} MB.")
        wanted: Any = {"Key": photo.key, "IfMatch": f'"{photo.etag}"'}
        if photo.version_id:
            wanted["VersionId"] = photo.version_id
        with self._connection.explained(photo.key):
            answer = self._connection.client().get_object(Bucket=self.bucket, **wanted)
            if (answer["ETag"].strip('"'), answer["ContentLength"]) != (photo.etag, photo.size):
                # Not every store minds If-Match.
                answer["Body"].close()
                raise PhotoGone(f"{photo.key!r} is not what was listed. Sync again.")
            return b"".join(self._connection.received(answer["Body"]))

    def titles(self, keys: Iterable[str]) -> Mapping[str, str]:
        asked = list(keys)
        with ThreadPoolExecutor(HEADS_AT_ONCE) as pool:
            found = zip(asked, pool.map(self._title, asked), strict=True)
            return {key: title for key, title in found if title}

    def check(self) -> list[Problem]:
        place = f"s3://{self.bucket}/{self.prefix}"
        try:
            with self._connection.explained():
                client = self._connection.make_client(attempts=1)
                page = client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1)
                for each in page.get("Contents", []):
                    client.head_object(Bucket=self.bucket, Key=each["Key"])
        except SourceUnavailable as error:
            return [Problem(place, str(error))]
        nothing = "There is nothing under this prefix. Correct OPTIONS['prefix'] or upload photos."
        return [] if page.get("Contents") else [Problem(place, nothing)]

    def _objects(self) -> "Iterator[ObjectTypeDef]":
        """Yield every object under the prefix, page by page; never end early but by raising."""
        with self._connection.explained():
            # EncodingType stays unset: botocore then asks for "url" itself, and decodes the keys.
            lister = self._connection.client().get_paginator("list_objects_v2")
            more = True
            for page in lister.paginate(Bucket=self.bucket, Prefix=self.prefix):
                more = page.get("IsTruncated", True)
                yield from page.get("Contents", [])
            if more:
                raise SourceUnavailable(
                    "The listing ended before its last page. Sync again; if it goes on, "
                    "OPTIONS['endpoint_url'] may not be the address of an S3 store."
                )

    @contextmanager
    def _downloaded(self, key: str) -> Iterator[IO[bytes]]:
        """Open a whole object: working through its rows takes longer than a server waits."""
        with tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY) as file:
            with self._connection.explained():
                answer = self._connection.client().get_object(Bucket=self.bucket, Key=key)
                for chunk in self._connection.received(answer["Body"]):
                    file.write(chunk)
            file.seek(0)
            yield file

    def _title(self, key: str) -> str:
        try:
            with self._connection.explained(key):
                answer = self._connection.client().head_object(Bucket=self.bucket, Key=key)
        except PhotoGone:
            return ""
        titles = [text for name, text in answer["Metadata"].items() if name.lower() == "title"]
        return decoded(titles[0]) if titles else ""


def decoded(header: str) -> str:
    """Return a metadata value as it was meant.

    Headers hold ASCII only, so titles arrive as RFC 2047 words (S3), as UTF-8 read as Latin-1
    (others) or percent-encoded by whoever uploaded them.
    """
    try:
        text = str(make_header(decode_header(header)))
    except (MessageError, LookupError, ValueError):
        text = header
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    if re.search(r"%[0-9A-Fa-f]{2}", text):
        with suppress(UnicodeError):
            text = unquote(text, errors="strict")
    return text
