"""Whether a query names a kind of goods: "yoga mat", not "something to sit on in the garden".

Of a kind a shop can say that it has none. A description of a purpose always has nearest products.
"""

import re

from catalog_search import conf
from catalog_search.text.analysis import fold

MAX_WORDS = 3
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


def names_kind(words: str) -> bool:
    """Return whether the words name a kind of goods. English is all it reads."""
    if conf.settings().language != "english":
        return False
    listed = re.findall(r"[^\W_]+", fold(words))
    is_short = 0 < len(listed) <= MAX_WORDS
    return is_short and listed[0] not in DOING and JOINING.isdisjoint(listed)
