"""Words before a value in a query that go with it: "in the color" red, "size" M or L."""

import re
from dataclasses import dataclass

from catalog_search import conf
from catalog_search.text.rules import LanguageRules, language_rules
from catalog_search.text.store.values import SHORT

SELF_EVIDENT = re.compile(
    r"\d?x{1,4}[ls]|(?:x{1,3}|extra)[\s-]?(?:large|small)|eu[\s-]?\d+(?:[.,]5)?"
    r"|\d+(?:\s?-?(?:inch(?:es)?|in|cm|mm|eu|uk|us))",
    re.IGNORECASE,
)
"""Sizes that are recognised without the word "size"."""
LISTED_SIZE = rf"(?:(?:extra|x{{1,3}}|eu)[\s-]?)?(?:{SHORT.pattern})"


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


def leads() -> Leads:
    return conf.once("leads of values", lambda: leads_of(language_rules()))


def leads_of(rules: LanguageRules) -> Leads:
    either = rf"(?:{rules.or_words}|{rules.and_words})\s+"
    joint = rf"(?:\s*[,/&+]\s*(?:{either})?|\s+{either})"
    listed = rf"(?P<listed>(?:{LISTED_SIZE}{joint})*)"
    any_lead, name, size = (
        rf"(?<!\w)(?:{form})[\s:]+(?:[&+#@]\s*)?"
        for form in (rules.value_leads, rules.name_leads, rules.size_leads)
    )
    forms = (f"{any_lead}$", f"{name}$", f"{size}{listed}$", any_lead)
    return Leads(*(re.compile(form, re.IGNORECASE) for form in forms))


def is_size(text: str, start: int, end: int) -> bool:
    """Return whether text[start:end] is marked as a size.

    What follows the size in "size M, red" is none.
    """
    typed, lead = text[start:end], leads().size.search(text, 0, start)
    is_led = lead and (not lead["listed"] or re.fullmatch(LISTED_SIZE, typed, re.IGNORECASE))
    return bool(is_led or SELF_EVIDENT.fullmatch(typed))
