"""English words that imply what a shopper may want to avoid: a beer has alcohol."""

import re
from dataclasses import dataclass

from catalog_search import conf
from catalog_search.text import analysis

NOTHING = r"(?!)"
"""Matches no text."""
PLANT_DAIRY = (
    r"\b(?:almond|oat|soya?|rice|coconut|cashew|hemp) (?:milk|cream|yogh?urt)\b"
    r"|\b(?:peanut|almond|cashew|nut|cocoa|shea|body|hand|face) (?:butter|cream)\b"
)

NO_SEAT = (
    r"\b(?:office|desk|task|swivel|executive|drafting)\b(?!(?: [\w-]+){0,2} (?:chair|stool)s?\b)"
)
"""An office chair has wheels, an office desk has none."""


@dataclass(frozen=True, slots=True)
class Implied:
    """Words that mean that a product has something, without its name."""

    words: str
    apart: str = NOTHING
    """Phrases with these words that mean something else, as a regular expression."""
    denials: str = NOTHING
    """Further ways to say that a product does not have it, as a regular expression."""

    def without_other_meanings(self, text: str) -> str:
        """Return the folded text without the phrases that mean something else."""
        return re.sub(self.apart, " ", text)

    def remaining(self, text: str) -> str:
        """Return the folded text without the phrases that mean something else.

        It is "" if the text says that the product does not have it.
        """
        return "" if re.search(self.denials, text) else self.without_other_meanings(text)


IMITATED = (
    r"\b(?:faux|fake|vegan|imitation|artificial|synthetic|eco|pu|mock|plant)[ -]"
    r"(?:leather|fur|suede)\b|\b(?:leather|fur|suede)[ -](?:look|like|effect|style)\b"
)
SMELLS = "fragrance fragranced perfume perfumed parfum scent scented"
NO_SMELL = r"\bun-?(?:scented|fragranced|perfumed)\b"

IMPLIED = {
    "alcohol": Implied(
        "beer ale lager stout pilsner cider wine champagne prosecco sherry vodka gin rum whisky "
        "whiskey bourbon tequila brandy cognac liqueur vermouth absinthe",
        r"\b(?:ginger|root) (?:beer|ale)\b|\bwine vinegar\b|\brum raisins?\b"
        r"|\b(?:beer|wine|gin|champagne|whiske?y) (?:glass(?:es)?|mugs?|racks?|openers?)\b",
        r"(?<![\d.,])0[.,]0+\s?%|\bdealcoholi[sz]ed\b|\bmocktails?\b",
    ),
    "gluten": Implied("wheat barley rye spelt semolina bulgur couscous"),
    "dairy": Implied("milk butter cheese cream yogurt yoghurt whey", PLANT_DAIRY),
    "lactose": Implied("milk cheese cream whey", PLANT_DAIRY),
    "meat": Implied("beef pork chicken ham bacon lamb turkey veal salami sausage"),
    "nut": Implied("almond hazelnut walnut cashew pistachio pecan peanut"),
    "caffeine": Implied("coffee espresso", denials=r"\bdecaf(?:feinated)?\b"),
    **dict.fromkeys(["fragrance", "perfume", "parfum", "scent"], Implied(SMELLS, denials=NO_SMELL)),
    **dict.fromkeys(["sweetened", "sugary"], Implied("sugar", denials=r"\bunsweetened\b")),
    **dict.fromkeys(["zip", "zipper"], Implied("zip zipper")),
    "leather": Implied("suede nubuck cowhide", IMITATED),
    "fur": Implied("", IMITATED),
    "suede": Implied("", IMITATED),
    "wheel": Implied("office desk task swivel executive drafting", NO_SEAT),
}


def implied_by(term: str) -> Implied | None:
    """Return the words that imply the term, None if none are known."""
    by_term = conf.once(
        "implied words", lambda: {analysis.term(word): each for word, each in IMPLIED.items()}
    )
    return by_term.get(term)
