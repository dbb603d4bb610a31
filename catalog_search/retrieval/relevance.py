"""What a search lets through: scores in deviations above chance, and how far below the best."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from catalog_search.models import Product
from catalog_search.text import analysis
from catalog_search.text.terms import QueryTerm, QueryTerms

STANDS_OUT = 2.0
"""Deviations above chance from which on a photo is said to look like what was asked for."""


Band = Literal["strong", "related", ""]
"""Empty where nothing was compared: the whole catalogue, or words found in the database."""


FLOOR = 1.0
"""Deviations above chance below which a photo is no answer at all."""
SHARE_OF_BEST = 0.5
"""Nor is one that stands out less than this share of what the best one does."""


class Cutoff(NamedTuple):
    """What a photo must reach in one of both: a word in common adds answers, it hides none."""

    score: float
    likeness: float


ANYTHING = Cutoff(-math.inf, -math.inf)


@dataclass(frozen=True, slots=True)
class Bar:
    """Where the cutoff lies, given the best scores."""

    floor: float = FLOOR
    share: float = SHARE_OF_BEST
    most: float = math.inf
    """Score from which on a better best one raises the cutoff no more."""
    least: int = 0
    """Products that pass even far below the best one, as long as they reach the floor."""

    def cutoff(self, scores: Sequence[float]) -> float:
        """Return the cutoff for products with these scores, the best first."""
        share = self.share * min(scores[0], self.most) if scores else 0.0
        enough = scores[: self.least]
        return max(self.floor, min([share, *enough[-1:]]))


def band(score: float, strong: float, *, complete: bool = False) -> Band:
    """Return the band of a score; `complete`: the product has every word of the query."""
    return "strong" if complete or score >= strong else "related"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for the product; `words` as the product itself has them."""

    kind: Literal["words", "color", "photo"]
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = ", ".join(self.words)
        if self.kind == "words":
            return _("has “%(words)s”") % {"words": told}
        if self.kind == "color":
            return _("in %(colors)s") % {"colors": told}
        return _("its photo looks like it")


def reasons_of_words(asked: QueryTerms, product: Product, seen: float) -> tuple[Reason, ...]:
    """Return what the product and the query share; `seen` is the score of its photo alone."""
    colors = {analysis.term(one) for text in product.colors for one in analysis.tokens(str(text))}
    own = own_tokens(product)
    found = [match for word in asked.words if (match := matched(word, own))]
    in_color = tuple(each for each in found if analysis.term(each) in colors)
    others = tuple(each for each in found if each not in in_color)
    reasons = [Reason("words", others)] if others else []
    reasons += [Reason("color", in_color)] if in_color else []
    return (*reasons, *reasons_of_photo(seen))


def reasons_of_photo(seen: float) -> tuple[Reason, ...]:
    return (Reason("photo"),) if seen >= STANDS_OUT else ()


def own_tokens(product: Product) -> dict[str, str]:
    """Return the product's words by their terms, each as it is written first."""
    own: dict[str, str] = {}
    for _name, text in analysis.text_fields(product):
        for token in [*analysis.tokens(text), *analysis.joined(text)]:
            own.setdefault(analysis.term(token), token)
    return own


def matched(word: QueryTerm, own: dict[str, str]) -> str:
    """Return how the product writes the word, in whichever of its meanings; "" if in none."""
    for meaning in word.expansions:
        found = [own.get(analysis.term(token), "") for token in meaning.tokens]
        if all(found):
            return " ".join(found)
    return ""
