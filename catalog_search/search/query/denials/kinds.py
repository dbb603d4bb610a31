"""Other words for what a query denies: its kinds, and in German what is made of it."""

import re
from collections.abc import Iterable

from catalog_search import conf
from catalog_search.text.analysis import fold
from catalog_search.text.query import compounds
from catalog_search.text.query.heads import SHORTEST_HEAD
from catalog_search.text.rules import language_rules
from catalog_search.text.store.store_words import StoreWords

OTHER_THINGS = re.compile("kunst|hafer|soja|mandel|kokos|reis|pflanzen|unge")
"""Beginnings of German compounds that are no such thing: leather, milk; and of "ungesalzen"."""
OF_ANYTHING = ("fett", "mehl", "ol", "sirup", "starke", "zucker")
"""What compounds that begin so are nevertheless: "Kokosblütenzucker"."""
WITHOUT_IT = re.compile(
    "(?:en|e|n|es|s)?(?:frei|los|arm|leer|ersatz|imita|alternativ|analog|optik|look|schutz"
    "|dicht|fest|best[ae]+ndig|echt|abweis|entfern|stopp|killer|resist|knacker|laenge|lang|weite"
    "|form|hohe|art|typ|baum|ahnlich)|nuss(?:e|kurbis)"
)
"""What German compounds of a thing without it go on with: "lederimitat", "wasserdicht"."""
WITHOUT_ENDING = re.compile(r"(?<=\w{4})(?:en|e|n)$")
"""What German words lose at the beginning of a compound."""
PART = re.compile("(?:anteil|beschichtung|beschichtet|extrakt|f[ua]llung|guss|pulver|sirup)$")
SHORTEST_PLURAL = 6
"""Letters of a word that may have lost an ending "es"."""


def similar_to(word: str, store_words: StoreWords) -> list[str]:
    """Return other words that mean the same, or kinds of it."""
    similar = [each[0] for each in store_words.thesaurus.of((word,)) if len(each) == 1]
    if word.endswith("es") and len(word) > SHORTEST_PLURAL:
        # The Spanish stemmer takes "azucares" and "azucar" for two words.
        similar.append(word.removesuffix("es"))
    return similar + kinds_of(word, store_words)


def kinds_of(word: str, store_words: StoreWords) -> list[str]:
    """Return the compounds of the store that end with the word, but no imitations.

    In German also what has it: "gesalzen" of "Salz".
    """
    kinds = compounds.ending_with(word, store_words)
    if word not in OF_ANYTHING:
        kinds = [each for each in kinds if not OTHER_THINGS.match(each)]
    if conf.settings().language == "german" and word:
        kinds += filter(store_words.knows, (f"ge{word}en", f"ge{word}t"))
    return kinds


def made_of(words: Iterable[str], store_words: StoreWords) -> list[str]:
    """Return the store's compounds that begin with a word: "Nusskuchen", "Kapuzenjacke".

    Those of other languages are two words.
    """
    if conf.settings().language != "german":
        return []
    stems = {WITHOUT_ENDING.sub("", fold(word)) for word in words}
    return [
        compound
        for stem in stems
        if len(stem) >= SHORTEST_HEAD - 1
        for compound in compounds.beginning_with(stem, store_words)
        if not WITHOUT_IT.match(compound, len(stem))
        and (len(stem) >= SHORTEST_HEAD or store_words.knows(compound[len(stem) :]))
    ]


def made_with(compounds: Iterable[str]) -> list[str]:
    """Return the compounds that name a part of goods: "Latexbeschichtung", "Zuckerguss"."""
    return [each for each in compounds if PART.search(each)]


def same_wearers(word: str, store_words: StoreWords) -> list[str]:
    """Return the store's other names of who wears goods: "ladies" of "women"."""
    named = {name for names in language_rules().wearers.values() if word in names for name in names}
    return [name for name in sorted(named - {word}) if store_words.knows(name)]
