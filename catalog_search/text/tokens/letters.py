"""Marks on letters: which are accents that shoppers leave out, and which make another letter.

Searches in Latin, Greek, Hebrew and Arabic leave accents and points out. In Cyrillic, Japanese,
the scripts of India and South-East Asia and others a mark makes another letter or is its vowel.
"""

import re
import unicodedata
from itertools import chain, groupby

CYRILLIC = "\u0400-\u052f"
GENERIC = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Combining marks of no one script."""
HEBREW_POINTS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
ARABIC_POINTS = (
    "\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
)

ACCENT = re.compile(
    rf"(?<![{CYRILLIC}])[{GENERIC}]"
    # The stress on a Cyrillic vowel, and the dots that Russian leaves out; but \u0453 and \u045c.
    "|(?<![\u0433\u043a])\u0301|\u0300|(?<=\u0435)\u0308"
    # Alef with hamza or madda is written without; the points of its vowel may stand between.
    rf"|(?:(?<=\u0627)|(?<=\u0627[{ARABIC_POINTS}])|(?<=\u0627[{ARABIC_POINTS}]{{2}}))[\u0653-\u0655]"
    rf"|[{HEBREW_POINTS}{ARABIC_POINTS}]"
)
"""A mark to leave out, in a decomposed text in lower case."""

STROKES = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
    }
    | {"þ": "th", "ŋ": "n", "\u0640": ""}
    # Arabic letters as Persian and Urdu keyboards write them, and those that are often confused.
    | {"\u06a9": "\u0643", "\u06cc": "\u064a", "\u0649": "\u064a", "\u0629": "\u0647"}
    | dict.fromkeys("\u06c0\u06c1\u06c2", "\u0647")
    | dict.fromkeys("\u0671\u0672\u0673", "\u0627")
    | {"\u066b": ".", "\u00d7": "x", "\u2715": "x", "\u2122": " ", "\u2120": " "}
    | dict.fromkeys("\u2018\u2019\u02bb\u02bc\u00b4\uff07\u05f3\u05f4", "'")
    | {
        chr(code): str(unicodedata.decimal(chr(code)))
        for code in range(0x80, 0x3000)
        if unicodedata.category(chr(code)) == "Nd"
    }
)
"""Letters that Unicode does not take apart, as keyboards without them write them; the line that
stretches an Arabic word; apostrophes and digits of other scripts."""
UNSEEN = re.compile("[\u00ad\u200c-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Hyphens that show at the end of a line alone, marks of direction, and marks that join letters or
keep them apart, which many leave out."""
JAPANESE = "[\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff]"
REPEATED = re.compile(f"({JAPANESE})[\u3005\u309d\u30fd]|({JAPANESE})[\u309e\u30fe]")
"""Marks of Japanese that repeat the letter before them, some as a voiced one."""
LONG_VOWEL = re.compile("(?<=[\u30a1-\u30fa])[\u2012-\u2015\u2212\u2500]")
"""The mark of a long vowel in Katakana as those lines that are often typed in its place."""
SMALL_KE = re.compile("(?<=\\d)[\u30f5\u30f6\u30ab\u30b1](?=[\u6708\u6240\u56fd\u5e74])")
"""How months, places and years are counted in Japanese: one reading, written in five ways."""
NASAL = re.compile("[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u0939])|\u0901")
"""A nasal before a consonant in Devanagari, which is a point as well: both are usual."""
NUMBER_SIGN = re.compile("(?<![^\\W\\d_])n[\u00b0\u00ba](?=\\s?\\d)")
"""The sign before numbers in French, Italian and Spanish, as it is typed."""
THAI_AM = re.compile("\u0e4d([\u0e48-\u0e4b])")
"""A vowel and a tone that are typed in either order and look the same."""


def without_accents(text: str) -> str:
    """Return the text in lower case without accents, composed as far as possible (NFKC)."""
    text = NUMBER_SIGN.sub("no ", UNSEEN.sub("", text)).translate(STROKES)
    # Capitals of mathematics and signs such as \u2116 become capitals only here.
    decomposed = unicodedata.normalize("NFKD", text).lower()
    composed = unicodedata.normalize("NFC", ACCENT.sub("", decomposed))
    written = THAI_AM.sub("\\1\u0e4d", composed).replace("\u0e40\u0e40", "\u0e41")
    return in_one_way(written)


def in_one_way(text: str) -> str:
    """Return the text with what Japanese and Hindi write in several ways in one of them."""
    text = LONG_VOWEL.sub("\u30fc", REPEATED.sub(repeated, text))
    return NASAL.sub("\u0902", SMALL_KE.sub("\u304b", text))


def repeated(match: re.Match[str]) -> str:
    voiced = unicodedata.normalize("NFC", f"{match[2]}\u3099") if match[2] else ""
    return match[1] * 2 if match[1] else match[2] + (voiced if len(voiced) == 1 else match[2])


def ranges_of_marks() -> str:
    """Return the combining marks of living scripts as ranges of a character class."""
    codes = chain(range(0x300, 0x3100), range(0xA600, 0xAC00), range(0xFE20, 0xFE30))
    marks = [code for code in codes if unicodedata.category(chr(code))[0] == "M"]
    runs = groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0])
    ends = ([code for _, code in run] for _, run in runs)
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in ends)


MARKS = ranges_of_marks()
"""Python's \\w has letters and digits only; vowels of many scripts are marks."""
