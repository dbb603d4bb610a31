"""Compose files as the tests read them: parsed, and laid over each other as Compose does."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[3] / "deploy"
SHOPS = ("migrate", "web", "worker", "beat")
"""Services of the shop's own image."""


class Override(dict[str, Any]):
    """A mapping that replaces the one below it instead of being merged into it."""


class Loader(yaml.SafeLoader):
    pass


def as_override(loader: Loader, node: yaml.MappingNode) -> Override:
    return Override(loader.construct_mapping(node, deep=True))


Loader.add_constructor("!override", as_override)


def parsed(name: str) -> dict[str, Any]:
    """Return a file of deploy/ with its YAML anchors and merges resolved."""
    read: dict[str, Any] = yaml.load((DEPLOY / name).read_text(), Loader)  # noqa: S506  it is safe
    return read


def merged(below: Any, above: Any) -> Any:
    """Return a mapping with another laid over it; lists and texts are replaced."""
    if isinstance(above, Override) or not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}


@cache
def project(*names: str) -> dict[str, Any]:
    """Return what Compose makes of these files together."""
    whole: dict[str, Any] = {}
    for name in names:
        whole = merged(whole, parsed(name))
    return whole
