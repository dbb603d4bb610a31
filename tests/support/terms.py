"""Writes terms.txt after a change of the English lists: python -m tests.support.terms"""

import os
import re
from collections.abc import Iterator
from pathlib import Path


def expected() -> str:
    """Return what terms.txt has to hold: each name in the lists, and below it its terms.

    Names of goods come first. A line that is empty parts them from purposes.
    """
    from catalog_search.text.analysis import terms_of
    from catalog_search.text.lists import FILES, lines_in

    # Of names with the same terms the last one counts, so that each has its last place.
    goods = dict.fromkeys(reversed([*filter(None, map(str.strip, names_of_goods()))]))
    every = (name.strip() for file in FILES for line in lines_in(file) for name in split(line))
    others = dict.fromkeys(name for name in every if name and name not in goods)
    parts = (
        [f"{name}\n{' '.join(terms_of(name))}" for name in names]
        for names in (reversed(goods), others)
    )
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def names_of_goods() -> Iterator[str]:
    """Yield the names of goods in the lists. Those of uses.txt, which have vectors, come last."""
    from catalog_search.text.lists import lines_in, sides_in

    for file in ("same_goods.txt", "goods/sorts.txt"):
        for line in lines_in(file):
            yield from split(line)
    for file in ("goods/goods.txt", "goods/uses.txt"):
        for _, goods in sides_in(file):
            yield from split(goods)


def split(line: str) -> list[str]:
    return re.split("[,:]", line)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from catalog_search.text import lists

    Path(str(lists.FOLDER.joinpath(lists.TERMS))).write_text(expected(), "utf-8")
