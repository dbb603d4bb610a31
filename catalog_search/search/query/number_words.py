"""Numbers that shoppers write in words: "less than ten dollars", "under two hundred"."""

import re
from functools import partial

ONES = re.findall(
    r"\w+",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
)
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
VALUES = {
    **{word: number for number, word in enumerate(ONES, start=1)},
    **{word: 10 * number for number, word in enumerate(TENS, start=2)},
}
SCALES = {"hundred": 100, "thousand": 1000}
WORD = "|".join(sorted([*VALUES, *SCALES], key=len, reverse=True))
JOINT = r"(?:[\s-]+|(?:(?<=hundred)|(?<=thousand))\s+and\s+)"
"""The joint of two words of one number. "Twenty and thirty" are two numbers."""
NUMBER = re.compile(
    rf"(?<![\w-])(?:(?:an?\s+)?(?=hundred|thousand))?"
    rf"(?P<words>(?:{WORD})(?:{JOINT}(?:{WORD}))*)(?![\w-])",
    re.IGNORECASE,
)
AMOUNT_BEFORE = re.compile(
    r"(?:than|under|below|above|over|about|around|to|most|least|between|and|within|for|is|of|from"
    r"|budget|-|–|roughly|near|max|maximum|min|minimum)\s+$",  # noqa: RUF001
    re.IGNORECASE,
)
"""Words before an amount. The number in "seven samurai" has none, so it stays a word."""


def in_digits(text: str) -> str:
    """Return the text, equally long, with the numbers that may be amounts in digits.

    They are put at the end of their words, behind spaces: what follows must stay next to them.
    """
    return NUMBER.sub(partial(replaced, text), text)


def replaced(text: str, match: re.Match[str]) -> str:
    if not AMOUNT_BEFORE.search(text, 0, match.start()):
        return match[0]
    return str(value_of(match["words"])).rjust(len(match[0]))


def value_of(words: str) -> int:
    """Return the number: "two hundred and fifty" is 250."""
    total = part = 0
    for word in re.findall(WORD, words.lower()):
        if word in VALUES:
            part += VALUES[word]
        elif word == "hundred":
            part = max(part, 1) * SCALES[word]
        else:
            total, part = total + max(part, 1) * SCALES[word], 0
    return total + part
