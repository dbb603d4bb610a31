"""Values that all points of a shard share, so that no search compares them point by point.

A shop has one store, and most shards have visible points alone: each condition that is left out
spares a search over 100,000 points 2 ms.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from catalog_search.types import Payload, Where

FIELDS = ("store", "visible", "in_stock")
FILE = "constants.json"

Constants = Mapping[str, object]
"""The one value of each field that has the same in all points."""


def shared(earlier: Constants | None, payloads: Iterable[Payload]) -> Constants | None:
    """Return the values that are the same in `earlier` and in all payloads.

    `earlier` is None if there are no earlier points.
    """
    for payload in payloads:
        own = {name: payload.get(name) for name in FIELDS}
        earlier = own if earlier is None else common_values(earlier, own)
    return earlier


def common_values(some: Constants, other: Constants) -> Constants:
    return {name: value for name, value in some.items() if same(value, other, name)}


def same(value: object, other: Constants, name: str) -> bool:
    # True == 1 in Python, but in payloads booleans and numbers differ.
    return name in other and type(other[name]) is type(value) and other[name] == value


def narrowed(where: Where, constants: Constants) -> Where | None:
    """Return the conditions that the constants leave open, None if no point can satisfy them."""
    left = []
    for condition in where:
        if condition.field not in constants:
            left.append(condition)
        elif not condition.test()(constants):
            return None
    return tuple(left)


def save(folder: Path, constants: Constants | None) -> None:
    (folder / FILE).write_text(json.dumps(constants or {}))


def load(folder: Path) -> Constants:
    """Raises OSError."""
    try:
        constants: Constants = json.loads((folder / FILE).read_text())
    except ValueError as error:
        raise OSError(f"{FILE} is damaged: {error}") from error
    return constants
