"""Whether a query names a kind of goods: "yoga mat", not "something to sit on in the garden".

Of a kind a shop can say that it has none. A description of a purpose always has nearest products.
"""

import re

from catalog_search import conf
from catalog_search.text import dictionary
from catalog_search.text.analysis import fold
from catalog_search.text.store_words import StoreWords

MAX_WORDS = 4
"""Words of the name of a kind."""
JOINING = frozenset(
    re.findall(
        r"\w+",
        "a an and any anything are around as at be between by can do for from i in into is it me "
        "my near of off on or out over please some something that the these this those to under up "
        "want we what when which while with without you your",
    )
)
"""Words that names of kinds do not have."""
DOING = frozenset(
    re.findall(
        r"\w+",
        "bring brighten build carry celebrate clean cook cover decorate drink eat feel find fix "
        "get give go grow hang hold impress keep learn listen look make organise organize play "
        "protect put read relax save set sit sleep smell stay stop surprise train travel treat "
        "wear write",
    )
)
"""Words with which purposes begin."""
BUYING = frozenset(["find", "get", "give", "look"])
"""Those of them that a thing may follow."""


ASKING = r"(?:something|things?|what|how|clothes|i|want|would|like|need|help|me|us|to)"
PURPOSE = re.compile(
    rf"(?:{ASKING}\s+)*(?:{'|'.join(sorted(DOING - BUYING))})"
    r"\s+(?:a|an|at|in|into|it|me|my|off|on|our|out|over|some|the|to|up|your)\s+\w"
)
"""How a text begins that tells a purpose: "brighten up my garden", not "travel bag"."""


def names_purpose(words: str) -> bool:
    """Return whether the words tell what something is for. English is all it reads."""
    return conf.settings().language == "english" and bool(PURPOSE.match(fold(words)))


def names_kind(words: str, store_words: StoreWords) -> bool:
    """Return whether the words name a kind of goods. English is all it reads.

    What is no word of the language or of the store may be anything: a typo, a brand.
    """
    if conf.settings().language != "english":
        return False
    listed = re.findall(r"[^\W_]+", fold(words))
    is_short = 0 < len(listed) <= MAX_WORDS
    is_short &= not all(map(str.isdigit, listed))
    is_name = is_short and listed[0] not in DOING and JOINING.isdisjoint(listed)
    return is_name and all(is_word(word, store_words) for word in listed)


def is_word(word: str, store_words: StoreWords) -> bool:
    is_amount = any(char.isdigit() for char in word)
    is_english = dictionary.has(word) or dictionary.has_singular(word)
    return is_amount or store_words.knows(word) or is_english
