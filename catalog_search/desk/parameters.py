"""Numbers and keys of rows, as forms and addresses of the desk name them."""

from collections.abc import Iterable


def whole_number(text: str) -> int:
    """Return the number of at most 18 digits in the text; 0, no row's key, for any other text."""
    is_number = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_number else 0


def row_keys(texts: Iterable[str], limit: int) -> list[int]:
    """Return the keys that the texts name, up to `limit`."""
    return [key for text in texts if (key := whole_number(text))][:limit]
