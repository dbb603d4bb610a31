"""Relevance: the cutoff of a search, and the Judge that bands and explains its candidates.

Scores are in deviations above chance, the distance from the mean similarity of unrelated pairs in
the store (`indexing.calibration`).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from catalog_search.models import Product
from catalog_search.text import analysis
from catalog_search.text.query.terms import QueryTerm, QueryTerms
from catalog_search.text.tokens.letters import MARKS
from catalog_search.text.tokens.stemming import SPELLINGS
from catalog_search.types import Keys, Scores

if TYPE_CHECKING:
    from catalog_search.retrieval.fusion import Candidates

FLOOR = 1.0
"""Minimum score of a candidate, in deviations above chance."""
SHARE_OF_BEST = 0.5
"""Minimum score of a candidate, as a share of the best score."""
SHORTEST_STEM = 2
"""Letters that all forms of a word have in common."""
IN_WORD = re.compile(rf"[\w{MARKS}]")
WORD = re.compile(rf"[\w{MARKS}][\w{MARKS}'\u2019-]*")
SIMILAR_PHOTO = 2.0
"""Photo score, in deviations above chance, from which a photo is given as a reason."""


Chosen = Callable[[Keys], NDArray[np.bool_]]
"""Returns for each product key [n] whether the product belongs to some group of products."""


class Cutoff(NamedTuple):
    """Minimum scores. Reaching either is enough, so keyword matches add results but hide none."""

    score: float
    vector_score: float
    """For the score over the subqueries by dense vector."""


@dataclass(frozen=True, slots=True)
class CutoffRule:
    """How to compute the cutoff from the best scores."""

    floor: float = FLOOR
    share: float = SHARE_OF_BEST
    max_best: float = float("inf")
    """A best score above this value raises the cutoff no further."""
    min_products: int = 0
    """This many products pass however far they are below the best, if they reach the floor."""
    last: float = 0.0
    """Minimum score, with what Leads add to it, as a share of the best score; 0 for none."""

    def cutoff(self, scores: Scores) -> float:
        """Return the cutoff for products with these scores, best first."""
        share = self.share * min(float(scores[0]), self.max_best) if len(scores) else 0.0
        last: list[float] = scores[: self.min_products][-1:].tolist()
        return max(self.floor, min([share, *last]))


SEVERAL = 2
"""Words from which all of them together say more than the first."""
MAX_ASKED = 200
"""Strong candidates of which the texts are read for what they deny."""
Band = Literal["strong", "related", ""]
"""How well a candidate matches. "" for candidates from the database, which have no score. There
is no band below "related", because the cutoff removes weaker candidates."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a product matches. `words` are written as in the product's own texts."""

    kind: Literal["words", "color", "photo"]
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        words = ", ".join(self.words)
        if self.kind == "words":
            return _("has “%(words)s”") % {"words": words}
        if self.kind == "color":
            return _("in %(colors)s") % {"colors": words}
        return _("photo matches your search")


@dataclass(frozen=True, eq=False)
class Judge:
    """Assigns bands and reasons to the candidates of one search. Made once per request.

    A candidate is "strong" if it scores above the 99.9th percentile of unrelated pairs, or
    matches every word of the query and scores above FLOOR: all words may stand anywhere in a
    description of something else.
    """

    strong_score: float
    complete: Chosen | None = None
    """The products that match every word of the query."""
    terms: QueryTerms | None = None
    """The terms of the query, None for a search without words."""
    needs_words: bool = False
    """Whether only what matches every word is strong."""
    denying: Chosen | None = None
    """The products that deny what the query asks for. None of them is strong."""

    def is_strong(self, candidates: "Candidates") -> NDArray[np.bool_]:
        """Return bool [n]: whether each candidate is strong."""
        strong: NDArray[np.bool_] = candidates.scores >= self.strong_score
        if self.complete is not None:
            complete = (candidates.scores >= FLOOR) & self.complete(candidates.products)
            strong = complete if self.needs_words else strong | complete
        if self.denying:
            asked = np.flatnonzero(strong)[:MAX_ASKED]
            strong[asked] = ~self.denying(candidates.products[asked])
        return strong

    def needing_words(self, candidates: "Candidates") -> bool:
        """Return whether to need every word where scores do not decide the order.

        By price, a jacket of any sort would lead for "waterproof jacket", though some say so.
        """
        if self.complete is None or self.terms is None or len(self.terms.terms) < SEVERAL:
            return False
        return bool(replace(self, needs_words=True).is_strong(candidates).any())

    def bands(self, candidates: "Candidates") -> list[Band]:
        return ["strong" if strong else "related" for strong in self.is_strong(candidates)]

    def reasons(self, product: Product, photo_score: float) -> tuple[Reason, ...]:
        """Return the reasons why the product matches; () for a search without words."""
        if self.terms is None:
            return ()
        photo_reason = (Reason("photo"),) if photo_score >= SIMILAR_PHOTO else ()
        return (*word_reasons(self.terms, product, self.beginnings), *photo_reason)

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        return beginnings_of(self.terms) if self.terms else ()


def word_reasons(terms: QueryTerms, product: Product, beginnings: tuple[str, ...]) -> list[Reason]:
    """Return the words of the product that match, of those that begin so; of all for ()."""
    color_terms = {analysis.term(token) for text in product.colors for token in tokens_of(text)}
    by_term = tokens_by_term(product, beginnings)
    matches = [match for term in terms.terms if (match := as_written(term, by_term))]
    colors = tuple(match for match in matches if analysis.term(match) in color_terms)
    other_words = tuple(match for match in matches if match not in colors)
    reasons = [Reason("words", other_words)] if other_words else []
    return [*reasons, Reason("color", colors)] if colors else reasons


def tokens_of(text: object) -> list[str]:
    return analysis.tokens(str(text))


def tokens_by_term(product: Product, beginnings: tuple[str, ...]) -> dict[str, str]:
    """Return for each term of the product the first token that has it, of words that begin so."""
    texts = [text for _name, text in analysis.text_fields(product)]
    if beginnings:
        texts = [" ".join(words_with(beginnings, analysis.fold("\n".join(texts))))]
    by_term: dict[str, str] = {}
    for text in filter(None, texts):
        for token in [*analysis.tokens(text), *analysis.compounds(text)]:
            by_term.setdefault(analysis.term(token), token)
    return by_term


def words_with(beginnings: tuple[str, ...], folded: str) -> Iterator[str]:
    """Yield the words that begin so, and the parts of words that do, with what follows them.

    To take a whole description apart takes longer than all else that a card needs.
    """
    for text in [folded, folded.replace("-", "")] if "-" in folded else [folded]:
        places = {place for beginning in beginnings for place in places_of(beginning, text)}
        for place in sorted(places):
            if not (place and IN_WORD.match(text, place - 1)) and (word := WORD.match(text, place)):
                yield word.group()


def places_of(part: str, text: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)


def beginnings_of(terms: QueryTerms) -> tuple[str, ...]:
    """Return how words begin that may match a term; () if any word may."""
    tokens = {
        token for term in terms.terms for expansion in term.expansions for token in expansion.tokens
    }
    if any(char.isdigit() for token in tokens for char in token):
        # An amount may be written in another unit.
        return ()
    spellings = SPELLINGS.items()
    variants = {
        spelling for token in tokens for spelling, word in spellings if word in (token, spelling)
    }
    return tuple(sorted({word[:SHORTEST_STEM] for word in {*tokens, *variants}}))


def as_written(term: QueryTerm, by_term: dict[str, str]) -> str:
    """Return how the product writes the term or one of its expansions, "" if it has none."""
    for expansion in term.expansions:
        tokens = [by_term.get(analysis.term(token), "") for token in expansion.tokens]
        if all(tokens):
            return " ".join(tokens)
    return ""
