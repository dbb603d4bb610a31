"""Read dates and times in the forms in which people and systems write them."""

import re
import unicodedata
from datetime import UTC, date, datetime

MONTHS = {
    start: number
    for number, starts in enumerate(
        (
            "jan ene janv", "feb fév", "mar mär mrz", "apr abr avr", "may mai", "jun juin",
            "jul juil", "aug ago aoû", "sep", "oct okt", "nov", "dec dez dic déc",
        ),
        start=1,
    )
    for start in starts.split()
}  # fmt: skip
"""The months by the first letters of their English, German, Spanish and French names."""

TIME = (
    r"(?:[,T ]?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:[.,]\d+)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
FORMS = tuple(
    re.compile(form + TIME, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
        # With dots the day comes first everywhere.
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})",
        rf"(?:[a-z]{{2,9}}\.?,?\s)?(?P<day>\d{{1,2}})\.?[\s-](?:de\s)?{NAME}[\s-](?:de\s)?(?P<year>\d{{4}})",
        rf"{NAME}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})",
    )
)
SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})(.*)")
EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
"""Seconds or milliseconds since 1970."""


def read_date(text: str, beside: str = "") -> date:
    """Return the date, or the datetime, that the text holds. Raises ValueError.

    `beside` is another date of the row: 27/11/2026 says what 01/12/2026 is.
    """
    line = "".join(ascii_digit(char) for char in text.strip())
    for parse in (date.fromisoformat, datetime.fromisoformat):
        try:
            return parse(line)
        except ValueError:
            continue
    if EPOCH.fullmatch(line):
        return datetime.fromtimestamp(int(line[:10]), UTC)
    line = unslashed(line, beside)
    for form in FORMS:
        if match := form.fullmatch(line):
            return of_parts(match.groupdict())
    raise ValueError(text)


def ascii_digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char


def unslashed(line: str, beside: str) -> str:
    """Return 27/11/2026 as 27.11.2026, where the two dates show what comes first."""
    match = SLASHED.fullmatch(line)
    if not match:
        return line
    first, _, second, year, rest = match.groups()
    pairs = [(int(first), int(second))]
    if other := SLASHED.fullmatch(beside.strip()):
        pairs.append((int(other[1]), int(other[3])))
    day_first, month_first = (any(pair[at] > 12 for pair in pairs) for at in (0, 1))
    if day_first == month_first:
        return line
    return f"{first}.{second}.{year}{rest}" if day_first else f"{second}.{first}.{year}{rest}"


def of_parts(parts: dict[str, str | None]) -> date:
    """Return what the named groups of a form hold."""
    name = (parts.get("name") or "").casefold()
    month = parts.get("month") or MONTHS.get(name[:4]) or MONTHS.get(name[:3]) or 0
    day = f"{parts['year']}-{int(month):02}-{int(parts['day'] or 0):02}"
    if not parts["hour"]:
        return date.fromisoformat(day)
    hour, half = int(parts["hour"]), (parts["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError(day)
    hour = hour % 12 + 12 * half.startswith("p") if half else hour
    zone = parts["zone"] or ""
    zone = "Z" if zone.upper() in ("UTC", "GMT") else zone
    return datetime.fromisoformat(
        f"{day}T{hour:02}:{parts['minute']}:{parts['second'] or '00'}{zone}"
    )
