"""A query as it was typed or pasted, in the letters and signs that the other rules read."""

import re
from unicodedata import normalize

from django.utils.translation import gettext as _

from catalog_search import conf
from catalog_search.exceptions import InvalidQuery
from catalog_search.text.tokens.letters import LONG_VOWEL, UNSEEN

HYPHENS = re.compile(
    "[\u2010\u2011\ufe63\uff0d]|(?<=[^\\W\\d_])[\u2012-\u2015\u2212](?=[^\\W\\d_])"
)
WIDTHS = re.compile("[\u3200-\u33ff\uff01-\uffee]+")
LONG_MINUS = re.compile(r"(?<!\S)[\u2012-\u2015\u2212](?=[^\W\d_])")


def clean(text: str) -> str:
    """Return the text without control characters and extra space, with plain hyphens and widths.

    Phones write the minus of "cola -sugar" as a dash, and pages an ampersand as "&amp;". Raises
    InvalidQuery if it is too long.
    """
    text = LONG_VOWEL.sub("\u30fc", text.replace("&amp;", "&").replace("`", "'"))
    text = normalize("NFC", WIDTHS.sub(lambda wide: normalize("NFKC", wide[0]), text))
    text = LONG_MINUS.sub("-", HYPHENS.sub("-", UNSEEN.sub("", text)))
    words = "".join(char if char.isprintable() else " " for char in text).split()
    cleaned, limit = " ".join(words), conf.settings().max_query_length
    if len(cleaned) > limit:
        raise InvalidQuery(
            _("A search takes at most %(limit)d characters; this has %(length)d.")
            % {"limit": limit, "length": len(cleaned)}
        )
    return cleaned
