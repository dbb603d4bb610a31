"""Words of scripts that set no spaces between them: Chinese, Japanese, Thai, Korean compounds.

Where such a word ends cannot be seen. As search engines do without a dictionary of the language, a
run of these letters is taken as its pairs of neighbors (bigrams): a title has a word if it has all
its pairs. Runs end where the script changes, since a Japanese word in Katakana does.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import pairwise

from catalog_search.text.tokens.letters import MARKS

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HIRAGANA = "\u3041-\u3096\u309d-\u309f"
KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = "\uac00-\ud7a3"
SOUTH_EAST_ASIA = "\u0e01-\u0e2f\u0e30-\u0e4e\u0e81-\u0ec6\u1000-\u103f\u1780-\u17b3"
KINDS = (KATAKANA, HAN + HIRAGANA, HANGUL, SOUTH_EAST_ASIA)
LETTERS = "".join(KINDS)
LONG = f"(?<=[{HIRAGANA}])\u30fc"
"""The mark of a long vowel, a letter of Katakana, where Hiragana is written for that."""

UNSPACED = re.compile(f"[{LETTERS}]")
SEGMENT = re.compile(
    "|".join(
        [*(f"(?:(?:[{kind}]|{LONG})[{MARKS}]*)+" for kind in KINDS), rf"(?:(?![{LETTERS}]).)+"]
    ),
    re.DOTALL,
)
CLUSTER = re.compile(rf".[{MARKS}\uff9e\uff9f]*", re.DOTALL)
"""A letter with the marks that belong to it, as Thai vowels do."""
KANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
OTHER_KANA = {**KANA, **{katakana: hiragana for hiragana, katakana in KANA.items()}}
"""Letters of Hiragana and Katakana that are read alike."""
V = re.compile("\u30f4[\u30a1\u30a3\u30a7\u30a9]?")
B = {"\u30a1": "\u30d0", "\u30a3": "\u30d3", "\u30a7": "\u30d9", "\u30a9": "\u30dc"}
"""The letters for VA, VI, VE and VO without the V, and those for BA, BI, BE and BO."""
LAST_VOWEL = re.compile(
    "|".join(
        f"(?<=[{kana}\u30fc]{{3}})\u30fc(?![{kana}\u30fc])"
        for kana in ("\u30a1-\u30fa", "\u3041-\u3096")
    )
)
"""The mark of a long vowel at the end of a word of more than three letters."""
WITH_WORDS_OF_ONE = re.compile(f"[{HAN}{HANGUL}]")
"""Letters that are words by themselves: shoe in Chinese, cup in Korean."""

INFLECTED = re.compile(f"([{HAN}])[{HIRAGANA}]|[{HIRAGANA}]([{HAN}])")
"""A pair of letters of which one may be a word, and the other its ending or a particle."""


def segments(token: str) -> list[tuple[int, int]]:
    """Return where a token begins and ends its parts of one script."""
    return [match.span() for match in SEGMENT.finditer(token)]


def pairs(token: str) -> list[tuple[int, int]]:
    """Return where the words of a token begin and end: pairs of letters, and other words whole."""
    spans: list[tuple[int, int]] = []
    for start, end in segments(token):
        clusters = [match.span() for match in CLUSTER.finditer(token, start, end)]
        if len(clusters) < 3 or not UNSPACED.match(token, start):
            spans.append((start, end))
        else:
            spans += [(first[0], second[1]) for first, second in pairwise(clusters)]
    return spans


def is_pair(token: str) -> bool:
    """Return whether the token is so short that it may be cut out of a run, and not be a word."""
    return bool(UNSPACED.match(token)) and len(CLUSTER.findall(token)) < 3


def single_words(token: str) -> list[str]:
    """Return the letters of a longer token that are words by themselves."""
    return WITH_WORDS_OF_ONE.findall(token) if len(token) > 1 else []


def in_other_letters(token: str) -> Iterator[str]:
    """Yield the token as others write it: with the other kana, in the other letters of Chinese."""
    for letters in (OTHER_KANA, *chinese()):
        written = token.translate(letters)
        if written != token:
            yield written


@cache
def chinese() -> tuple[Mapping[int, str], Mapping[int, str]]:
    """Return the traditional letters by the simplified ones, and the other way round."""
    text = resources.files(__package__).joinpath("chinese.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    pairs = [(pair[0], pair[1]) for line in lines for pair in line.split()]
    return (
        {ord(simplified): traditional for traditional, simplified in pairs},
        {ord(traditional): simplified for traditional, simplified in pairs},
    )


def read_alike(token: str) -> str:
    """Return the token with what is written in two ways in kana in one of them.

    The V of other languages may be a B, and a long vowel at the end of a word be left out.
    """
    return LAST_VOWEL.sub(
        "", V.sub(lambda match: B.get(match[0][1:], "\u30d6" + match[0][1:]), token)
    )


def uninflected(pair: str) -> str:
    """Return the letter that may be a word before or behind another's ending: of "\u767d\u3044"."""
    parts = INFLECTED.fullmatch(pair)
    return parts[1] or parts[2] if parts else ""
