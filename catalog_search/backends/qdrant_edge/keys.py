"""What the rows of a part are: columns that are mapped from files, so that hits need no payload.

Within a part a point is known to the engine by a row number. Ids are 16 bytes, so a column of them
sorts and compares as a whole; there is nothing that two ids could collide in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search.protocols import VERSION
from catalog_search.types import Keys as PrimaryKeys
from catalog_search.types import Payload, Point

Rows = NDArray[np.int64]
"""int64 [n]: row numbers within one part."""

ID = np.dtype("S16")
"""The bytes of a UUID. Trailing zeros do not matter: all have the same length."""


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Columns by row number, and the rows that hold a point with their ids, sorted by these."""

    ids: NDArray[np.bytes_]
    photos: PrimaryKeys
    products: PrimaryKeys
    versions: NDArray[np.int64]
    order: Rows
    sorted_ids: NDArray[np.bytes_]

    def __len__(self) -> int:
        return len(self.ids)

    def find(self, ids: Sequence[str]) -> dict[str, int]:
        """Return the rows of these points by id, without unknown ones."""
        if not len(self.order) or not ids:
            return {}
        id_keys = np.array([id_bytes(point_id) for point_id in ids], ID)
        places = np.searchsorted(self.sorted_ids, id_keys).clip(max=len(self.order) - 1)
        is_there = self.sorted_ids[places] == id_keys
        pairs = zip(ids, self.order[places].tolist(), is_there.tolist(), strict=True)
        return {point_id: row for point_id, row, is_known in pairs if is_known}

    def take(self, rows: Rows) -> "Keys":
        """Return the columns of these rows, renumbered from 0."""
        return columns(self.ids[rows], self.photos[rows], self.products[rows], self.versions[rows])

    def save(self, folder: Path) -> None:
        for field in fields(self):
            np.save(file_of(folder, field.name), getattr(self, field.name))


def load(folder: Path) -> Keys:
    """Return the columns as they lie in the folder, mapped. Raises OSError."""
    try:
        mapped = [np.load(file_of(folder, each.name), mmap_mode="r") for each in fields(Keys)]
    except ValueError as error:
        raise OSError(f"the keys in {folder} are damaged: {error}") from error
    return Keys(*map(np.asarray, mapped))


def file_of(folder: Path, column: str) -> Path:
    return folder / f"keys-{column}.npy"


def columns(ids: Any, photos: Any, products: Any, versions: Any) -> Keys:
    """Return the columns with their order: of several rows with one id it has the last."""
    ids = np.asarray(ids, ID)
    order = np.argsort(ids, kind="stable")
    last = np.append(ids[order][1:] != ids[order][:-1], True)[: len(ids)]
    photos, products, versions = (
        np.asarray(each, np.int64) for each in (photos, products, versions)
    )
    return Keys(ids, photos, products, versions, order[last], ids[order[last]])


def of_points(points: Sequence[Point]) -> Keys:
    return of_payloads([id_bytes(point.id) for point in points], [p.payload for p in points])


def of_payloads(ids: Sequence[bytes], payloads: Sequence[Payload]) -> Keys:
    return columns(
        ids,
        [each["photo"] for each in payloads],
        [each["product"] for each in payloads],
        [version(each) for each in payloads],
    )


def version(payload: Payload) -> int:
    return int(str(payload.get(VERSION, 0)))


def id_bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("-", ""))


def text_ids(ids: NDArray[np.bytes_]) -> list[str]:
    text = ids.tobytes().hex()
    return [dashed(text[start : start + 32]) for start in range(0, len(text), 32)]


def dashed(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def chunks(rows: Rows, size: int) -> Iterator[Rows]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
