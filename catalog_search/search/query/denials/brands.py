"""Brands of one word that a query denies, though the word has another meaning: "not Zero"."""

import re
from collections.abc import Sequence

from catalog_search import conf
from catalog_search.search.query.denials.contents import is_content
from catalog_search.search.query.denials.negators import negators_in
from catalog_search.search.query.phrases import Phrase
from catalog_search.text.analysis import fold
from catalog_search.text.goods.goods import are_goods
from catalog_search.text.rules import language_rules

SIGN = re.compile(r"[&+#@!.*]\s*(?=\w)")
"""What the name of a brand may begin with: "& Other Stories", "@home"."""


def is_denied_brand(phrase: Phrase, brands: Sequence[str]) -> bool:
    """Return whether the phrase is one of the brands, and a negator stands right before it.

    It is none if a word follows that may go with it: "not zero sugar", "not only for men".
    """
    named = next((name for name in brands if fold(without_sign(name)) == fold(phrase.typed)), "")
    ends = conf.once("ends of denied brands", end_form).match(phrase.text, phrase.last)
    if not named or not (ends or is_before_goods(phrase)):
        return False
    start = start_with_sign(phrase.text, phrase.first, named)
    return any(
        each.denied == start and not each.weak and each.word != fold(phrase.typed)
        for each in negators_in(phrase.text[: phrase.last])
    )


def is_before_goods(phrase: Phrase) -> bool:
    """Return whether the rest of the query names goods: "not zero hoodie", not "not all shoes"."""
    following = phrase.words[phrase.end :]
    typed = [phrase.text[word.start : word.end] for word in following]
    if re.fullmatch(language_rules().not_excluded, phrase.typed, re.IGNORECASE):
        return False
    return not any(map(is_content, typed)) and are_goods(tuple(word.term for word in following))


def without_sign(name: str) -> str:
    return SIGN.sub("", name, count=1) if SIGN.match(name) else name


def start_with_sign(text: str, start: int, name: str) -> int:
    """Return where the brand's name begins if its word is at text[start], maybe with a sign."""
    sign = SIGN.match(name)
    before = text[:start].rstrip()
    return len(before) - 1 if sign and before.endswith(sign[0][0]) else start


def end_form() -> re.Pattern[str]:
    """Return the pattern of what may follow a denied brand: nothing, a mark, or a price."""
    rules = language_rules()
    joints = f"{rules.under}|{rules.over}|{rules.up_to}|{rules.or_words}|{rules.and_words}"
    return re.compile(rf"\W*(?:$|(?:{joints})(?!\w))|\s*[,;]", re.IGNORECASE)
