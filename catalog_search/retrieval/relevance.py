"""What counts as relevant: the cutoff of a search, and the Judge that bands its answers.

Scores are deviations above chance: how far a similarity lies above that of unrelated pairs in the
store (`indexing.calibration`).
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from catalog_search.models import Product
from catalog_search.text import analysis
from catalog_search.text.terms import QueryTerm, QueryTerms
from catalog_search.types import Keys, Scores

if TYPE_CHECKING:
    from catalog_search.retrieval.fusion import Candidates

FLOOR = 1.0
"""Deviations above chance below which a photo is never an answer."""
SHARE_OF_BEST = 0.5
"""A photo must also reach this share of the best one's score."""
STANDS_OUT = 2.0
"""Deviations above chance from which a photo is said to look like the query."""


def no_products() -> Keys:
    return np.empty(0, np.int64)


class Cutoff(NamedTuple):
    """Minimum scores. Reaching either is enough, so keyword matches add results but hide none."""

    score: float
    vector_score: float
    """For the subqueries by vector alone."""


@dataclass(frozen=True, slots=True)
class CutoffRule:
    """How the cutoff follows from the best scores."""

    floor: float = FLOOR
    share: float = SHARE_OF_BEST
    max_best: float = float("inf")
    """A best score above this one raises the cutoff no further."""
    min_products: int = 0
    """So many products pass even far below the best one, if they reach the floor."""

    def cutoff(self, scores: Scores) -> float:
        """Return the cutoff for products with these scores, best first."""
        share = self.share * min(float(scores[0]), self.max_best) if len(scores) else 0.0
        enough: list[float] = scores[: self.min_products][-1:].tolist()
        return max(self.floor, min([share, *enough]))


Band = Literal["strong", "related", ""]
"""How sure an answer is. Empty where nothing was compared: the whole catalogue, or words found in
the database. Weaker answers are not shown, so there is no third word."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a product was found; `words` as the product itself has them."""

    kind: Literal["words", "color", "photo"]
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = ", ".join(self.words)
        if self.kind == "words":
            return _("has “%(words)s”") % {"words": words}
        if self.kind == "color":
            return _("in %(colors)s") % {"colors": words}
        return _("its photo looks like it")


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """Bands the answers of one search and says why they were found. Made once per request.

    "strong": above the 99.9th percentile of unrelated pairs, or matching every word of the query.
    """

    strong_score: float
    complete: Keys = field(default_factory=no_products)
    """Products with every word of the query."""
    terms: QueryTerms | None = None
    """The words of the query, where answers are told by words."""

    def is_strong(self, candidates: "Candidates") -> NDArray[np.bool_]:
        """Return bool [n]: which of the candidates are strong answers."""
        strong: NDArray[np.bool_] = candidates.scores >= self.strong_score
        return strong | np.isin(candidates.products, self.complete)

    def bands(self, candidates: "Candidates") -> list[Band]:
        return ["strong" if strong else "related" for strong in self.is_strong(candidates)]

    def reasons(self, product: Product, photo_score: float) -> tuple[Reason, ...]:
        """Return what the product and the query have in common; () for a search without words."""
        if self.terms is None:
            return ()
        looks_alike = (Reason("photo"),) if photo_score >= STANDS_OUT else ()
        return (*word_reasons(self.terms, product), *looks_alike)


def word_reasons(terms: QueryTerms, product: Product) -> list[Reason]:
    colors = {analysis.term(token) for text in product.colors for token in tokens_of(text)}
    own = own_tokens(product)
    found = [match for term in terms.terms if (match := matched(term, own))]
    in_color = tuple(token for token in found if analysis.term(token) in colors)
    others = tuple(token for token in found if token not in in_color)
    reasons = [Reason("words", others)] if others else []
    return [*reasons, Reason("color", in_color)] if in_color else reasons


def tokens_of(text: object) -> list[str]:
    return analysis.tokens(str(text))


def own_tokens(product: Product) -> dict[str, str]:
    """Return the product's words by their terms, each as it is written first."""
    own: dict[str, str] = {}
    for _name, text in analysis.text_fields(product):
        for token in [*analysis.tokens(text), *analysis.compounds(text)]:
            own.setdefault(analysis.term(token), token)
    return own


def matched(term: QueryTerm, own: dict[str, str]) -> str:
    """Return how the product writes the term or one of its expansions; "" if it has none."""
    for expansion in term.expansions:
        found = [own.get(analysis.term(token), "") for token in expansion.tokens]
        if all(found):
            return " ".join(found)
    return ""
