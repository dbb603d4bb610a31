"""Why a product was found, in a few plain words for the shopper."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from catalog_search import lexical
from catalog_search.models import Product
from catalog_search.wording import Word, Wording

STANDS_OUT = 2.0
"""Deviations above chance from which on a photo is said to look like what was asked for."""


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


def of_words(asked: Wording, product: Product, seen: float) -> tuple[Reason, ...]:
    """Return what the product and the query share; `seen` is the score of its photo alone."""
    colours = {lexical.term(one) for text in product.colors for one in lexical.tokens(str(text))}
    own = own_tokens(product)
    found = [match for word in asked.words if (match := matched(word, own))]
    in_colour = tuple(each for each in found if lexical.term(each) in colours)
    others = tuple(each for each in found if each not in in_colour)
    reasons = [Reason("words", others)] if others else []
    reasons += [Reason("color", in_colour)] if in_colour else []
    return (*reasons, *of_photo(seen))


def of_photo(seen: float) -> tuple[Reason, ...]:
    return (Reason("photo"),) if seen >= STANDS_OUT else ()


def own_tokens(product: Product) -> dict[str, str]:
    """Return the product's words by their terms, each as it is written first."""
    own: dict[str, str] = {}
    for _name, text in lexical.told(product):
        for token in [*lexical.tokens(text), *lexical.joined(text)]:
            own.setdefault(lexical.term(token), token)
    return own


def matched(word: Word, own: dict[str, str]) -> str:
    """Return how the product writes the word, in whichever of its meanings; "" if in none."""
    for meaning in word.meanings:
        found = [own.get(lexical.term(token), "") for token in meaning.tokens]
        if all(found):
            return " ".join(found)
    return ""
