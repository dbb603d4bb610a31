"""A catalogue source that reads a shop of goods.py from the data folder."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from catalog_search.types import Problem, Record, StoredPhoto
from tests.quality.written import EVERY_SHOP


class DataSource:
    names_are_keys = True

    def __init__(self, shop: str, data: str) -> None:
        self._shop, self._data = EVERY_SHOP[shop], Path(data)

    def records(self) -> Iterator[Record | Problem]:
        yield from self._shop.records(self._data)

    def photos(self) -> Iterator[StoredPhoto | Problem]:
        for record in self._shop.records(self._data):
            for key in record.images:
                content = self._shop.read_photo(self._data, key)
                yield StoredPhoto(key, hashlib.sha256(content).hexdigest(), len(content))

    def read(self, photo: StoredPhoto) -> bytes:
        return self._shop.read_photo(self._data, photo.key)

    def titles(self, keys: Iterable[str]) -> Mapping[str, str]:
        return {}

    def check(self) -> list[Problem]:
        return []
