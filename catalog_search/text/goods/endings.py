"""How titles and names of categories end: with the goods that they name, before details of these.

"Kettle 1.7 L brushed steel" ends with the kettle. Details are colors, amounts and materials.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from catalog_search import conf
from catalog_search.text import analysis
from catalog_search.text.descriptive import FEATURES, MATERIALS, QUALITIES
from catalog_search.text.goods.goods import single_terms
from catalog_search.text.store.values import swatch_terms
from catalog_search.text.tokens.units import COUNTED, UNITS

APPENDED = re.compile(r",\s|\s[-|(]|\s(?:with|for|in|of)\s")
"""Dividers of the name of goods from text that is appended to it."""


CUTS = "collar fit hem length neck neckline sleeve sleeves waist"


def name_part(title: str) -> str:
    """Return the title without what is appended to its name: "rug" of "rug, flatwoven"."""
    return APPENDED.split(title, maxsplit=1)[0]


def ends_with(phrase: analysis.Terms, endings: Collection[analysis.Terms]) -> bool:
    """Return whether the phrase ends with one of these, its details aside."""
    return ends_in(phrase, [endings])


def ends_in(phrase: analysis.Terms, parts: Sequence[Collection[analysis.Terms]]) -> bool:
    """Return whether the phrase ends with one of each of the parts, in their order.

    Colors and amounts may stand behind. The parts are compared one by one, because there may be
    very many ways to choose one of each.
    """
    return any(ends_in_itself(shorter, parts) for shorter in without_details(phrase))


def ends_in_itself(phrase: analysis.Terms, parts: Sequence[Collection[analysis.Terms]]) -> bool:
    """Return ends_in() of the phrase with its details."""
    starts = {len(phrase)}
    for endings in reversed(parts):
        starts = {
            start - len(end)
            for start in starts
            for end in endings
            if 0 < len(end) <= start and phrase[start - len(end) : start] == end
        }
    return bool(starts)


def without_details(phrase: analysis.Terms) -> Iterator[analysis.Terms]:
    """Yield the phrase, then the phrase without each detail at its end."""
    yield phrase
    while (shorter := without_detail(phrase)) != phrase:
        yield (phrase := shorter)


def without_detail(phrase: analysis.Terms) -> analysis.Terms:
    """Return the phrase without the detail that it ends with: a color, an amount or a cut.

    "Rice 1 kg" is rice, a "jumper mock neck" a jumper.
    """
    *_, number, counted = ("", "", *phrase)
    # "20 lengths" and "9 drawers" are amounts, too.
    if number.isdecimal() or (counted in units() and any(map(str.isdigit, number))):
        return phrase[:-2]
    if number and counted in cuts():
        return phrase[:-2]
    return phrase[:-1] if phrase and is_detail(counted) else phrase


def units() -> frozenset[str]:
    """Return units and counted words, which may stand behind a number, as terms."""
    return conf.once("units", lambda: frozenset(map(analysis.term, [*UNITS, *COUNTED.split()])))


def is_detail(term: str) -> bool:
    """Return whether the term may be a detail behind a name: a color, a material, an amount."""
    return term in details() or any(map(str.isdigit, term))


def details() -> frozenset[str]:
    """Return the terms of details behind names of goods: colors, in English materials, too."""
    return conf.once("details of names", lambda: swatch_terms() | described())


def cuts() -> frozenset[str]:
    """Return the last words of names for cuts of clothes, as terms: "neck" of "mock neck"."""
    if conf.settings().language != "english":
        return frozenset()
    return conf.once("cuts", lambda: frozenset(map(analysis.term, CUTS.split())))


def described() -> frozenset[str]:
    if conf.settings().language != "english":
        return frozenset()
    words = MATERIALS | FEATURES | {word for word in QUALITIES if word.isalpha()}
    # Not words with the stem of goods: "boxed" has that of "box", and "short" that of "shorts".
    return frozenset(analysis.terms_of(" ".join(words))) - single_terms()
