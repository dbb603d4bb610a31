"""Stems of words, by Snowball."""

import re
from functools import lru_cache

import snowballstemmer

SPELLINGS = {"gray": "grey", "multicolour": "multicolor", "woollen": "wool", "wooden": "wood"}
"""Spelling variants that the stemmer does not unify."""
AMERICAN = {
    **{"aluminium": "aluminum", "armour": "armor", "catalogue": "catalog", "centre": "center"},
    **{"chilli": "chili", "colour": "color", "cosy": "cozy", "doughnut": "donut", "fibre": "fiber"},
    **{"flavour": "flavor", "harbour": "harbor", "mould": "mold"},
    **{"moisturis": "moisturiz", "neighbour": "neighbor", "odour": "odor", "organis": "organiz"},
    **{"personalis": "personaliz", "plough": "plow", "pyjama": "pajama", "sulph": "sulf"},
    **{"theatre": "theater", "tyre": "tire", "vapour": "vapor", "yoghurt": "yogurt"},
}
"""Beginnings of words as they are spelled in Britain and in America."""
BRITISH = re.compile(f"^(?:{'|'.join(AMERICAN)})")
PLURALS = {
    **{"calves": "calf", "dwarves": "dwarf", "elves": "elf", "halves": "half", "hooves": "hoof"},
    **{"knives": "knife", "leaves": "leaf", "loaves": "loaf", "scarves": "scarf"},
    **{"shelves": "shelf", "thieves": "thief", "wolves": "wolf"},
    **{"feet": "foot", "geese": "goose", "lice": "louse", "mice": "mouse", "oxen": "ox"},
    **{"teeth": "tooth", "cacti": "cactus", "fungi": "fungus", "radii": "radius"},
    **{"atlases": "atlas", "buses": "bus", "canvases": "canvas", "gases": "gas"},
    **{"irises": "iris", "lenses": "lens", "quizzes": "quiz", "trellises": "trellis"},
}
"""English plurals that the stemmer takes for other words than their singulars."""

GERMAN_NOUNS = re.compile(r"(.*(?:leder|drucker|toaster)(?=[ns]?$)|(?:garten)?laube(?=n?$))[ns]?")
"""German nouns that the stemmer takes for others: LED, "Druck", "Toast", "Laub"."""


@lru_cache(maxsize=100_000)
def stemmed(token: str, language: str) -> str:
    if not language or any(char.isdigit() for char in token):
        return token
    if language == "german" and (noun := GERMAN_NOUNS.fullmatch(token)):
        return noun[1]
    spelling = in_english(token) if language == "english" else SPELLINGS.get(token, token)
    # A stemmer keeps state while it works, so threads cannot share it.
    return str(snowballstemmer.stemmer(language).stemWord(spelling))


def in_english(word: str) -> str:
    """Return the one spelling, and the singular, under which an English word is stemmed."""
    word = SPELLINGS.get(word, PLURALS.get(word, word))
    return BRITISH.sub(lambda match: AMERICAN[match[0]], word)
