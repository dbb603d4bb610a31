"""The English lists of this package: their lines, and the terms of the names in them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib import resources
from itertools import chain

from catalog_search.text.analysis import Terms

FOLDER = resources.files(__package__)
TERMS = "terms.txt"
FILES = ("same_goods.txt", *(f"goods/{name}.txt" for name in ("apart", "goods", "sorts", "uses")))


def lines_in(file: str) -> Iterator[str]:
    """Yield the lines of a list, such as "goods/sorts.txt"."""
    return (line for line in text_of(file).splitlines() if not line.startswith("#"))


def sides_in(file: str) -> Iterator[tuple[str, str]]:
    """Yield the text before and after the colon of each line in a list."""
    for line in lines_in(file):
        before, _, behind = line.partition(":")
        yield before, behind


def text_of(file: str) -> str:
    return FOLDER.joinpath(file).read_text("utf-8")


def terms_of_name(name: str) -> Terms:
    """Return the terms of a name in the lists. Raises KeyError for others."""
    return tuple(listed_terms()[name.strip()].split())


def listed_terms() -> Mapping[str, str]:
    """Return the terms of each name in the lists, with spaces between them, by name."""
    return terms_file()[0]


def goods_by_terms() -> Mapping[str, str]:
    """Return the names of goods by their terms, with spaces between these."""
    return terms_file()[1]


@cache
def terms_file() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the terms by name, and the names of goods by their terms, as terms.txt has them.

    A process reads 50,000 names before its first search, and analysing them takes .3 s. Below each
    name are its terms. python -m tests.support.terms writes it after a change of the lists.
    """
    goods, _, purposes = text_of(TERMS).rstrip().partition("\n\n")
    lines, others = goods.split("\n"), purposes.split("\n")
    terms = dict(zip(lines[::2], lines[1::2], strict=True))
    by_terms = dict(zip(lines[1::2], lines[::2], strict=True))
    return terms | dict(zip(others[::2], others[1::2], strict=True)), by_terms


class SameGoods:
    """Groups of English names for the same goods. They are taken apart when they are asked for."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = [*lines]
        self.first: dict[str, int] = {}
        """The number of the first line with each name, by its terms."""
        self.others: dict[str, list[int]] = {}
        """The numbers of other lines with the name; most names are on one line."""
        terms = listed_terms()
        for number, line in enumerate(self.lines):
            for name in line.split(", "):
                if self.first.setdefault(terms[name], number) != number:
                    self.others.setdefault(terms[name], []).append(number)

    def __contains__(self, terms: Terms) -> bool:
        return " ".join(terms) in self.first

    def beside(self, terms: Terms) -> list[str]:
        """Return the other names on the lines with this name, each once."""
        key = " ".join(terms)
        if key not in self.first:
            return []
        numbers = (self.first[key], *self.others.get(key, ()))
        names = dict.fromkeys(chain(*(self.lines[number].split(", ") for number in numbers)))
        return [name for name in names if listed_terms()[name] != key]

    @cached_property
    def two_words(self) -> Mapping[str, str]:
        """The names of two words by the one word that shoppers make of them: "nightstand"."""
        return {name.replace(" ", ""): name for name in self.names() if name.count(" ") == 1}

    def names(self) -> Iterator[str]:
        """Yield the names on all lines."""
        return chain.from_iterable(line.split(", ") for line in self.lines)


@cache
def same_goods() -> SameGoods:
    return SameGoods(lines_in("same_goods.txt"))
