"""Words before a value in a query that go with it: "in the color" red, "size" M or L."""

import re
from dataclasses import dataclass

from catalog_search import conf
from catalog_search.text.rules import LanguageRules, language_rules
from catalog_search.text.store.values import SHORT, SIZE

SELF_EVIDENT = re.compile(
    r"\d?x{1,4}[ls]|(?:x{1,3}|extra)[\s-]?(?:large|small)|eu[\s-]?\d+(?:[.,]5)?"
    r"|\d+(?:\s?-?(?:inch(?:es)?|in|cm|mm|eu|uk|us))",
    re.IGNORECASE,
)
"""Sizes that are recognised without the word "size"."""
IN_LETTERS = r"\d?x{1,4}[ls]|(?:x{1,3}|extra)[\s-]?(?:large|small)"
EUROPEAN = r"eu[\s-]?\d{2}(?:[.,]5)?"
"""Of these, what makes sizes of others in its list: "L or XL", "EU 42 or 43"."""
LISTED_SIZE = rf"(?:(?:extra|x{{1,3}}|eu)[\s-]?)?(?:{SHORT.pattern})"


@dataclass(frozen=True, slots=True)
class SizeList:
    """Patterns of a list of sizes that needs no word "size" because of one of them."""

    other: re.Pattern[str]
    """What may be another size of the list: "L" beside "XL"."""
    before: re.Pattern[str]
    behind: re.Pattern[str]
    """The rest of the list, before and behind the other size."""


@dataclass(frozen=True, slots=True)
class Leads:
    """Patterns of words before a value, in the catalogue's language."""

    any: re.Pattern[str]
    name: re.Pattern[str]
    """Words after which a brand or category is named."""
    size: re.Pattern[str]
    """Words before a size, and other sizes of its list: "size M or" before L."""
    at_value: re.Pattern[str]
    """The same as `any`, to be matched where the words begin."""
    behind_size: re.Pattern[str]
    """A word behind a size: "M size shirt". In "2 shirts size 42" it goes with the other number."""
    lists: tuple[SizeList, ...]


def leads() -> Leads:
    return conf.once("leads of values", lambda: leads_of(language_rules()))


def leads_of(rules: LanguageRules) -> Leads:
    either = rf"(?:{rules.or_words}|{rules.and_words})\s+"
    joint = rf"(?:\s*[,/&+]\s*(?:{either})?|\s+{either})"
    listed = rf"(?P<listed>(?:{LISTED_SIZE}{joint})*)"
    sizes = f"{rules.size_leads}|{rules.size_marks}"
    any_lead, name, size = (
        rf"(?<!\w)(?:{form})(?:[\s:]+|(?<=\.))(?:[&+#@]\s*)?"
        for form in (f"{rules.value_leads}|{sizes}", rules.name_leads, sizes)
    )
    behind = rf"[\s-](?:{rules.size_leads})d?(?!\w)(?![\s:]+{LISTED_SIZE}(?!\w))"
    lists = (size_list(IN_LETTERS, SIZE, joint), size_list(EUROPEAN, r"\d{2}(?:[.,]5)?", joint))
    return Leads(
        any=re.compile(f"{any_lead}$", re.IGNORECASE),
        name=re.compile(f"{name}$", re.IGNORECASE),
        size=re.compile(f"{size}{listed}$", re.IGNORECASE),
        at_value=re.compile(any_lead, re.IGNORECASE),
        behind_size=re.compile(behind, re.IGNORECASE),
        lists=lists,
    )


def size_list(evident: str, other: str, joint: str) -> SizeList:
    before = rf"(?<![\w-])(?:{evident}){joint}(?:(?:{other}){joint})*$"
    behind = rf"(?:{joint}(?:{other}))*{joint}(?:{evident})(?![\w-])"
    return SizeList(*(re.compile(form, re.IGNORECASE) for form in (other, before, behind)))


def is_size(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] is marked as a size.

    What follows the size in "size M, red" is none.
    """
    typed, lead = text[start:end], leads().size.search(text, 0, start)
    is_led = lead and (not lead["listed"] or re.fullmatch(LISTED_SIZE, typed, re.IGNORECASE))
    if is_led or SELF_EVIDENT.fullmatch(typed) or leads().behind_size.match(text, end):
        return True
    return any(
        each.other.fullmatch(typed)
        and (each.before.search(text, 0, start) or each.behind.match(text, end))
        for each in leads().lists
    )
