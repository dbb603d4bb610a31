"""What the rules of one language consist of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from catalog_search.text.rules.numbers import NumberWords
from catalog_search.text.tokens.letters import without_accents

NOTHING = r"(?!)"
"""Matches no text."""
ANYONE = "anyone"
"""The wearer of what is for everybody."""


def words(text: str) -> frozenset[str]:
    """Return the words of a text, folded."""
    return frozenset(re.findall(r"\w+", without_accents(text.casefold())))


@dataclass(frozen=True, slots=True, eq=False)
class LanguageRules:
    """Words of one language. A str has the alternatives of a regular expression, unfolded.

    Sets have whole words; they are compared folded, or by their stems.
    """

    fillers: frozenset[str]
    """Words that do not describe a product."""
    goods: frozenset[str]
    """Names of goods that are words of another kind in English: "thé"."""
    connectors: frozenset[str]
    """Words that are dropped from both ends of a text after constraints are taken out of it."""
    placeholders: frozenset[str]
    """Words that stand for any product, where constraints say which."""
    chatter_before: str
    """Words before what is looked for that say nothing of it: "search for", "hello"."""
    chatter_after: str
    """The same behind it: "online"."""
    courtesy: str
    """What is never part of a name at either end: "thanks"."""
    photo_reference: str
    """Words that refer to the shopper's photo: "the same one", "something like this"."""

    numbers: tuple[NumberWords, ...]

    price_lead: str
    """Words before a price: "for", "costs"."""
    between: str
    between_joint: str
    """What is between the two prices after `between`: "and"."""
    joint: str
    """What is between two prices without it: "to"."""
    under: str
    """Comparisons with a highest price, which `price_denier` turns round: "less than"."""
    over: str
    price_denier: str
    """Words before a comparison that turn it round: "that doesn't cost" more than 30."""
    up_to: str
    """Other words before a highest price: "at most"."""
    at_least: str
    near: str
    or_less: str
    """What follows a highest price: "or less"."""
    or_more: str
    weak: str
    """Of `up_to`, `at_least` and `near`: what turns a number without a currency into no price."""
    price_tail: str
    """What may follow a price and go with it: "each", "in total"."""
    after_price: str
    """Words that may follow a number without a currency."""
    amount_leads: frozenset[str]
    """The words of these right before a number, which stand before one in names as well."""

    cheapest: str
    dearest: str
    newest: str
    best: str
    sort_article: str
    sort_tail: str
    """What may follow an order: "first"."""

    negators: str
    own_negators: str
    """Negators that are other words in other languages: "wo" is "where" in German."""
    all_goods: str
    """Words before what some are excepted from: "any" of "any jam but strawberry"."""
    but: str
    """Words behind it that except what follows."""
    contents: str
    """Negators that deny what a product has, as "without" does, rather than what it is."""
    weak_negators: str
    """Negators that products use as well, such as "zero": they are searched for, too."""
    negator_lead: str
    """Words that only lead to a negator behind them: "that contains absolutely" before "no"."""
    denied_lead: str
    """Words between a negator and what it denies: "any", "made of"."""
    compound_joints: frozenset[str]
    """Words within what is denied as one: "on" in "not tested on animals"."""
    denied_tail: str
    """Words after what is denied that go with it: "no sugar added"."""
    free: str
    """The ending of "sugar-free"."""
    un_words: str
    """Words that products are said to be with "un" before them: "salted"."""
    participles: str
    """Words that "un" before them denies if no product has the whole word: "striped"."""
    with_words: str
    """Words before what a product is to have: "with"."""
    not_excluded: str
    """Words that a negator before them does not exclude: "not too big"."""
    or_words: str
    """Words between excluded words: "or"."""
    and_words: str
    """The same for "and"."""
    articles: str
    """Words before a further excluded word: "any"."""
    end_words: frozenset[str]
    """Words that end a sequence of excluded words."""

    value_leads: str
    """Words before a value that go with it: "in the color", "by"."""
    name_leads: str
    """Words after which a brand or category is named."""
    size_leads: str
    """Words before a size, and behind it: "size"."""
    size_marks: str
    """What stands only before a size: "sz", "Gr."."""
    size_names: Mapping[str, frozenset[str]]
    """Names of sizes by their letters: "small", "extra large"."""
    clear_colors: frozenset[str]
    """Colors that are not also things or materials."""
    color_forms: tuple[frozenset[str], ...]
    """Forms of one color with different stems: "blanc" and "blanche"."""
    color_endings: str
    """Endings that a color may have or lack: "rosafarben" is "rosa"."""
    common: frozenset[str]
    """Words that rarely mean the brand of the same name."""
    grammar: frozenset[str]
    """Words that negate, sort or compare, unless a name has them next to the same word."""

    wearers: Mapping[str, frozenset[str]]
    """Words for those whom goods are made for, by their English name; see text/goods/wearers.py."""

    text_deniers: str
    """In products' texts, folded: "no", "free from"."""
    text_listing: str
    """Of these, what denies all items after it."""
    text_affirmers: str
    """Words that turn a denial right behind them around: "not" of "not without nuts"."""
    text_stops: str
    """Words in products' texts over which no denial reaches."""
    text_free: str
    """Endings that deny the word they are written with: "sugarfree", "sleeveless"."""

    def beside(self, second: "LanguageRules") -> "LanguageRules":
        """Return the rules that read both languages; where both could match, this one's first."""
        joined = {each.name: in_both(self, second, each.name) for each in fields(self)}
        rules = LanguageRules(**joined)  # type: ignore[arg-type]
        own = {name: getattr(rules, name) - self.goods for name in ("fillers", "connectors")}
        return replace(rules, own_negators=self.own_negators, **own)


def in_both(first: LanguageRules, second: LanguageRules, name: str) -> object:
    own, further = getattr(first, name), getattr(second, name)
    if isinstance(own, Mapping):
        return {key: own[key] | further[key] for key in own}
    if isinstance(own, tuple):
        return own + further
    return own | further if isinstance(own, frozenset) else f"{own}|{further}"
