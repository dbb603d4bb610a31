"""What stands around the name of goods in a query: "a set of" before it, "size 38" behind it.

Texts are folded, and English.
"""

import re

from catalog_search.text import analysis
from catalog_search.text.analysis import terms_of
from catalog_search.text.descriptive import FUNCTIONS
from catalog_search.text.goods.goods import are_goods, name_of_goods, names
from catalog_search.text.store.values import swatch_terms

SIZE = re.compile(r"\bsize\s+\w+|\b(?:eu|uk|us)\s?\d+")
"""Sizes, as in "wellies size 38"."""
NUMBER = re.compile(
    r"\s(?:(?:in )?(?:a )?(?:set|pack|box|bag|pair)s? of \d+|\d+[ -]?(?:pack|pcs|pieces|p|k|s)?)$"
)
"""How many there are of goods, or how fine their picture is: "plates set of 12", "webcam 1080p"."""
EQUIPMENT = re.compile(
    rf"(?:{analysis.AMOUNT.pattern})\s*"
    r"(?:battery|camera|disk|display|hdd|lens|memory|motor|ram|screen|ssd|storage|tank)\b"
)
"""Parts with an amount of them, behind or before the goods that have them: "laptop 16gb ram"."""
BEHIND = re.compile(r"\s(?:(?:left|right)[ -]handed|\w{3,}(?:ed|ggy|zzy))$")
"""A participle or an adjective that may stand behind goods: "shades polarized"."""
REQUEST = re.compile(
    r"(?:(?:(?:do|have|got) (?:you|u|ya)(?: guys)? (?:have|sell|stock|got)"
    r"|(?:i am |i'm |i |we )?(?:looking for|need|want|would like)|please"
    r"|(?:find|get|give|show)(?: me)?(?= an?\b| some\b)|buy|a|an|any|my|some|the"
    r"|(?:\w+ )?(?:pack|packet|pair|set|box|bag|bottle|jar|tin|tube|roll|bunch|bar|carton|tub"
    r"|piece)s? of(?: \d+\b)?)\s+)+"
)
"""How texts begin before they name a thing."""
FEATURE = rf"\s(?:\w+(?:able|ible|less|proof|resistant)|{'|'.join(sorted(FUNCTIONS))})$"
FEATURES_BEHIND = (
    re.compile(
        r"\s\w+[\s-](?:cancell?ing|free|friendly|operated|powered|proof|reducing|repellent"
        r"|resistant|safe|washable)$"
    ),
    re.compile(FEATURE),
    re.compile(rf"\s\w+{FEATURE}"),
    BEHIND,
)
"""What may stand behind a name: "watch water resistant", "lamp dimmable"."""
NAMES_TOO = {"repellent", "safe", "waterproof"}
"""Words of features that are names of goods as well."""


def without_request(folded: str) -> str:
    """Return the text from where it names a thing."""
    request = REQUEST.match(folded)
    return folded[request.end() :] if request else folded


def without_amounts(folded: str) -> str:
    """Return the text without amounts and sizes: "wellies" of "wellies size 38"."""
    return " ".join(SIZE.sub(" ", analysis.AMOUNT.sub(" ", folded)).split())


def without_equipment(folded: str) -> str:
    """Return the goods of the text without a part of them: "laptop" of "laptop 16gb ram"; or ""."""
    goods = " ".join(EQUIPMENT.sub(" ", folded).split())
    return goods if goods != " ".join(folded.split()) else ""


def without_numbers(folded: str) -> str:
    """Return the text without amounts, and how many there are: "plates" of "plates set of 12"."""
    return NUMBER.sub("", without_amounts(folded))


def without_features(name: str) -> str:
    """Return the name without what stands behind the goods: "watch" of "watch water resistant"."""
    own, last = name_of_goods(terms_of(name)), name.rpartition(" ")[2]
    # The term of "insulated" is that of insulation; a bed is one.
    is_made = last.endswith("ed") and terms_of(last) != (last,)
    if len(own) > 1 or (own and last not in NAMES_TOO and not is_made):
        return name
    features = filter(None, (pattern.search(name) for pattern in FEATURES_BEHIND))
    heads = (name[: feature.start()] for feature in features)
    return next((head for head in heads if are_goods(terms_of(head))), name)


def without_colors(name: list[str]) -> list[str]:
    """Return the name without colors, but for one that it ends with: "cream" of "double cream".

    Behind goods a color is one: "red" of "shirt red".
    """
    if tuple(map(analysis.term, name)) in names():
        return name
    colors = swatch_terms()
    plain = [token for token in name if analysis.term(token) not in colors]
    if not plain or name[-1] == plain[-1] or are_goods(tuple(map(analysis.term, plain))):
        return plain or name
    return [*plain, name[-1]]


def words_in(folded: str) -> list[str]:
    return re.findall(r"\d+[.,]\d+|[^\W_]+(?:['\u2019-][^\W_]+)*", folded)
