"""Find where a table breaks off: a program's error in place of rows, or a line that is cut."""

import re
from collections.abc import Iterator, Sequence

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import quoted
from catalog_search.types import Problem

STAMP = r"\s*(?:\[[^\[\]]{4,40}\]\s*|\d{4}-\d\d-\d\d[T ][\d:.,]+\S*\s+)?(?:<b>\s*)?(?:PHP )?"
"""What stands before the message: when it happened, and HTML."""
NOTICE = re.compile(
    STAMP + r"(?:notice|deprecated|strict standards|\S*(?:Deprecation|Future|User|Runtime)Warning"
    r"|\S+:\d+: \w+Warning)(?:</b>)?\s*:",
    re.IGNORECASE,
)
"""A message after which programs go on."""
PLACE = re.compile(r"\bon line (?:<b>)?\d|\.php\b|\.py:\d", re.IGNORECASE)
"""Where in a program such a message comes from: "Notice: No Smoking" is a sign."""
CERTAIN = re.compile(
    STAMP + r"(?:(?:fatal|parse|catchable fatal|recoverable fatal|core|compile) error(?:</b>)?\s*:"
    r"|traceback \(most recent call last\)|exception in thread \"|sqlstate\["
    r"|ora-\d{5}:|error \d{3,5} \("
    r"|(?:java|javax|org|com|system|django)\.[\w.$]+(?:error|exception)\b"
    r"|<!doctype html|<html\b|<\?xml\b|(?-i:panic: )|msg \d+, level \d+|rails aborted!)",
    re.IGNORECASE,
)
"""A message that no row begins with, whatever its cells."""
WORDS = re.compile(
    STAMP + r"(?:(?:\w+: )?(?:fatal|critical|error|warning|severe|uncaught|unhandled)\b[^\w]"
    r"|[a-z_][\w.]*(?:error|exception)\b(?:\s*$|\s*:| at )|segmentation fault|killed\s*$"
    r"|out of memory|allowed memory|maximum execution time|(?:lost )?connection\b"
    r"|(?:\d{3} )?(?:internal server error|bad gateway|service (?:temporarily )?unavailable"
    r"|gateway time-?out|request time-?out|too many requests)\b|upstream \w+|no healthy upstream"
    r"|(?:request|query|operation|script|export|statement|the request) (?:timed out|failed|aborted"
    r"|cancell?ed|was killed|abgebrochen|fehlgeschlagen|interrompue?|interrumpida)"
    r"|curl: \(\d+\)|error code: \d+|cannot allocate memory|no space left|disk full"
    r"|there has been a critical error|error establishing|an? (?:unexpected )?error (?:has )?occurr"
    r"|(?:es ist )?ein (?:\w+ )?fehler\b|une erreur|erreur\b"
    r"|se ha producido un|ha ocurrido un|fehler:"
    r"|si è verificato|zeitüberschreitung|\{\s*\"?(?:error|errors|message|detail|status)\"?\s*:"
    r"|</?(?:br|b|p|h[1-6]|div|pre|hr|center|body|head|title|script|style|table"
    r"|tr|t[dh]|i|font|span)\b[^>]*>"
    r"|mysql(?:dump)?: |psql: |pg_dump: |aborted\b|stack trace:)",
    re.IGNORECASE,
)
"""How messages of programs begin; only a line that is no whole row is one."""
GOES_ON = re.compile(
    r"\s*(?:<br ?/?>|in <b>|#\d+ |stack trace|thrown in|file \"|at \S+ ?\(|at /|from \S+:\d+"
    r"|caused by|\.{3}|</\w+>)",
    re.IGNORECASE,
)
"""How such a message goes on in its next lines."""


GLUED = re.compile(r"<br />\s*$|(?:Fatal|Parse) error:|Traceback \(most recent", re.IGNORECASE)
"""A message that begins within a row."""
LOOKED_AT = 500
"""Characters of a line."""


class Messages:
    """The messages of programs among the rows of a table with this header."""

    def __init__(self, header: Sequence[str]) -> None:
        self.columns = len(header)
        self.line = 0
        self.texts: list[str] = []
        """The lines of the message that is being read."""

    def takes(self, number: int, cells: Sequence[str], written: str) -> bool:
        """Return whether the line is one of a message, and remember it if so.

        `written` is the line as it stands in the file.
        """
        text = cells[0][:LOOKED_AT]
        is_part = self.is_message(text, cells, written) or bool(self.texts and GOES_ON.match(text))
        if is_part and len(self.texts) < MAX_LINES:
            self.line = self.line if self.texts else number
            self.texts.append(text)
        return is_part

    def is_message(self, text: str, cells: Sequence[str], written: str) -> bool:
        if CERTAIN.match(text):
            return True
        if NOTICE.match(text) and not self.is_row(cells):
            return True
        # A cell whose quotes close is whole: a description in HTML may end so.
        is_cut = 1 < self.columns > len(cells) and not written.rstrip().endswith('"')
        if is_cut and GLUED.search(cells[-1][:LOOKED_AT]):
            return True
        is_alone = self.columns > 1 and not any(cells[1:])
        return bool(is_alone and WORDS.match(text) and not KEY.fullmatch(text))

    def is_row(self, cells: Sequence[str]) -> bool:
        """Return whether the line has a cell for each column, and no place in a program."""
        return 2 < self.columns <= len(cells) and not any(map(PLACE.search, cells))

    @property
    def end_the_file(self) -> bool:
        """Whether nothing but the rest of the message can follow."""
        return any(map(CERTAIN.match, self.texts))

    def problems(self) -> Iterator[Problem]:
        """Yield the problem of the message that was read, if there is one, and forget it."""
        if self.texts:
            yield told(self.line, self.texts)
        self.texts = []


KEY = re.compile(r"\s*[\w-]*\d[\w-]*\s*")
"""What may as well be the key of a product: Error-1."""
MAX_LINES = 20


def told(line: int, texts: Sequence[str]) -> Problem:
    """Return the problem of a message of these lines.

    After a notice the rows go on; after anything else rows may be missing.
    """
    plain = [text for each in texts if (text := re.sub(r"<[^<>]*>", "", each).strip())]
    messages = [each for each in texts if not GOES_ON.match(each)]
    text = quoted(next(iter(plain), texts[0]))
    if messages and all(map(NOTICE.match, messages)):
        reason = _(
            "A message of the program that wrote the file stands among its rows, and is left "
            "out: %(text)s.",
            text=text,
        )
        return Problem("", reason, line, warning=True)
    reason = _(
        "The file breaks off here with a message of the program that wrote it: %(text)s. Products "
        "may be missing: export it again.",
        text=text,
    )
    return Problem("", reason, line, product_lost=True, passing=True)


class CutLines:
    """Knows of a file whose lines are all whole, so that a short last one must be cut."""

    ENOUGH = 2
    """Whole rows above a short one that show how the file is written."""

    def __init__(self, header: Sequence[str]) -> None:
        self.columns = len(header)
        self.whole = self.short = 0

    def is_cut(self, cells: Sequence[str], text: str) -> bool:
        """Return whether this row is cut. `text` is its last line, without an end if it is the last
        of a file that does not end its lines.
        """
        is_short = len(cells) < self.columns
        if is_short and not text.endswith(("\n", "\r")):
            return self.whole >= self.ENOUGH and not self.short
        self.short += is_short
        self.whole += not is_short
        return False


def cut(line: int, left_out: tuple[str, ...]) -> Problem:
    """Return the problem of a last line that is cut."""
    reason = _(
        "The file breaks off within its last line, which is skipped. Products may be missing: "
        "export or copy it again."
    )
    return Problem("", reason, line, product_lost=True, passing=True, left_out=left_out)
