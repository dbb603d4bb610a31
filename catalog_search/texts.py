"""Text as a database and a page can take it, whatever a source sent."""

import math
import re

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but tab and newline, and halves of characters: PostgreSQL refuses both."""

LONGEST_ATTRIBUTE = 5000
MOST_ATTRIBUTES = 200
DEEPEST_ATTRIBUTE = 5


def cleaned(text: str) -> str:
    """Return the text without characters that cannot be stored, its line ends as newlines."""
    return UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def one_line(text: str) -> str:
    """Return the cleaned text with every run of white space made one space."""
    return " ".join(cleaned(text).split())


def plain(value: object, depth: int = DEEPEST_ATTRIBUTE) -> object:
    """Return the value as JSON can hold it; what JSON has no word for becomes text or None."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**63 else str(value)[:LONGEST_ATTRIBUTE]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict) and depth:
        pairs = list(value.items())[:MOST_ATTRIBUTES]
        return {one_line(str(name))[:200]: plain(each, depth - 1) for name, each in pairs}
    if isinstance(value, list | tuple | set | frozenset) and depth:
        return [plain(each, depth - 1) for each in list(value)[:MOST_ATTRIBUTES]]
    return cleaned(str(value))[:LONGEST_ATTRIBUTE]
