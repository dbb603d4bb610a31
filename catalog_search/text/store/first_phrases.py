"""The phrase that a description begins with, which often says what the product is.

Of a product that is called "Striker G15" nothing else may say that it is a laptop.
"""

import re

from catalog_search.text.analysis import language_of_words

END = re.compile(
    r"[.,](?!\d)|[;:!?()|]|\s[-\u2013\u2014]"
    r"|\s(?:and|are|as|at|by|for|from|has|have|in|into|is|made|of|on|or|so|suitable|that|to|which"
    r"|while|who|with|without)\b"
)
"""What ends the first phrase."""
BEGINNING = re.compile(r"(?:(?:a|an|our|the|these|this)\s+)+")
STATEMENT = re.compile(r"(?!\w*ss\b)\w+s\s|(?:add|comes|no|not|pour|use|wear|your)\s")
"""How phrases begin that say what a product does or needs: "fits most dog crates"."""
MAX_WORDS = 8


def first_phrase(folded: str) -> str:
    """Return the phrase that says what a product is, "" if the text begins otherwise.

    "gaming laptop" of "gaming laptop with 165 hz display". It is "" in other languages than
    English, in which no names of goods are known.
    """
    if language_of_words() != "english":
        return ""
    beginning = BEGINNING.match(folded)
    text = folded[beginning.end() if beginning else 0 :]
    # With a space before it, for texts that begin with "for" or "with".
    phrase = END.split(f" {text}", maxsplit=1)[0].strip()
    is_statement = STATEMENT.match(phrase) and phrase.count(" ") > 1
    return "" if is_statement or phrase.count(" ") >= MAX_WORDS else phrase
