"""Read dates and times in the forms in which people and systems write them."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

MONTHS = {
    start: number
    for number, starts in enumerate(
        (
            "jan ene janv gen sty янв led", "feb fév fev lut фев úno", "mar mär mrz maa мар bře",
            "apr abr avr kwi апр dub", "may mai mag mei maj мая май kvě", "jun juin giu cze июн",
            "jul juil lug июл čvc", "aug ago aoû sie авг", "sep set wrz сен zář",
            "oct okt ott out paź окт říj", "nov ноя", "dec dez dic déc gru дек pro",
        ),
        start=1,
    )
    for start in starts.split()
}  # fmt: skip
"""The months by the first letters of their names, where no two languages differ about them."""

TIME = (
    r"(?:[,T ]?\s*(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:[.,]\d+)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?(?:\s*Uhr)?)?"
)
NAME = r"(?P<name>[^\W\d_]{3,10})\.?"
FORMS = tuple(
    re.compile(form + TIME, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]",
        # With dots the day comes first everywhere.
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d{2}(?!\d))",
        rf"(?:[a-z]{{2,9}}\.?,?\s)?(?P<day>\d{{1,2}})(?:\.|er|º|st|nd|rd|th)?[\s-](?:de\s)?{NAME}"
        r"[\s-](?:de\s)?(?P<year>\d{4}|\d{2}(?!\d))(?:\s?г\.?)?",  # noqa: RUF001
        rf"{NAME}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})",
    )
)
SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|(?<=/)\d{2}(?!\d))(.*)")
LAST_DAY = 31
EPOCH = re.compile(r"(?:/Date\()?(1\d{9})(?:\d{3})?(?:[+-]\d{4})?(?:\)/)?")
"""Seconds or milliseconds since 1970, also as .NET writes them: /Date(1795737600000)/."""
OF_SPREADSHEET = re.compile(r"([3-6]\d{4})(?:[.,](\d+))?")
"""Days since 1899-12-30, as a spreadsheet shows a date whose cell is no date."""


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
    if epoch := EPOCH.fullmatch(line):
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    if days := OF_SPREADSHEET.fullmatch(line):
        return of_spreadsheet(int(days[1]), float(f"0.{days[2] or 0}"))
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
    first, _, second, year, tail = match.groups()
    dates = [(int(first), int(second), int(year))]
    if other := SLASHED.fullmatch(beside.strip()):
        dates.append((int(other[1]), int(other[3]), int(other[4])))
    day_first, month_first = (any(each[at] > 12 for each in dates) for at in (0, 1))
    # 17/05/24 may begin with its year, unless the end of one of both can be no day.
    day_first = day_first and any(each[2] > LAST_DAY for each in dates)
    if day_first == month_first:
        return line
    return f"{first}.{second}.{year}{tail}" if day_first else f"{second}.{first}.{year}{tail}"


def of_spreadsheet(days: int, part: float) -> date:
    """Return the date, or the moment if it is within a day, to the second."""
    day = date(1899, 12, 30) + timedelta(days)
    if not part:
        return day
    return datetime.combine(day, time()) + timedelta(seconds=round(part * 86_400))


def of_parts(parts: dict[str, str | None]) -> date:
    """Return what the named groups of a form hold."""
    name = (parts.get("name") or "").casefold()
    month = parts.get("month") or MONTHS.get(name[:4]) or MONTHS.get(name[:3]) or 0
    year = str(parts["year"])
    day = f"{year if len(year) == 4 else f'20{year}'}-{int(month):02}-{int(parts['day'] or 0):02}"
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
