"""What goods rather lack than have: "no silicone, parabens, dyes" denies all of them.

Texts are folded. Of "no salt, sugar" the sugar may be an ingredient, so it is not here.
"""

import re

UNWANTED = re.compile(
    r"(?:additi[fv]|aditivo|zusatzstoff|aluminium|aluminum|aspartam|bisphenol|bpa|colorant|farbstoff"
    r"|dye|conserv|konserv|preservati|emulga|emulsifi|formald|ftalat|phtalat|phthalat|weichmacher"
    r"|glutamat|msg\b|geschmacksverstarker|gmo|ogm|gentechnik|latex|mikroplasti|microplasti"
    r"|mineralol|nickel|paraben|parfum|perfum|fragranc|fragancia|duftstoff|peg\b|pesticid|pestizid"
    r"|pvc|silicon|silikon|sl[es]?s\b|sulfat|sulphat|sulfit|sulphit|sweetener|sussstoff|edulcor"
    r"|ammonia|nanopart|toxin|weichspuler|colou?r(?:s|ing)?\b|gluten|la[ck]tos)\w*"
)
WORDS = re.compile(r"[^\W\d_]+")


def are_unwanted(listed: str, word: str) -> bool:
    """Return whether the word, and the last one of each listed thing before it, are unwanted."""
    things = [WORDS.findall(thing) for thing in listed.split(",")]
    words = [thing[-1] for thing in things if thing]
    return bool(words) and all(map(UNWANTED.fullmatch, [*words, word.strip()]))
