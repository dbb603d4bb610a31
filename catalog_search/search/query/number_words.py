"""Numbers that shoppers write in words: "less than ten dollars", "under two hundred"."""

import re
from functools import partial

from catalog_search.text.currencies import CURRENCY

ONES = re.findall(
    r"\w+",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
)
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
VALUES = {
    **{word: number for number, word in enumerate(ONES, start=1)},
    **{word: 10 * number for number, word in enumerate(TENS, start=2)},
    **{"fourty": 40, "ninty": 90, "half": 0.5},
}
SCALES = {"hundred": 100, "thousand": 1000}
SCALE = "|".join(SCALES)
WORD = "|".join(
    rf"half(?=\s+(?:{SCALE}))" if word == "half" else word
    for word in sorted([*VALUES, *SCALES], key=len, reverse=True)
)
"""A word of a number. "One and a half thousand" is 1500."""
DIGITS = rf"\d+(?:\.\d+)?(?=\s+(?:{SCALE}))"
JOINT = rf"(?:\s+|-|(?:(?<=hundred)|(?<=thousand))\s+and\s+|\s+and\s+a\s+(?=half\s+(?:{SCALE})))"
"""The joint of two words of one number. "Twenty and thirty" are two numbers."""
NUMBER = re.compile(
    rf"(?<![\w.,-])(?:(?:an?\s+)?(?=hundred|thousand))?"
    rf"(?P<words>(?:{WORD}|{DIGITS})(?:{JOINT}(?:{WORD}))*)"
    rf"(?!\w|-(?!(?:{CURRENCY}))|\s+and\s+(?:a|one)\s+(?:half|quarter))",
    re.IGNORECASE,
)
AMOUNT_BEFORE = re.compile(
    r"(?:than|under|below|above|over|about|around|to|most|least|between|and|within|for|is|of|from"
    r"|budget|-|–|roughly|near|max|maximum|min|minimum)\s+$",  # noqa: RUF001
    re.IGNORECASE,
)
"""Words before an amount. The number in "seven samurai" has none, so it stays a word."""
MONEY_BEHIND = re.compile(
    rf"[\s-](?!pounds?\b)(?:{CURRENCY})"
    rf"|\s*(?:to\s|-|–)\s*(?:\d+|(?:{WORD})(?:{JOINT}(?:{WORD}))*)[\s-](?:{CURRENCY})",  # noqa: RUF001
    re.IGNORECASE,
)
"""What makes the number before it an amount. "Ten pound dumbbell" tells the weight."""


def in_digits(text: str) -> str:
    """Return the text, equally long, with the numbers that may be amounts in digits.

    They are put at the end of their words, behind spaces: what follows must stay next to them.
    """
    return NUMBER.sub(partial(replaced, text), text)


def replaced(text: str, match: re.Match[str]) -> str:
    before, behind = AMOUNT_BEFORE.search(text, 0, match.start()), match.end()
    if not before and not MONEY_BEHIND.match(text, behind):
        return match[0]
    return str(value_of(match["words"])).rjust(len(match[0]))


def start_of_number(text: str, start: int) -> int:
    """Return where the words begin of a number that has digits from `start` on."""
    inside = (each for each in NUMBER.finditer(text) if each.start() < start < each.end())
    return next((each.start() for each in inside), start)


def value_of(words: str) -> int:
    """Return the number: "two hundred and fifty" is 250."""
    total = part = 0.0
    for word in re.findall(rf"{WORD}|{DIGITS}", words.lower()):
        if word in SCALES:
            part = (part or 1) * SCALES[word]
            if word == "thousand":
                total, part = total + part, 0.0
        else:
            part += VALUES[word] if word in VALUES else float(word)
    return int(total + part)
