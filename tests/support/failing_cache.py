"""A cache that a test can let fail, and that notes what it was asked."""

import json
from typing import Any

from django.core.cache.backends.locmem import LocMemCache

ASKED: list[str] = []
ASKABLE = ("get", "set", "add", "incr", "delete", "delete_many", "has_key")


class FailingCache(LocMemCache):
    """A cache of one process that raises ConnectionError for whatever it is asked."""

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        super().__init__(name, params)
        for method in ASKABLE:
            setattr(self, method, self.failing(method))

    def failing(self, method: str) -> Any:
        def fail(*args: object, **kwargs: object) -> Any:
            ASKED.append(method)
            raise ConnectionError("Error 111 connecting to cache:6379.")

        return fail


class JsonCache(LocMemCache):
    """A cache whose serialiser is that of JSON, as projects may choose for Redis."""

    def set(self, key: str, value: object, *args: Any, **kwargs: Any) -> None:
        json.dumps(value)
        super().set(key, value, *args, **kwargs)
