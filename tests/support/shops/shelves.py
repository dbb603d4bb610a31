"""Catalogue sources that tests fill and change through one interface."""

import itertools
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from email.header import Header
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

from catalog_search.backends.memory_source import MemorySource
from catalog_search.backends.record_source import RecordSource
from catalog_search.backends.s3.source import S3Source
from catalog_search.types import Record
from tests.support.servers.servers import S3Server


class MemoryShelf:
    """Photos and records in memory."""

    keeps_titles = True

    def __init__(self) -> None:
        self.source = MemorySource()

    def put(self, key: str, data: bytes, title: str = "") -> None:
        self.source.stored_photos[key] = data
        if title:
            self.source.stored_titles[key] = title

    def remove(self, key: str) -> None:
        del self.source.stored_photos[key]

    def put_records(self, records: Sequence[Record]) -> None:
        self.source.stored_records = list(records)


class BucketShelf:
    """A new bucket on a server, with one manifest."""

    keeps_titles = True

    def __init__(self, server: S3Server, prefix: str = "", **options: Any) -> None:
        self.bucket, self.prefix = f"shelf-{uuid4().hex}", prefix
        self.client = server.client()
        self.client.create_bucket(Bucket=self.bucket)
        self.options = {"bucket": self.bucket, "prefix": prefix, **server.options, **options}
        self.source = S3Source(**self.options)

    def put(self, key: str, data: bytes, title: str = "") -> None:
        # Headers hold only ASCII. S3 itself returns other titles in this encoding.
        metadata = {"title": Header(title, "utf-8", maxlinelen=900).encode()} if title else {}
        self.client.put_object(Bucket=self.bucket, Key=key, Body=data, Metadata=metadata)

    def remove(self, key: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=key)

    def put_records(self, records: Sequence[Record]) -> None:
        self.put(f"{self.prefix}catalog.jsonl", manifest(records))


class HostShelf:
    """A host shop with a generator of records, and photos in a Django storage on disk."""

    keeps_titles = False
    records: ClassVar[list[Record]] = []
    """What host_records() yields. It is on the class, because a setting names the generator."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.changes = folder, itertools.count(1)
        HostShelf.records = []
        self.source = RecordSource("tests.support.shops.shelves.host_records", storage="photos")

    def put(self, key: str, data: bytes, title: str = "") -> None:
        path = self.folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        # Two writes within one tick of the file system's clock would have equal times.
        os.utime(path, (0, next(self.changes)))
        if not any(key in record.images for record in self.records):
            self.records.append(Record(sku=f"of {key}", images=(key,)))

    def remove(self, key: str) -> None:
        (self.folder / key).unlink()

    def put_records(self, records: Sequence[Record]) -> None:
        self.records[:] = records


def host_records() -> Iterator[Record]:
    yield from HostShelf.records


def manifest(records: Sequence[Record]) -> bytes:
    """Return the records as a catalog.jsonl. Each attribute is a separate column."""
    lines = []
    for each in records:
        row = {name: value for name, value in asdict(each).items() if value not in ("", None)}
        del row["stock_told"]  # What a source notes, no column.
        lines.append(json.dumps({**row.pop("attributes"), **row}, default=str))
    return "\n".join(lines).encode()
