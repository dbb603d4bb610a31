"""Tell which documented column one of another name may be meant to be."""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator

from catalog_search.exceptions import message as _
from catalog_search.sync.records.amounts import PRICES
from catalog_search.sync.tables.columns import (
    DOCUMENTED,
    NUMBERED_IMAGE,
    apart,
    bare,
    column,
    is_currency,
    normalized,
    words_of,
)
from catalog_search.sync.tables.languages import BY_WORD, by_wish
from catalog_search.sync.tables.names import (
    ALIASES,
    AROUND_PRICES,
    MEANT,
    NO_PRICE,
    NOT_PAID,
    PRICE_NAMES,
    PRICE_WORDS,
)
from catalog_search.types import Problem

MIN_LIKENESS = 0.8
"""Least likeness of two names: their share of common letters (difflib's ratio), as in `titel`."""

SURE_LIKENESS = 0.85
"""The same for names that end otherwise: `current` is no `currency`."""

LONG_ALIASES = [name for name in ALIASES if len(name) > 5]

MAX_RENAMINGS = 30
"""Columns."""

OF_DEALERS = ("wholesale", "dealer_price", "purchase_price", "cost_price", "einkaufspreis")
"""Prices that no shopper pays, near as they are to the names of others."""
OF_OTHERS = frozenset(["parent", "related", "upsell", "upsells", "cross", "crosssell", "products"])
"""Words in the names of columns that hold keys of other products."""
SEVERAL = ("images", "colors", "sku")
"""Columns that may stand in a file more than once, and the key, which only a person can tell."""
NET = frozenset(
    [
        *("net", "netto", "ht", "exc", "ex", "excl", "exkl", "excluding", "exclusive", "exklusive"),
        *("without", "ohne", "sin", "sans", "senza", "hors", "zzgl", "zonder"),
    ]
)
"""Words of a price without tax, which shoppers do not pay."""
OF_CURRENCY = re.compile(r"(?:.*_)?currency(?:_?(?:code|iso))?")
IN_CENTS = frozenset(["cs", "cent", "cents", "centimes", "pence", "minor"])


def misnamed(
    names: Iterable[str], configured: Collection[str] = (), photos: Collection[str] = ()
) -> Problem | None:
    """Return one warning that lists the columns whose name is near to a missing documented one.

    Those in `configured` are filters or shown, so that their names are meant. Those in `photos`
    hold names of photos.
    """
    names = list(names)
    present = present_columns(names)
    others = [each for each in map(column, names) if each and each not in DOCUMENTED]
    asked = [name for name in dict.fromkeys(others) if name not in configured]
    hints = renamings(asked, present, photos)
    shown = [f"{name[:60]!r} → {near!r}" for name, near in hints][:MAX_RENAMINGS]
    reason = _(
        "These columns are kept as attributes. If others are meant, rename them: %(asked)s.",
        asked=", ".join(shown),
    )
    return Problem("", reason, warning=True) if shown else None


def present_columns(names: Collection[str]) -> set[str]:
    """Return the documented columns among the names.

    The images are not there if all columns of them are numbered, from 2 on: the first is missing.
    """
    present = set(map(column, names))
    of_images = [normalized(name) for name in names if column(name) == "images"]
    if all(is_further(name) for name in of_images):
        present.discard("images")
    return present


def is_further(name: str) -> bool:
    number = re.search(r"\d+", name)
    return bool(NUMBERED_IMAGE.match(name) and number and int(number[0]) > 1)


def renamings(
    names: Collection[str], present: Collection[str], photos: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Return the names that are near to a missing column, each with that column.

    Of several that are near to one that holds a single value, the likeliest is returned.
    """
    near = {name: near_column(name, present) for name in names}
    if "images" not in present:
        near |= {name: "images" for name in photos if name in near}
    likely = by_wish(sorted(names, key=is_net))
    taken: dict[str, str] = {}
    for name in likely:
        taken.setdefault(near[name], name)
    return [
        (name, each)
        for name, each in near.items()
        if each and (each in SEVERAL or taken[each] == name)
    ]


def is_net(name: str) -> bool:
    """Return whether the name is of a price without tax: "Price (excl. tax)"."""
    return not NET.isdisjoint(words_in(name))


def near_column(name: str, present: Collection[str]) -> str:
    """Return the documented column that is missing and near to this name, "" if none is."""
    normal = bare(apart(name))
    if not IN_CENTS.isdisjoint(words_in(name)):
        return "price_cents" if price_meant(name) and "price" not in present else ""
    if any(word in normal for word in OF_DEALERS):
        return ""
    words = [word for word in words_in(name) if word not in BY_WORD]
    if not {"sku", "артикул"}.isdisjoint(words) and OF_OTHERS.isdisjoint(words):
        return "" if "sku" in present else "sku"
    spelled = "_".join(words)
    for spelling in (normal, ALIASES.get(spelled, spelled)):
        if spelling in DOCUMENTED and spelling not in present:
            return spelling
    plain = "_".join(word for word in words if word not in AROUND_PRICES)
    plain = "" if plain in ("rate", "amount") and plain != normal else plain
    spellings = {normal, bare(name), plain}
    listed = [column for column, names in MEANT.items() if spellings & {*names.split()}]
    listed = [column for column in listed if column not in present] or listed
    near = [*listed, *similar(normal), *([plain] if plain in (*PRICES, *ALIASES) else [])]
    documented = ALIASES.get(near[0], near[0]) if near else meant_by_words(name)
    return "" if documented in present else documented


def words_in(name: str) -> list[str]:
    """Return the words of a name, also of one that comes from nested JSON: price.currency."""
    return [word for part in words_of(name) for word in re.split(r"[.@|]+", part) if word]


def similar(name: str) -> Iterator[str]:
    """Yield the column of which the name may be a misspelling: `tittle`.

    It has as many words and begins alike. Short names of other languages are near to too many.
    """
    words = [each for each in (*DOCUMENTED, *LONG_ALIASES) if each.count("_") == name.count("_")]
    for near in difflib.get_close_matches(name, words, 3, MIN_LIKENESS):
        is_sure = name in difflib.get_close_matches(near, [name], 1, SURE_LIKENESS)
        if near[0] == name[0] and (is_sure or (near in DOCUMENTED and near[-1] == name[-1])):
            yield near


def meant_by_words(name: str) -> str:
    """Return the column that the words of a name tell, as "Our price" does; else ""."""
    words = words_in(name)
    if OF_CURRENCY.fullmatch("_".join(words)):
        return "currency"
    return price_meant(name)


def price_meant(name: str) -> str:
    """Return "price" for a name about prices: "Our price", or USD alone; else ""."""
    words = words_in(name)
    text = "_".join(words)
    names_price = any(word in text for word in PRICE_WORDS) or not PRICE_NAMES.isdisjoint(words)
    is_other = any(word in text for word in NOT_PAID) or not NO_PRICE.isdisjoint(words)
    tells = names_price and not is_other
    return "price" if tells or (len(words) == 1 and is_currency(words[0])) else ""
