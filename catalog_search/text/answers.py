"""Attributes that answer whether goods have what the names say: {"Hood": "Yes"}, {"Sugar": "9 g"}.

Other values say how or of what the goods are, which may as well be without it: {"Heel": "Flat"}.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal

from catalog_search import conf
from catalog_search.text.analysis import attribute_words, fold, term, tokens
from catalog_search.text.denial_forms import CHECK, CROSS, denial_forms
from catalog_search.text.rules import language_rules

NONZERO = r"(?!0+(?:[.,]0+)?(?![\d.,]))\d+(?:[.,]\d+)?"
ENDS = r"(?=\s*(?:[,;(]|$))"
YES = re.compile(
    r"(?:(?:yes|true|y|ja|wahr|oui|vrai|si|verdadero|included|inklusive|inclus[eo]?|incluid[oa]"
    r"|contain(?:s|ed)|(?:may\s+contain\s+)?traces|may\s+contain|present[eo]?|with|enthalten|mit"
    r"|(?:kann\s+)?spuren(?:\s+enthalten)?|vorhanden|avec|contient|contiene|con"
    r"|(?:non-?\s?)?(?:detachable|removable|amovible|abnehmbar|desmontable|extraible)"
    r"|fixed|integrated|adjustable|built-in|integriert|fest|verstellbar|fixe|integree?|reglable"
    rf"|fij[oa]|integrad[oa]|ajustable){ENDS}|{CHECK}\ufe0f?$|{NONZERO}\s?(?:%|m?g(?!\w)))"
)
NO = re.compile(
    r"(?:no|n|false|none|nein|falsch|keine?[rs]?|ohne|non|faux|aucune?|sans|falso|ningun[oa]?|sin"
    r"|without|nil|zero|n/a|not\s+(?:included|available|present|contained)"
    r"|nicht\s+(?:enthalten|vorhanden)"
    rf"|non\s+incluse?|no\s+incluid[oa]|0+(?:[.,]0+)?\s?(?:%|m?g)?){ENDS}|{CROSS}\ufe0f?$"
)
LONGEST = 100
"""Characters of a value that are read: no answer is longer."""
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where words begin in "containsNuts"."""
DENIED_NAME = re.compile(r"^(?:no|non|without|ohne|keine?|sans|sin|zero)\s+(?:added\s+)?")
"""As in {"No added sugar": "No"}, which has sugar."""


def free_ending() -> re.Pattern[str]:
    """Return the pattern of what denies at the end of a name: "nut free", "zuckerfrei"."""
    free = rf"(?<=\w{{2}})[\s-]?(?:{language_rules().free})$"
    return conf.once("endings of names", lambda: re.compile(free))


def answer(value: object) -> Literal["yes", "no", ""]:
    """Return what the value answers, "" if it is no answer."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return answer_of(" ".join(attribute_words(value))[:LONGEST])


@lru_cache(maxsize=10_000)
def answer_of(text: str) -> Literal["yes", "no", ""]:
    """Return what the text answers. Products of a store share most of their values."""
    said = fold(text).strip()
    return "yes" if YES.match(said) else "no" if NO.match(said) else ""


def answers(attributes: Mapping[str, object]) -> Iterator[str]:
    """Yield what the attributes answer, folded: "hood", "not hood", "nut" of "Nut free: No"."""
    for name, value in attributes.items():
        if not (said := answer(value)):
            continue
        name = fold(CAMEL.sub(" ", name.replace("_", " "))).strip()
        if said == "no":
            affirmed = DENIED_NAME.sub("", free_ending().sub("", name), count=1)
            name = affirmed if affirmed != name else f"not {name}"
        yield name


def attribute_lines(attributes: Mapping[str, object]) -> Iterator[str]:
    """Yield the words of the attributes, and what they answer.

    Words stand behind the attribute's name if that denies them: "free from nuts".
    """
    for name, value in attributes.items():
        name = name.replace("_", " ")
        denies = denial_forms().listing.fullmatch(fold(name))
        # An answer alone would deny what stands on the line before it.
        words = (each for each in attribute_words(value) if not NO.fullmatch(fold(each).strip()))
        yield from (f"{name} {each}" if denies else each for each in words)
    yield from answers(attributes)


def named_terms(attributes: Mapping[str, object]) -> set[str]:
    """Return a term for each word of the names that are answered: "hood:", "nut:"."""
    words = {word for said in answers(attributes) for word in tokens(said)}
    return {term_of_name(free_ending().sub("", word)) for word in words}


def term_of_name(word: str) -> str:
    """Return what stands for the word in the names of attributes. No text has such a term."""
    return f"{term(word)}:"
