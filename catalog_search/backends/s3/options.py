"""Options of a bucket as projects write them: from files and from variables of the environment."""

import math
from typing import Any

from catalog_search.exceptions import WrongSettings
from catalog_search.exceptions import message as _


def stripped(value: Any) -> Any:
    """Return an option without the space or line end that files and variables leave around it."""
    return (value.strip() if isinstance(value, str) else value) or None


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
