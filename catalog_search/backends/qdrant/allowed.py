"""What values the options of the index may have, and in which words a wrong one is refused."""

from collections.abc import Callable, Mapping
from dataclasses import field, fields
from pathlib import Path
from typing import Any

from catalog_search.exceptions import WrongSettings
from catalog_search.exceptions import message as _

Test = tuple[Callable[[Any], bool], str]


def is_whole(value: object) -> bool:
    return type(value) is int


def whole_number(low: int) -> Test:
    return (lambda value: is_whole(value) and value >= low), _(
        "a whole number of %(low)s or more", low=low
    )


def one_of(*values: object) -> Test:
    return values.__contains__, _("one of: %(values)s", values=", ".join(map(repr, values)))


def option(default: object, test: Test, *, factory: Callable[[], Any] | None = None) -> Any:
    if factory:
        return field(default_factory=factory, metadata={"test": test})
    return field(default=default, metadata={"test": test})


SECONDS: Test = (
    lambda value: type(value) in (int, float) and 0 < value < float("inf"),
    _("a number of seconds above 0"),
)
SWITCH: Test = (lambda value: type(value) is bool, _("True or False"))
TEXT: Test = (lambda value: isinstance(value, str), _("a text"))
TEXT_OR_NONE: Test = (lambda value: value is None or isinstance(value, str), _("a text, or None"))
URLS: Test = (
    lambda urls: isinstance(urls, list | tuple) and all(isinstance(url, str) for url in urls),
    _("a list of addresses"),
)
CONSISTENCY: Test = (
    lambda value: value in (None, "majority", "quorum", "all") or (is_whole(value) and value >= 1),
    _("None, 'majority', 'quorum', 'all', or a number of replicas"),
)
FACTOR: Test = (
    lambda value: value is None or (type(value) in (int, float) and value >= 1),
    _("a number of 1 or more, or None"),
)
FILE: Test = (
    lambda value: value is None or (isinstance(value, str | Path) and Path(value).is_file()),
    _("the path of a file of certificates that exists"),
)
STRICT: Test = (
    lambda value: isinstance(value, Mapping) and all(isinstance(key, str) for key in value),
    _("a dictionary of Qdrant's strict_mode_config"),
)
HNSW: Test = (
    lambda value: (
        isinstance(value, Mapping)
        and set(value) <= {"m", "ef_construct", "payload_m"}
        and all(is_whole(number) and number >= 0 for number in value.values())
    ),
    _("a dictionary of whole numbers for 'm', 'ef_construct' or 'payload_m'"),
)


class Checked:
    """A dataclass that refuses a value that fails the test of its field."""

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]
            passes, allowed = each.metadata["test"]
            if not passes(getattr(self, each.name)):
                # The value may be a secret.
                raise WrongSettings(
                    _(
                        "The option %(name)r of the index must be %(allowed)s.",
                        name=each.name,
                        allowed=allowed,
                    )
                )
