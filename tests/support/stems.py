"""Writes stems.txt after a change of the English lists: python -m tests.support.stems"""

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import snowballstemmer

from catalog_search.text.tokens.stemming import in_english

LISTS = (
    "goods/apart.txt",
    "goods/goods.txt",
    "same_goods.txt",
    "goods/sorts.txt",
    "goods/uses.txt",
)
FOLDER = resources.files("catalog_search.text")


def expected() -> str:
    """Return what stems.txt has to hold: on each line a word of the lists and its stem."""
    words = {word for name in LISTS for text in names(name) for word in re.findall("[a-z]+", text)}
    # "Night stand" is looked up as one word, too.
    pairs = (text.split() for text in names("same_goods.txt"))
    words |= {"".join(pair) for pair in pairs if len(pair) == 2 and "".join(pair).isalpha()}
    stem = snowballstemmer.stemmer("english").stemWord
    written = sorted({*words, *map(in_english, words)})
    return "".join(f"{word} {stem(in_english(word))}\n" for word in written)


def names(file: str) -> Iterator[str]:
    """Yield what stands between the commas and colons of a list."""
    for line in FOLDER.joinpath(file).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield from re.split("[,:]", line.lower())


if __name__ == "__main__":
    Path(str(FOLDER.joinpath("tokens/stems.txt"))).write_text(expected(), "utf-8")
