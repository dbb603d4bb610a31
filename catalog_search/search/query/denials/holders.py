"""Goods that hold others and are named after them: a "knife block" may have no knives."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from catalog_search.search.query.denials.contents import is_content
from catalog_search.text import analysis
from catalog_search.text.denials import any_of
from catalog_search.text.rules.language import words

HOLDERS = words(
    "basket block box cabinet caddy case chest crate drawer frame hanger holder hook organiser "
    "organizer rack rail ring shelf stand tidy tower tray wallet"
)
GERMAN = re.compile("(?:block|bo(?:x|rd)|bund|halter|kasten|koffer|rahmen|regal|schrank|stander)$")
"""Endings of their names in German, folded: "messerblock"."""


def names_of_holders(word: str, forms: Collection[str], typed: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern of mentions of what products hold, and may not come with.

    `forms` are those of the denied word, `typed` the tokens of the query. Of "wine rack without
    wine" these are "wine rack" and "for 12 wine bottles", of "Weinregal ohne Wein" "für Wein"; of
    "no knife block" there are none, nor of what people must not eat: "nut box without nuts".
    """
    terms = [analysis.term(token) for token in typed]
    holders = {each for each in HOLDERS if analysis.term(each) in terms}
    if is_content(word) or not (holders or any(map(GERMAN.search, typed))):
        return re.compile("(?!)")
    held = analysis.term(word)
    pairs = {*pairwise(terms)} if terms.count(held) > 1 else set()
    named = {each for each in holders if (held, analysis.term(each)) in pairs}
    holding = f"(?!\\w)|(?<!\\w){any_of(forms)}[ -]{any_of(named)}(?:e?s)?"
    capacity = r"(?<!\w)(?:for|fur) (?:up to |bis zu )?(?:\d+ )?(?:(?!with |and )[\w-]+ )?"
    return re.compile(rf"(?:{capacity}{any_of(forms)}{holding})(?!\w)")


def are_holders(compound: str, typed: Sequence[str]) -> bool:
    """Return whether the German compound is what the query looks for and holds others."""
    return compound in typed and bool(GERMAN.search(compound))
