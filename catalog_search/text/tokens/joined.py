"""Words that are written in several ways, as one: "t-shirt", "A.P.C.", "8 x 10 in."."""

import re
from collections.abc import Callable, Iterator

from catalog_search.text.tokens.letters import MARKS

APOSTROPHES = "['`\u2018\u2019\u00b4\uff07\u05f3\u05f4]"
LETTER = rf"(?:[^\W_]|[{MARKS}])"
LETTERS = rf"(?:[^\W_]++[{MARKS}]*+)++"
INITIALS = rf"(?:{LETTER}{{1,2}}&)+{LETTER}{{1,2}}(?:{APOSTROPHES}s)?(?!{LETTER})"
COMPOUND = re.compile(
    rf"(?<!{LETTER})(?:{INITIALS}|{LETTERS}(?:(?:-|{APOSTROPHES}n{APOSTROPHES}){LETTERS})++)"
)
DOTTED = re.compile(r"(?<![\w./])(?:(?:[^\W\d_]\.)+[^\W\d_]+|(?:[^\W\d_]/)+[^\W\d_]+)(?![\w/])")
"""Initials with dots or slashes, and a name behind them: "A.P.C.", "J.Crew", "A/X"."""
NO_LETTER = re.compile(rf"[^\w{MARKS}]")
MEASURE = r"\s?(?:cm|mm|m|in(?:ch(?:es)?)?\b\.?|ft\b\.?|feet|foot|'{1,2}|[\"\u201d\u2032\u2033])?"
NUMBER = r"\d{1,5}(?:[.,]\d{1,3})?"
DIMENSIONS = re.compile(
    rf"(?<![\w.,/])({NUMBER}){MEASURE}\s?(?:x|by|\*)\s?({NUMBER}){MEASURE}"
    rf"(?:\s?(?:x|by|\*)\s?({NUMBER}){MEASURE})?(?!\w|[.,]\d)"
)
"""Two or three lengths in folded text: "8 x 10 in.", "8'x10'", "30 by 20 by 10 cm"."""


def joined_words(folded: str) -> list[str]:
    """Return each joined word of the folded text as one token: "tshirt", "att", "8x10"."""
    words = [NO_LETTER.sub("", word) for word in COMPOUND.findall(folded)]
    return words + [token for _, _, token in written_apart(folded)]


def written_apart(folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield where a text has initials and dimensions, each with the token for all of it."""
    for match in DOTTED.finditer(folded):
        yield *match.span(), NO_LETTER.sub("", match[0])
    for match in DIMENSIONS.finditer(folded):
        numbers = (number.replace(",", ".") for number in match.groups() if number)
        yield *match.span(), "x".join(numbers)


def joined_where(folded: str, knows: Callable[[str], bool]) -> str:
    """Return the text with initials and dimensions as one token each, where the store knows it."""
    for start, end, token in sorted(written_apart(folded), reverse=True):
        if knows(token):
            folded = f"{folded[:start]} {token} {folded[end:]}"
    return folded
