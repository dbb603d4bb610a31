"""Words around what is looked for that say nothing of it: "search for shirts online, thanks"."""

import re
from collections.abc import Iterator, Sequence

from catalog_search import conf
from catalog_search.text.analysis import tokens
from catalog_search.text.rules import LanguageRules, language_rules
from catalog_search.text.store.store_words import StoreWords


def without_chatter(words: str, store_words: StoreWords) -> str:
    """Return the words without such words before and behind them.

    They stay if a product is called by them ("Shop sign"), or if the word beside them is none of
    the store: then they may belong to it, unless they are as "thanks".
    """
    while (shorter := next(shortened(words, store_words), "")) != "":
        words = shorter
    return words


def shortened(words: str, store_words: StoreWords) -> Iterator[str]:
    """Yield the words without the first and without the last of the chatter."""
    before, after, polite = conf.once("chatter", lambda: chatter_forms(language_rules()))
    if first := before.match(words):
        rest = words[first.end() :]
        if says_nothing(first[0], said_in(rest)[:1], store_words):
            yield rest
    if last := after.search(words):
        rest = words[: last.start()]
        if says_nothing(last[0], said_in(rest)[-1:], store_words):
            yield rest
    if (courtesy := polite.search(words)) and not are_named(courtesy[0], store_words):
        yield words[: courtesy.start()]


def chatter_forms(rules: LanguageRules) -> Sequence[re.Pattern[str]]:
    # A word is read in one way: many in a row that have several would have too many together.
    return (
        re.compile(
            rf"[\u00bf\u00a1]?(?:(?>(?:{rules.chatter_before})(?![\w'\u2019-]))[\s,.!:]*+)+(?=\S)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?<=\S)(?:[\s,.!]++(?>(?:{rules.chatter_after}|{rules.courtesy})(?!\w)))+[.!?]*$",
            re.IGNORECASE,
        ),
        re.compile(rf"(?<=\w)[\s,.!]++(?:{rules.courtesy})[\s.!?]*$", re.IGNORECASE),
    )


def says_nothing(chatter: str, beside: list[str], store_words: StoreWords) -> bool:
    """Return whether the chatter says nothing of the one word `beside` it."""
    return not are_named(chatter, store_words) and any(map(store_words.knows, beside))


def are_named(chatter: str, store_words: StoreWords) -> bool:
    """Return whether a product is called by one of these words."""
    return any(len(store_words.rows_with_name(token)) for token in said_in(chatter))


def said_in(text: str) -> list[str]:
    return [token for token in tokens(text) if token not in language_rules().fillers]
