"""What stands behind a name of goods in an English title and makes no other goods of them.

"Dress midi olive" is a dress, "mug dishwasher safe" a mug. "Dress rack" is no dress.
"""

import re
from functools import cache

from catalog_search.text.analysis import Terms, fold, terms_of
from catalog_search.text.descriptive import FEATURES, MATERIALS
from catalog_search.text.goods.goods import name_of_goods, names, sorts_of
from catalog_search.text.store.values import swatch_terms
from catalog_search.text.tokens.units import COUNTED, UNITS

FLAVORS = ("berries", "flowers", "fruit", "herb", "nuts", "spice")
"""Goods that others taste or smell of."""
TASTES = ("fish", "hot drink", "seafood", "vegetable", "wine")
"""Goods that others taste of, if these are named before: "dog food chicken"."""
TASTES_AND_COLORS = (
    "bacon beef bunny butterfly cactus camel caramel champagne cheese chicken chocolate "
    "coffee cognac cola cream duck espresso fudge ginger honey ink lamb lemonade lime "
    "liquorice mocha moss oatmeal peppermint pork prawn rice rocket rum salmon sand sesame "
    "snowflake star stone tea toffee tomato turkey waffle whisky wine"
)
"""Single goods that others taste of or show, or that give names to colors: "jeans slim ink"."""
WORD = r"[^\W_]+(?:'[^\W_]+)?"
BEFORE_SAFE = (
    "baby|bike|child|dishwasher|family|flight|food|freezer|fridge|machine|microwave|oven|pet"
    "|skin|travel|wash"
)
PARTS = (
    "buckles?|buttons?|clasps?|closure|cuffs?|doors?|drawers?|fringes?|handles?|heels?|hood|laces"
    "|lining|pockets?|soles?|straps?|tassels?|toe|trim|waistband|zip|zipper"
)
"""Parts behind goods that have them, if a word stands between: "jacket fleece full zip"."""
CUTS = "hem|neck|neckline|sleeves?|waist"
"""Parts of clothes that any word may stand before: "sweater roll neck"."""
FITTED = ("cabinet", "cupboard", "door", "drawer", "gate", "window")
"""Goods whose parts are bought by themselves: "door brass handle"."""
LOOKS = "design|effect|finish|fit|flavou?r|knit|look|motif|pattern|print|shape|style|tone|weave"
"""What a word more says how goods look or taste: "scarf animal print"."""
MEASURES = "|".join(sorted({re.escape(unit) for unit in [*UNITS, *COUNTED.split()]}))
AMOUNT = rf"\d[\w.,/]*(?:\s?[x\u00d7]\s?\d[\w.,/]*)*(?:[\s-](?:{MEASURES}|tier|door|drawer)\b)?"
TRAITS = re.compile(
    "|".join(
        (
            r"\b(?:box|bundle|case|multipack|pack|packet|pair|set)s? of (?:\d+|two|three|four|six)",
            rf"\b{AMOUNT}",
            rf"\b(?:{BEFORE_SAFE})[\s-]safe\b",
            rf"(?<=\w\s){WORD}[\s-](?:cancell?ing|free|friendly|operated|powered|proof|resistant)\b",
            rf"(?<=\w\s)(?P<look>{WORD}[\s-](?:{LOOKS}))\b",
            rf"\b(?:anti|no|non)[\s-]{WORD}",
            r"(?<=\w\s)(?:button|click|clip|flip|fold|hook|lace|pop|pull|push|roll|slip|snap|zip)"
            r"[\s-](?:down|on|over|through|up)\b",
        )
    )
)
HAVING = re.compile(rf"(?<=\w\s)({WORD})\s(?:(?:{CUTS})|({PARTS}))\b")
PART = re.compile(PARTS)
BEHIND = re.compile(r",\s|\s[-|(]|\s(?:excl|excluding|for|from|in|incl|including|of|under|with)\b")
"""Dividers of the goods from what else is said of them."""
WITHOUT = re.compile(r"\swithout\s.*")
PLACE = "0"
"""Stands in place of a trait, so that the words around it are no name together."""


def without_traits(title: str) -> Terms:
    """Return the title up to the last goods in it, but for those that say only what it is like.

    Return () if it names no goods. Only English is read.
    """
    text = WITHOUT.sub("", fold(title))
    text = BEHIND.split(TRAITS.sub(in_place, text), maxsplit=1)[0]
    return up_to_goods(re.findall(WORD, HAVING.sub(part_in_place, text)))


def in_place(match: re.Match[str]) -> str:
    """Return what stands in place of a trait; a known name, such as "art print", is none."""
    look = match["look"]
    return look if look and terms_of(look) in names() else PLACE


def part_in_place(match: re.Match[str]) -> str:
    """Return what stands in place of a part, but of one that is the goods: "apple watch strap"."""
    word, part = match.groups()
    before = match.string[: match.start()].split()
    is_bought = before[-1] in FITTED or (word in MATERIALS and part.startswith("strap"))
    is_other = word not in MATERIALS and name_of_goods(terms_of(word))
    return match[0] if part and (is_bought or is_other) else PLACE


def up_to_goods(words: list[str]) -> Terms:
    for end in range(len(words), 0, -1):
        last = words[end - 1]
        if PART.fullmatch(last) and end > 1:
            return terms_of_words(words)
        # The term of "tinned" is that of a tin; a bed is one.
        is_made = last.endswith("ed") and terms_of(last) != (last,)
        name = () if is_made else name_of_goods(terms_of_words(words[:end]))
        if name:
            shorter = up_to_goods(words[: end - 1]) if may_be_trait(last, name) else ()
            return shorter or terms_of_words(words[:end])
    return ()


def may_be_trait(word: str, name: Terms) -> bool:
    """Return whether goods of this name, which end with the word, may be a trait of others."""
    return name in tastes_and_colors() or (len(name) == 1 and word in MATERIALS | FEATURES)


def terms_of_words(words: list[str]) -> Terms:
    return terms_of(" ".join(words))


@cache
def flavors() -> frozenset[Terms]:
    """Return names of goods that others taste or smell of."""
    return frozenset(sorts_of(map(terms_of, FLAVORS)))


@cache
def tastes_and_colors() -> frozenset[Terms]:
    """Return names of goods that are a taste, a smell or a color behind other goods."""
    tastes = {name for name in sorts_of(map(terms_of, TASTES)) if len(name) == 1}
    colors = {(term,) for term in (*swatch_terms(), *terms_of(TASTES_AND_COLORS))}
    return flavors() | tastes | colors
