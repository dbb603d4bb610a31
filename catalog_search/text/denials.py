"""Whether a text affirms or denies a word: "with sugar", "sugar-free", "neither salt nor sugar".

It reads the words of shops, in the language of the catalogue and in English:
"zero sugar", "0% fat", "free from nuts", "Sugar: 0 g".
"""

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

from catalog_search.text.denial_forms import CHECK, CROSS, SOME, DenialForms, denial_forms
from catalog_search.text.rules.unwanted import are_unwanted

WINDOW = 100
"""Characters before and after a word that are read."""
AMOUNT_OF_ANOTHER = re.compile(r"[^\W\d]:?\s0\D*\s*$")
"""As in "fat 0 g" before "sugar 9 g"."""
AMOUNT_BEHIND = re.compile(rf"\s?[:(]?\s?{SOME}")
ELIDED = re.compile(r"(?<!\w)(d|l|qu|un|[dn]ell|all|dall|sull)['\u2018\u2019\u00b4`]$")
"""As in "pas d'alcool"."""
MADE = re.compile(r"(?<!\w)(?:made|produced|brewed)\s+$")
OF_WHAT = re.compile(
    r"\s+(?!(?:any|anything|ingredients?|products?|derived|components?|substances?)\b)\w+\s+from\s"
)
"""As in "made without caffeine from sugar": what it is made from."""
ALLERGIC = re.compile(r"(?<!\w)[\s-]?(?:al+ergi[ckq]|intoler|unvertrag)")
"""Whom goods may harm: what is "not for nut-allergic people" has nuts."""
OF_A_KIND = re.compile(r"\s+(?:de(?:l|s)?|du)\s\w|\s+d['\u2019]\w")
"""As in "sans gluten, sucre de canne": what stands for itself behind a comma."""
ENDS_THING = re.compile(r"\s*(?:[.;!)\n]|$)")
CLAUSE_END = re.compile(r"(?<!\bex[ck]l)(?<!\bu)[.;!?](?=\s|$)|[\n|\u2022]")
QUOTE = re.compile(r"(?<=\s)[\"'\u2018-\u201f\u00ab]\s?$")
"""An opening quote before the word that is read."""


def plain(text: str) -> str:
    """Return the folded text with one kind of hyphen within words, and single spaces.

    Where checks and crosses stand before what they are for, each begins a line.
    """
    if MARK.search(text):
        text = ATTACHED.sub("\n\\1 ", MARKED_LINE.sub(parted, text))
    text = without_dots(VOLUME.sub("", text.replace("_", " ")))
    return SPACES.sub(" ", HYPHENS.sub("-", text))


def without_dots(text: str) -> str:
    """Return the text with abbreviations in one word: "pvc" for "p.v.c."."""
    return ABBREVIATED.sub(lambda letters: letters[0].replace(".", ""), text)


def parted(line: re.Match[str]) -> str:
    return MARK.sub(lambda mark: f"\n{mark[0]} ", line[0])


MARK = re.compile(f"{CROSS}|{CHECK}")
MARKED_LINE = re.compile(rf"^[ \t]*(?:{CROSS}|{CHECK}).*$", re.MULTILINE)
ATTACHED = re.compile(rf"(?<=\s)({CROSS}|{CHECK})(?=\w)")


ABBREVIATED = re.compile(
    r"(?<![\w.])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?:\.(?=[\s-]?fre[ei]))?(?!\w)|(?=[\s-]?fre[ei]))?"
)
VOLUME = re.compile(r"(?<=%)[ \u00a0]?vol(?:\b\.?|umen?\b)")
"""What else would end a clause: "0.0 % vol. alcohol"."""
HYPHENS = re.compile(r"[\u2010\u2011]|(?<=\w)[\u2012-\u2015](?=\w)")
SPACES = re.compile("[ \t\u00a0]{2,}|\u00a0")


class Mentions(NamedTuple):
    """Whether a text affirms or denies a word, or both."""

    affirmed: bool = False
    """It has the word at least once without denying it."""
    denied: bool = False
    """It denies the word at least once."""


class DenialReader:
    """Reads what texts say about one word, given in all its written forms, folded.

    Several words, such as {"palm"}, {"oil", "oils"}, are one if they stand together.
    "sugarfree" and "nonalcoholic" deny it in one word.
    """

    def __init__(self, *words: Collection[str]) -> None:
        # A pattern that begins with letters is found much faster than one with a lookbehind.
        self.pattern = re.compile("[ '\u2019-]".join(map(any_of, words)))

    def mentions(self, text: str) -> Mentions:
        """Return the mentions of the word in the folded text."""
        stances = {
            says
            for match in self.pattern.finditer(text)
            if (says := stance(text, match.start(), match.end()))
        }
        return Mentions("affirmed" in stances, "denied" in stances)

    def occurs(self, text: str) -> bool:
        """Return whether the folded text has the word other than before what denies it."""
        return any(
            stance(text, match.start(), match.end())
            and not denial_forms().after.match(text[match.end() : match.end() + WINDOW])
            for match in self.pattern.finditer(text)
        )


def any_of(forms: Collection[str]) -> str:
    longest_first = sorted(map(re.escape, forms), key=len, reverse=True)
    return f"(?:{'|'.join(longest_first) or '(?!)'})"


def stance(text: str, start: int, end: int) -> Literal["affirmed", "denied", ""]:
    """Return what the text says about text[start:end]; "" if that is part of another word."""
    prefix = next((each for each in ("non", "un") if text.endswith(each, 0, start)), "")
    begin, suffix = start - len(prefix), denial_forms().suffix.match(text, end)
    if not suffix or (begin and text[begin - 1].isalnum()):
        return ""
    if prefix or suffix[0]:
        before = text[max(0, begin - WINDOW) : begin]
        forms = denial_forms()
        is_turned = forms.answered_no.match(text, suffix.end()) or forms.affirmed.search(before)
        return "affirmed" if is_turned else "denied"
    return "denied" if is_denied(text, start, end) else "affirmed"


def is_denied(text: str, start: int, end: int) -> bool:
    """Return whether the folded text denies the word at text[start:end].

    Of a label that its answer repeats, such as "Sugar: no sugar", the answer counts.
    """
    after = text[end : end + WINDOW]
    if repeated := re.match(rf"\s?[:=][^.:;\n]{{1,40}}?(?<!\w){re.escape(text[start:end])}", after):
        length, end = end - start, end + repeated.end()
        start, after = end - length, text[end : end + WINDOW]
    forms = denial_forms()
    before = CLAUSE_END.split(text[max(0, start - WINDOW) : start])[-1]
    before = QUOTE.sub("", ELIDED.sub(in_full, before))
    if forms.after.match(after):
        return not forms.affirmed.search(before)
    denial = forms.before.search(before)
    while denial:
        affirmed = forms.affirmed.search(before, 0, denial.start())
        if not affirmed and reaches(denial, text[start:end], after, forms):
            return True
        denial = forms.before.search(before, denial.start() + 1)
    return False


def is_turned_round(denial: re.Match[str]) -> bool:
    """Return whether words such as "not" stand right before the denial: "not without sugar"."""
    return bool(denial_forms().affirmed.search(denial.string, 0, denial.start()))


def in_full(elided: re.Match[str]) -> str:
    """Return the whole word for an elided one before the word that is read: "de " for "d'"."""
    return {"d": "de "}.get(elided[1], "")


def reaches(denial: re.Match[str], word: str, after: str, forms: DenialForms) -> bool:
    """Return whether the denier reaches the word behind the listed ones that it stands before."""
    before, listed = denial.string, denial["listed"] or ""
    if ALLERGIC.search(before, denial.start()) or ALLERGIC.match(after):
        return False
    if AMOUNT_BEHIND.match(after) and (AMOUNT_OF_ANOTHER.search(before) or before.endswith("/ ")):
        return False
    if MADE.search(before, 0, denial.start()) and OF_WHAT.match(before, denial.end("denier")):
        return False
    is_last = listed.rstrip().endswith(",") and OF_A_KIND.match(after)
    if is_last and not forms.or_words.search(listed + CLAUSE_END.split(after)[0]):
        return False
    if not forms.and_words.search(listed) or forms.listing.fullmatch(denial["denier"]):
        return True
    following = after.lstrip()
    ends_thing = ENDS_THING.match(after) or forms.and_words.match(following)
    if are_unwanted(listed, word) and (ends_thing or forms.or_words.match(following)):
        return True
    return bool(forms.or_words.search(listed + CLAUSE_END.split(after)[0]))
