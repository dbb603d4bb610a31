"""Options of a bucket as projects write them: from files and from variables of the environment."""

import math
from typing import Any

from catalog_search.exceptions import WrongSettings
from catalog_search.exceptions import message as _

AROUND = " \t\r\n\v\f\0\u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""What files, variables and copied keys have around a value: spaces, line ends, unseen marks."""
SWITCHES = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off", ""), False),
}
"""How a variable of the environment says yes or no."""


def text(name: str, value: Any) -> str:
    """Return an option without what stands around it, "" if it is not set. Raises WrongSettings."""
    if value is None:
        return ""
    if not isinstance(value, str):
        # Its value stays out of the message: it may be a secret.
        raise WrongSettings(
            _(
                "OPTIONS[%(name)r] is not a text but of the type %(kind)s. Write one text in "
                "quotes.",
                name=name,
                kind=type(value).__name__,
            )
        )
    return value.strip(AROUND)


def folder(name: str, value: Any) -> str:
    """Return a prefix that ends with a slash, or "" for the whole bucket. Raises WrongSettings."""
    prefix = text(name, value)
    return prefix if not prefix or prefix.endswith("/") else f"{prefix}/"


def style(value: Any) -> Any:
    """Return where requests name the bucket, "auto" if nothing is set. Raises WrongSettings."""
    return text("addressing_style", value).lower() or "auto"


def switch(name: str, value: Any) -> bool:
    """Return a yes or no, which may be written as text. Raises WrongSettings."""
    if isinstance(value, bool):
        return value
    written = str(value if value is not None else "").strip(AROUND).lower()
    if written not in SWITCHES:
        raise WrongSettings(
            _("OPTIONS[%(name)r] is %(value)r. Write True or False.", name=name, value=value)
        )
    return SWITCHES[written]


def seconds(name: str, value: Any) -> float:
    """Return a time, which may be written as text. Raises WrongSettings."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 < number < math.inf:
        raise WrongSettings(
            _("OPTIONS[%(name)r] is %(value)r. Write seconds above 0.", name=name, value=value)
        )
    return number


def checksums(value: Any) -> Any:
    """Return when checksums are asked for. Raises WrongSettings."""
    value = value.strip(AROUND) if isinstance(value, str) else value
    if value not in ("when_supported", "when_required"):
        raise WrongSettings(
            _(
                "OPTIONS['checksums'] is %(value)r. Write 'when_supported' or 'when_required'.",
                value=value,
            )
        )
    return value


def attempts(value: Any) -> int:
    """Return how often a request is made, which may be written as text. Raises WrongSettings."""
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = 0
    if number < 1:
        raise WrongSettings(
            _("OPTIONS['max_attempts'] is %(value)r. Write a whole number above 0.", value=value)
        )
    return number
