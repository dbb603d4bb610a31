"""Whether a text affirms or denies a word: "with sugar", "sugar-free", "neither salt nor sugar".

It reads the words of shops, in the language of the catalogue and in English:
"zero sugar", "0% fat", "free from nuts", "Sugar: 0 g".
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, NamedTuple

from catalog_search import conf
from catalog_search.text.rules import LanguageRules, language_rules
from catalog_search.text.tokens.letters import MARKS

WINDOW = 100
"""Characters before and after a word that are read."""
ZERO = r"(?<![\w.,])0(?:[.,]0+)?\s?(?:%|percent|g|mg)?"
LESS_THAN = r"(?:<|less\s+than|weniger\s+als|unter|menos\s+de|moins\s+de)"
TRACE = rf"{LESS_THAN}\s?0[.,](?:[0-4]\d*|50*)\s?(?:%|g|mg)"
"""So little that labels may call it none."""
MEASURE = r"(?:\s+(?:content|level))?(?:\s*\((?:g|mg|%)[^)\n]{0,20}\))?"
"""Text between a word and its amount: "sugars (g per 100 ml): 0"."""
SOME = r"(?!0(?:[.,]0+)?(?![\d.,]))\d{1,2}(?:[.,]\d+)?\s?(?:g|mg|%)(?!\w)"
"""An amount of something that there is. What weighs 100 g may be the pack."""
AMOUNT_OF_ANOTHER = re.compile(r"[^\W\d]:?\s0\D*\s*$")
"""As in "fat 0 g" before "sugar 9 g"."""
AMOUNT_BEHIND = re.compile(rf"\s?[:(]?\s?{SOME}")
CROSS = "[\u2717\u2718\u274c\u2716\U0001f6ab\u26d4]"
CHECK = "[\u2713\u2714\u2705\u2611]"
CLAUSE_END = re.compile(r"[.;!?](?=\s|$)|[\n|\u2022]")
CONTAINS = r"(?:contains?|containing|contienen?|contenga|contient|contiennent|enthalt|enthalten)"
MADE_WITH = r"(?:made|sweetened|prepared|treated|flavou?red|scented)\s+(?:with|from|using)"
NOT_FREE = (
    r"(?![\w-])(?!\s+(?:of\s+charge|from|of|gifts?|samples?|shipping|delivery|returns?|with))"
)


@dataclass(frozen=True, slots=True)
class DenialForms:
    """Patterns of denials in products' texts, in the catalogue's language."""

    before: re.Pattern[str]
    listing: re.Pattern[str]
    """Words that deny all items after them: "free from nuts, milk and soy"."""
    and_words: re.Pattern[str]
    or_words: re.Pattern[str]
    after: re.Pattern[str]
    suffix: re.Pattern[str]
    affirmed: re.Pattern[str]
    """What makes of a denial behind it the opposite: "not" of "not free from nuts"."""


def denial_forms() -> DenialForms:
    return conf.once("denial forms", lambda: forms_of(language_rules()))


def forms_of(rules: LanguageRules) -> DenialForms:
    return DenialForms(
        before=before_form(rules),
        listing=re.compile(rf"(?:{rules.text_listing})(?:\s?:)?|(?:no|zero):"),
        and_words=re.compile(rf",|\b(?:{rules.and_words})\b|&"),
        or_words=re.compile(rf"\b(?:{rules.or_words})\b"),
        after=after_form(rules),
        suffix=re.compile(rf"(?:{rules.text_free})?(?![^\W_]|[{MARKS}])"),
        affirmed=re.compile(
            rf"(?:(?<![\w-])(?:{rules.text_affirmers})|n['\u2019]t)"
            r"(?:\s+(?:be|[^\W_]+ly|100\s?%|suitable\s+for(?:\s+(?:people|those)\s+with)?))?\s+$"
        ),
    )


def before_form(rules: LanguageRules) -> re.Pattern[str]:
    """Return a pattern of denials before a word: "no sugar", "free from nuts, milk and soy"."""
    # A denial ends at an amount: "zero fat 10 g sugar" does not deny sugar.
    word = rf"\(?(?!(?:{rules.text_stops})(?!\w)|\d)[\w'\u2019-]+\)?"
    listing = rf"(?:{rules.text_listing}|no|zero)\s?:"
    denier = (
        rf"(?:(?<![\w'\u2019-])(?:{listing}|{rules.text_deniers})|\wn['\u2019]t|{ZERO}|{TRACE}"
        rf"|^\s*{CROSS})"
    )
    joints = rf"{rules.or_words}|{rules.and_words}"
    divider = rf"(?:\s*,\s*(?:(?:{joints})\s+)?|\s+(?:{joints}|&)\s+|\s*/\s*)"
    return re.compile(
        # With a hyphen it denies only the word behind that: "no-bake cake" is a cake.
        rf"(?P<denier>{denier})(?:-(?:\w+-)?"
        rf"|\s+(?:{CONTAINS}:?\s+|{MADE_WITH}\s+)?"
        rf"(?P<listed>(?:{word}(?:\s+{word}){{0,2}}{divider}){{0,5}})(?:{word}\s+){{0,3}})$"
    )


def after_form(rules: LanguageRules) -> re.Pattern[str]:
    """Return a pattern of denials behind a word: "sugar-free", "sugar: 0 g", "nuts: none"."""
    free = rf"(?:{rules.free}){NOT_FREE}"
    return re.compile(
        rf"(?:[\s_-]|\s[-\u2013\u2014]\s|)?{free}|-(?:{rules.text_free}){NOT_FREE}"
        rf"|-(?:\s*(?:,|and|or|&|und|oder)\s*\w+-?){{1,3}}[\s-]?{free}"
        rf"|{MEASURE}\s*[:=(|\u2013\u2014-]?\s+?0(?:[.,]0+)?\s?(?:%|percent|g|mg)(?!\w)"
        rf"|{MEASURE}\s*[:=(?|]\s*(?:0(?:[.,]0+)?\s?(?:%|percent|g|mg)?(?![\w%]|[.,]\d)"
        r"|not\s+(?:present|detected|detectable|contained|found|used|added)"
        r"|(?:none|no|nil|zero|without|free|false|absent|never|nein|keine?[rs]?|ohne|nicht\s+enthalten"
        r"|ningun[oa]|sin|aucune?|non|sans|n/a)(?!\w))"
        rf"|{MEASURE}\s*[:=(|]?\s*{TRACE}(?!\w)"
        r"|\s\((?:g|mg|%)[^)\n]{0,20}\)\s0(?:[.,]0+)?(?![\w%]|[.,]\d)"
        r"|\s+(?:nil|none|zero|absent|cero|null)(?=\s*(?:[.,;!)|\n]|$))"
        r"|\s[-\u2013\u2014]\s(?:nil|none|zero|no|nein|non)(?=\s*(?:[.,;!)|\n]|$))"
        rf"|[ \t]*[:=(]?[ \t]*{CROSS}"
        r"|[\s-]+(?:(?:is|are|was|were|has\s+been)\s+)?"
        r"(?:not[\s-]+(?:included|added|contained|used|present)|excluded|omitted|removed|replaced|left\s+out|gone)(?!\w)"
        r"|\s+(?:(?:ist|sind|wird|werden)\s+)?nicht\s+(?:enthalten|drin|dabei|zugesetzt|verwendet)"
        r"|\s+(?:no|non)\s+(?:anadid|agregad|ajout)\w+|\s+(?:wird\s+|haben\s+wir\s+)?verzicht\w*"
        r"|[\s-]+(?:allerg(?:y|ies|ics?)|intoleran(?:ce|t))(?!\w)"
        r"|[\s-]+(?:alternative|substitute|replacement|replacer)s?(?!\w)"
    )


def plain(text: str) -> str:
    """Return the folded text with one kind of hyphen within words, and single spaces.

    Where checks and crosses stand before what they are for, each begins a line.
    """
    if MARK.search(text):
        text = ATTACHED.sub("\n\\1 ", MARKED_LINE.sub(parted, text))
    return SPACES.sub(" ", HYPHENS.sub("-", text.replace("_", " ")))


def parted(line: re.Match[str]) -> str:
    return MARK.sub(lambda mark: f"\n{mark[0]} ", line[0])


MARK = re.compile(f"{CROSS}|{CHECK}")
MARKED_LINE = re.compile(rf"^[ \t]*(?:{CROSS}|{CHECK}).*$", re.MULTILINE)
ATTACHED = re.compile(rf"(?<=\s)({CROSS}|{CHECK})(?=\w)")


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
        return "affirmed" if denial_forms().affirmed.search(before) else "denied"
    return "denied" if is_denied(text, start, end) else "affirmed"


def is_denied(text: str, start: int, end: int) -> bool:
    """Return whether the folded text denies the word at text[start:end]."""
    after = text[end : end + WINDOW]
    forms = denial_forms()
    before = CLAUSE_END.split(text[max(0, start - WINDOW) : start])[-1]
    if forms.after.match(after):
        return not forms.affirmed.search(before)
    denial = forms.before.search(before)
    while denial:
        affirmed = forms.affirmed.search(before, 0, denial.start())
        if not affirmed and reaches(denial, after, forms):
            return True
        denial = forms.before.search(before, denial.start() + 1)
    return False


def reaches(denial: re.Match[str], after: str, forms: DenialForms) -> bool:
    """Return whether the denier reaches the word behind the listed ones that it stands before."""
    if AMOUNT_OF_ANOTHER.search(denial.string) and AMOUNT_BEHIND.match(after):
        return False
    listed = denial["listed"] or ""
    if not forms.and_words.search(listed) or forms.listing.fullmatch(denial["denier"]):
        return True
    return bool(forms.or_words.search(listed + CLAUSE_END.split(after)[0]))
