"""The kind of goods that a query names: "mat" of "a mat for yoga", none of "something to sit on".

A shop may lack the kind. It lacks goods for a purpose only if nothing serves that; see unsold.py.
"""

import re
from functools import cache

from catalog_search import conf
from catalog_search.search.query.around_names import (
    without_features,
    without_numbers,
    without_request,
    words_in,
)
from catalog_search.search.query.shades import without_shades
from catalog_search.text import analysis
from catalog_search.text.analysis import fold, terms_of
from catalog_search.text.descriptive import ACTS, HANDLING, NO_GOODS, TOOLS
from catalog_search.text.goods import goods
from catalog_search.text.goods.goods import are_goods
from catalog_search.text.goods.uses import is_purpose
from catalog_search.text.query import dictionary
from catalog_search.text.store.store_words import StoreWords

MAX_WORDS = 4
"""Words of the name of a kind."""
JOINING = frozenset(
    re.findall(
        r"\w+",
        "a an and any anything anywhere are around as at be between by can do for from i in into "
        "is it me my near of off on or out over please some something somewhere that the these "
        "this those to under up "
        "want we what when which while with without you your",
    )
)
"""Words that names of kinds do not have."""
SIGNS = re.compile(r"\s+[&+/]\s+|(?<=[^\W\d_]{3})[&+/](?=[^\W\d_]{3})")
"""Signs in the place of "and" or "or": "hammer & nails", "mouse/keyboard"."""
BETWEEN = frozenset(["and", "or"])
"""The words of JOINING that stand between names."""
DOING = frozenset(
    re.findall(
        r"\w+",
        "bring brighten build carry celebrate clean cook cover decorate drink eat feel find fix "
        "get give go grow hang hold impress keep learn listen look make organise organize play "
        "protect put read relax save season see set sit sleep smell stay stop surprise train "
        "travel treat wear write",
    )
)
"""Words with which purposes begin."""
BUYING = frozenset(["find", "get", "give", "look"])
"""The words of DOING that names of goods may follow: "find shoes"."""
DESCRIPTION = re.compile(r"\b(?:for|from|in|with|without)\b")
"""Words between the name of goods and their description."""
CLAUSE = re.compile(r"\b(?:against|at|beside|by|like|made|near|on|that|to|which|who)\b")
"""Words that may divide the name of goods from their description, or other words."""
FASTENED = re.compile(
    r"\b(?:bolt|clamp|clip|peel|plug|pull|push|screw|slip|snap|stick)[ -](?:on|in)\s"
)
"""How goods are fastened, before their names: "clamp on desk light"."""
VAGUE = frozenset(
    re.findall(
        r"\w+",
        "accessories accessory apparel appliance appliances bottoms brand charm clothes clothing "
        "combo decoration equipment footwear furniture gadget gadgets garment garments gear gift "
        "gifts goods help idea ideas item items kit kits knitwear one ones outerwear outfit "
        "outfits part parts place present presents product products set sets stuff supplies "
        "surprise surprises thing things top tops treat treats uniform way wear",
    )
)
"""Last words of names that may be of anything."""

NO_ENGLISH = re.compile(
    r"[\u0370-\u1dff\u2c00-\ua71f\ua800-\ufaff\ufb13-\ufeff]|(?<=\w)(?:\+{1,2}|#)(?!\w)"
)
"""A letter or mark of no Latin text, or the sign of a name such as "C++"."""
REQUEST_WORD = r"(?:something|things?|what|how|clothes|i|want|would|like|need|help|me|us|to)"
PURPOSE = re.compile(
    rf"(?:{REQUEST_WORD}\s+)*(?:{'|'.join(sorted(DOING - BUYING))})"
    r"\s+(?:a|an|at|in|into|it|me|my|off|on|our|out|over|some|the|to|up|your)\s+\w"
)
"""How a text begins that says a purpose: "brighten up my garden", not "travel bag"."""


def names_purpose(words: str) -> bool:
    """Return whether the words say what something is for. Only English is read.

    Names of goods do not count, even if they are a purpose as well, such as "grill".
    """
    if conf.settings().language != "english":
        return False
    folded = fold(words)
    if PURPOSE.match(folded):
        return True
    begins_with_act = " " in folded.strip() and first_word(folded) in ACTS
    does_it = begins_with_act and terms_of(words) not in goods.names()
    return is_purpose(words) and (does_it or not are_goods(terms_of(words)))


def kind_in(words: str, store_words: StoreWords) -> str:
    """Return the name of the kind of goods that the words ask for, "" if they name none.

    That is what stands before "for", "from", "in" or "with": "mug" of "a mug with a handle".
    English is all it reads.
    """
    text = without_request(SIGNS.sub(" and ", fold(words)))
    if not is_english(words) or names_purpose(words) or first_word(text) in DOING:
        return ""
    name = name_in(without_description(text), store_words)
    if not names_kind(name, store_words):
        name = known_part(name, store_words)
    return name if names_kind(name, store_words) and not is_vague(name) else ""


def without_description(text: str) -> str:
    """Return the text before words that describe the goods: "mug" of "mug with a handle".

    Words of a known name describe nothing: "all in one printer".
    """
    if terms_of(text) in goods.names():
        return text
    text = DESCRIPTION.split(FASTENED.sub("", text), maxsplit=1)[0]
    head, *clause = CLAUSE.split(text, maxsplit=1)
    is_name = clause and (are_goods(terms_of(head)) or goods.parted(head.strip()))
    return head if is_name else text


def name_in(text: str, store_words: StoreWords) -> str:
    """Return the name without features, and without amounts: "plates" of "plates set of 12".

    Amounts stay where they are part of a known name, or of nothing that is known.
    """
    texts = (text, without_numbers(text))
    lists = (without_shades(words_in(each)) for each in texts)
    name, shorter = (without_features(" ".join(each)) for each in lists)
    is_known = terms_of(name) in goods.names() or not are_goods(terms_of(shorter))
    return name if is_known and names_kind(name, store_words) else shorter


def known_part(name: str, store_words: StoreWords) -> str:
    """Return the goods behind words that nobody knows, such as brands; "" for other names."""
    words = name.split()
    unknown = [place for place, word in enumerate(words) if not is_word(word, store_words)]
    rest = " ".join(words[max(unknown, default=-1) + 1 :])
    return rest if unknown and are_goods(terms_of(rest)) else ""


def is_english(words: str) -> bool:
    """Return whether the words may be English: "किताब लाल", a red book, ends with the color."""
    return conf.settings().language == "english" and not NO_ENGLISH.search(words)


def names_goods(words: str) -> bool:
    """Return whether the words are names of goods, of one or several: "keyboard and mouse".

    "Undo a tight nut" and "play games" are not, though both end with goods.
    """
    listed = words_in(fold(words))
    is_list = 0 < len(listed) <= MAX_WORDS and JOINING.isdisjoint({*listed} - BETWEEN)
    is_list = is_list and listed[0] not in DOING | ACTS
    return is_list and are_goods(terms_of(words))


def is_vague(name: str) -> bool:
    """Return whether the name ends with a word for many kinds of goods: "warm clothes".

    "Train set" is not vague, because it is a known name of goods. Only English is read.
    """
    words = name.split()
    if not words or words[-1] not in VAGUE:
        return False
    ends = (terms_of(" ".join(words[start:])) for start in range(len(words) - 1))
    return goods.names().isdisjoint(ends)


def first_word(folded: str) -> str:
    match = re.search(r"[^\W_]+", folded)
    return match[0] if match else ""


def names_kind(words: str, store_words: StoreWords) -> bool:
    """Return whether the words name a kind of goods. Only English is read.

    All must be words of the language or of the store: others may be typos or brands.
    """
    if not is_english(words):
        return False
    listed = re.findall(r"[^\W_]+", fold(words))
    is_short = 0 < len(listed) <= MAX_WORDS
    # "HDMI2.1" and "501" are versions and models.
    is_short &= not all(map(str.isdigit, listed)) and (
        len(listed) < 2 or not all(any(map(str.isdigit, word)) for word in listed)
    )
    is_joined = not JOINING.isdisjoint(listed) and terms_of(words) not in goods.names()
    is_name = is_short and listed[0] not in DOING and not is_joined
    is_name = is_name and not names_purpose(words) and not only_describes(listed)
    return is_name and all(is_word(word, store_words) for word in listed)


def only_describes(listed: list[str]) -> bool:
    """Return whether the words say what goods are for, or have: "cooking eggs", "green leaves".

    A tool's name does not only describe: "cooking pot" is a pot.
    """
    first, last = listed[0], listed[-1]
    is_handled = len(listed) > 1 and first in HANDLING and analysis.term(last) not in tools()
    return (is_handled or last in NO_GOODS) and terms_of(" ".join(listed)) not in goods.names()


@cache
def tools() -> frozenset[str]:
    return frozenset(map(analysis.term, TOOLS))


def is_word(word: str, store_words: StoreWords) -> bool:
    # A single letter counts as a word, for "t-shirt" and "v neck".
    is_amount = len(word) == 1 or any(char.isdigit() for char in word)
    is_listed = dictionary.has(word) or dictionary.has_singular(word)
    is_goods = analysis.term(word) in goods.words()
    return is_amount or store_words.knows(word) or is_listed or is_goods
