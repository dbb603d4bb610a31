"""Helpers to write and parse manifests in memory."""

import io
import json

from hypothesis import strategies as st

from catalog_search.sync.tables import manifests
from catalog_search.types import Record


def parsed(data: bytes | str, key: str = "shop/catalog.csv", prefix: str = "") -> list:
    data = data.encode() if isinstance(data, str) else data
    return list(manifests.parse(io.BytesIO(data), key, prefix))


def records(*args, **kwargs) -> list[Record]:
    return [each for each in parsed(*args, **kwargs) if isinstance(each, Record)]


def jsonl(*rows: object) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


LINES = st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode))
