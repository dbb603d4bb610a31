"""Tags as people type them: several at once, and one spelling of each in a store."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from catalog_search.models import Product
from catalog_search.models.catalogue.products import TAGS, listed

Products = QuerySet[Product]

LONGEST_TAG = 100
MAX_LOOKED_FOR = 20
"""Tags up to which the database looks for the products that may have one of them."""

BETWEEN_TAGS = re.compile(r"[,;|\n\uff0c\u3001\u060c]")
"""What people type between tags, commas of other scripts, too. "|" divides values in exports."""


def tags_in(text: str) -> list[str]:
    """Return the tags that are typed, each once."""
    typed = BETWEEN_TAGS.split(unicodedata.normalize("NFC", text))
    return with_tags([], [tag for each in typed if (tag := " ".join(each.split()))])


def with_tags(has: Sequence[str], tags: Iterable[str]) -> list[str]:
    """Return the tags with those added that they lack; upper case makes no other tag."""
    both, known = list(has), {tag.casefold() for tag in has}
    for tag in tags:
        if tag.casefold() not in known:
            both.append(tag)
            known.add(tag.casefold())
    return both


def without_tags(has: Sequence[str], tags: Iterable[str]) -> list[str]:
    """Return the tags without these, however they are spelled."""
    gone = {tag.casefold() for tag in tags}
    return [tag for tag in has if tag.casefold() not in gone]


def as_spelled(tags: Sequence[str], stores: Iterable[int], besides: int = 0) -> list[str]:
    """Return the tags in the spelling that products of these stores, by key, have them in.

    The product with the key `besides` may spell its own anew.
    """
    others = Product.objects.filter(store__in=stores).exclude(pk=besides)
    lists = may_have_one(others, tags).order_by().values_list(f"attributes__{TAGS}", flat=True)
    unknown, spelled = {tag.casefold() for tag in tags}, dict[str, str]()
    for has in lists.iterator() if tags else ():
        spelled |= {key: tag for tag in listed(has) if (key := tag.casefold()) in unknown}
        unknown -= spelled.keys()
        if not unknown:
            break
    return [spelled.get(tag.casefold(), tag) for tag in tags]


def may_have_one(products: "Products", tags: Collection[str]) -> "Products":
    """Return the products without those of which the database can tell that they have no such tag.

    It can if the tags are few, and each of them is in JSON what it is here, in any case.
    """
    if len(tags) > MAX_LOOKED_FOR or not all(map(is_plain, tags)):
        return products
    having = (Q((f"attributes__{TAGS}__icontains", tag)) for tag in tags)
    return products.filter(reduce(or_, having, Q()))


def is_plain(tag: str) -> bool:
    # "STRASSE" is "Straße" in upper case.
    return json.dumps(tag) == f'"{tag}"' and "ss" not in tag.casefold()
