"""Whether a text affirms or denies a word: "with sugar", "sugar-free", "neither salt nor sugar".

It reads English, in the words of shops: "zero sugar", "0% fat", "free from nuts", "Sugar: 0 g".
"""

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

from catalog_search.text.letters import MARKS

WINDOW = 100
"""Characters before and after a word that are read."""
STOP = (
    "and|as|but|by|contains|except|for|if|in|including|just|less|like|more|nor|on|only|or|"
    "plus|than|that|to|with|without|yet"
)
WORD = rf"(?!(?:{STOP})(?!\w))[\w'\u2019-]+"
ZERO = r"(?<![\w.,])0(?:[.,]0+)?\s?(?:%|percent|g|mg)?"
DENIER = (
    r"(?:(?<![\w'\u2019-])(?:no|not(?!\s+(?:only|just|merely|all)\b)|non|without|w/o|zero|never"
    r"|neither|nor|lack(?:s|ing)|minus|free\s+(?:from|of))|\wn['\u2019]t|" + ZERO + r")"
)
DIVIDER = r"(?:\s*,\s*(?:(?:and|or|nor)\s+)?|\s+(?:and|or|nor|&)\s+|\s*/\s*)"
DENIED_BEFORE = re.compile(
    rf"(?P<denier>{DENIER})[\s-]+(?:contains?\s+|containing\s+)?"
    rf"(?P<others>(?:{WORD}(?:\s+{WORD}){{0,2}}{DIVIDER}){{0,5}})(?:{WORD}\s+){{0,3}}$"
)
LISTING = re.compile(r"without|w/o|neither|free\s+(?:from|of)")
"""What denies all items after it: "free from nuts, milk and soy"."""
EITHER = re.compile(r"\b(?:or|nor)\b")
CLAUSE_END = re.compile(r"[.;!?](?=\s|$)|[\n|\u2022]")

FREE = (
    r"free(?![\w-])(?!\s+(?:of\s+charge|from|of|gifts?|samples?|shipping|delivery|returns?|with))"
)
DENIED_AFTER = re.compile(
    rf"[\s-]?{FREE}"
    rf"|-(?:\s*(?:,|and|or|&)\s*\w+-?){{1,3}}[\s-]?{FREE}"
    r"|(?:\s+content)?\s*[:=(\u2013\u2014-]?\s+?0(?:[.,]0+)?\s?(?:%|percent|g|mg)(?!\w)"
    r"|(?:\s+content)?\s*[:=(]\s*(?:0(?:[.,]0+)?\s?(?:%|percent|g|mg)?(?![\w%]|[.,]\d)"
    r"|(?:none|no|nil|zero)(?!\w))"
    r"|\s+(?:is\s+|are\s+)?(?:not\s+(?:included|added|contained)|excluded)(?!\w)"
)


SUFFIX = re.compile(rf"(?:free|less)?(?![^\W_]|[{MARKS}])")


class Mentions(NamedTuple):
    """What a text says about a word."""

    affirmed: bool = False
    """It has the word at least once without denying it."""
    denied: bool = False
    """It denies the word at least once."""


class DenialReader:
    """Reads what texts say about one word, given in all its written forms, folded.

    "sugarfree" and "nonalcoholic" deny it in one word.
    """

    def __init__(self, forms: Collection[str]) -> None:
        longest_first = sorted(map(re.escape, forms), key=len, reverse=True)
        # A pattern that begins with letters is found much faster than one with a lookbehind.
        self.written = re.compile("|".join(longest_first) or r"(?!)")

    def mentions(self, text: str) -> Mentions:
        """Return what the folded text says."""
        found = {
            says
            for match in self.written.finditer(text)
            if (says := stance(text, match.start(), match.end()))
        }
        return Mentions("affirmed" in found, "denied" in found)


def stance(text: str, start: int, end: int) -> Literal["affirmed", "denied", ""]:
    """Return what the text says about text[start:end]; "" if that is part of another word."""
    prefixed = text[max(0, start - 3) : start] == "non"
    begin, suffix = start - 3 * prefixed, SUFFIX.match(text, end)
    if not suffix or (begin and text[begin - 1].isalnum()):
        return ""
    denied = prefixed or suffix[0] or is_denied(text, start, end)
    return "denied" if denied else "affirmed"


def is_denied(text: str, start: int, end: int) -> bool:
    """Return whether the folded text denies the word at text[start:end]."""
    after = text[end : end + WINDOW]
    if DENIED_AFTER.match(after):
        return True
    before = CLAUSE_END.split(text[max(0, start - WINDOW) : start])[-1]
    found = DENIED_BEFORE.search(before)
    if not found:
        return False
    others = found["others"]
    if not re.search(r",|\band\b|&", others) or LISTING.fullmatch(found["denier"]):
        return True
    return bool(EITHER.search(others + CLAUSE_END.split(after)[0]))
