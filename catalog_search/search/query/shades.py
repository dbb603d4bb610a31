"""Shades before colors in English: "light" of "light grey sofa", "bottle" of "bottle green coat".

Many are names of goods as well, but what the shopper wants is the sofa.
"""

import re
from collections.abc import Iterator

from catalog_search.search.query.around_names import without_request
from catalog_search.text.analysis import fold, term, terms_of, tokens
from catalog_search.text.colors import SHADES, SWATCHES
from catalog_search.text.descriptive import MATERIALS
from catalog_search.text.goods.goods import are_goods, name_of_goods
from catalog_search.text.rules import language_rules
from catalog_search.text.store.values import StoreValues

OF_ANY = frozenset(["bright", "dark", "deep", "dusty", "light", "neon", "pale", "pastel", "soft"])
"""Shades of any color, and of woods: "light oak"."""
OF_COLORS = {
    color: frozenset(shades.split())
    for colors, shades in {
        ("blue",): "baby duck egg ice ocean petrol powder sea steel",
        ("brown",): "nut tobacco walnut",
        ("green",): "apple army bottle grass jade moss pea pine racing sea tea",
        ("grey", "gray"): "dove mouse pearl steel stone",
        ("orange",): "carrot pumpkin",
        ("pink",): "baby candy flamingo peach rose salmon shell",
        ("purple",): "grape",
        ("red",): "berry blood brick chilli pepper raspberry rust tomato",
        ("white",): "egg milk pearl shell wool",
        ("yellow",): "butter canary corn honey sun sunflower",
    }.items()
    for color in colors
}
"""Shades that are names of other things, besides SHADES."""
SHADE = re.compile(r"(?<![\w-])(?P<shade>[^\W\d_]+)[\s-]+$")


def start_of_shade(text: str, start: int, end: int) -> int:
    """Return where the shade before the color text[start:end] begins, else `start`.

    Only names of goods count, which would be searched for otherwise. There is none if the query
    has no other words, or names goods with the word: "bottle green" may ask for a bottle, and
    "ceiling light white" asks for a light.
    """
    found = SHADE.search(text, 0, start)
    if not found or not is_shade(fold(found["shade"]), fold(text[start:end])):
        return start
    if not are_goods(terms_of(found["shade"])):
        return start
    before = without_request(fold(text[: found.start()]))
    has_others = tokens(before) or tokens(text[end:])
    names_goods = len(name_of_goods(terms_of(fold(text[:start])))) > 1
    return start if names_goods or not has_others else found.start()


def is_shade(word: str, color: str) -> bool:
    """Return whether the word may be a shade of the color, or of a material such as oak."""
    color = color.split()[-1] if color else ""
    if word in OF_ANY:
        return color in SWATCHES or color in MATERIALS
    return color in SHADES.get(word, ()) or word in OF_COLORS.get(color, ())


def without_shades(words: list[str]) -> list[str]:
    """Return the words of a name without shades before colors and materials.

    "Light grey sofa" is a grey sofa. What stands last is no color.
    """
    places = range(len(words))
    return [
        words[place]
        for place in places
        if place + 2 >= len(words) or not is_shade(words[place], words[place + 1])
    ]


def colors_of_shades(text: str, store: StoreValues) -> Iterator[str]:
    """Yield the store's colors for shades that it has no name for: Blue for "navy"."""
    for word in tokens(text):
        is_clear = word in language_rules().clear_colors or not are_goods((term(word),))
        if (term(word),) in store.phrases or not is_clear:
            continue
        for color in SHADES.get(word, ()):
            values = store.phrases.get((term(color),), ())
            yield from (each for value in values if value.field == "color" for each in value.values)
