"""Other names of what a query denies: "headrest" of "head rest", "microphone" of "mic"."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from catalog_search import conf
from catalog_search.search.query.denials.elisions import joined_forms
from catalog_search.text import analysis
from catalog_search.text.analysis import Terms, terms_of, tokens
from catalog_search.text.query import compounds
from catalog_search.text.rules.parts import ENGLISH, SAME_PARTS
from catalog_search.text.store.store_words import StoreWords

Name = tuple[str, ...]
"""The tokens of a name."""


def as_one(words: Sequence[str], store_words: StoreWords) -> list[str]:
    """Return the words, of which two are one where the store writes them so: "armrests"."""
    first, rest = [*words[:1]], words[1:]
    if not rest:
        return first
    if size := compounds.parts_of_one(words, store_words):
        return ["".join(words[:size]), *as_one(words[size:], store_words)]
    return [*first, *as_one(rest, store_words)]


def other_names(words: Sequence[str], store_words: StoreWords) -> list[Name]:
    """Return the names of the same that the store has words for."""
    names = [*same_parts().get(tuple(map(analysis.term, words)), ())]
    if len(words) == 1:
        names += apart(words[0], store_words)
    return [name for name in names if all(knows(word, store_words) for word in name)]


def single_name(words: Sequence[str]) -> str:
    """Return the word, or that for several: "noix" for "fruits a coque"; "" if there is none."""
    names = [words, *same_parts().get(tuple(map(analysis.term, words)), ())]
    return next((name[0] for name in names if len(name) == 1), "")


def knows(word: str, store_words: StoreWords) -> bool:
    return any(map(store_words.knows, joined_forms(word)))


def apart(word: str, store_words: StoreWords) -> list[Name]:
    """Return the two words that the word may be of: "head rest" of "headrest"."""
    ends = range(compounds.SHORTEST_PART, len(word) - compounds.SHORTEST_PART + 1)
    pairs = ((word[:end], word[end:]) for end in ends)
    return [pair for pair in pairs if len(store_words.rows_with_all(pair))]


def same_parts() -> Mapping[Terms, Sequence[Name]]:
    """Return the other names of parts and features by each name, as terms."""
    return conf.once("names of parts", by_name)


def by_name() -> Mapping[Terms, Sequence[Name]]:
    lines = f"{SAME_PARTS.get(analysis.language_of_words(), '')}{ENGLISH}".strip().splitlines()
    names: dict[Terms, list[Name]] = defaultdict(list)
    for line in dict.fromkeys(lines):
        parts = [part.strip() for part in line.split(",")]
        for part in parts:
            names[terms_of(part)] += [tuple(tokens(each)) for each in parts if each != part]
    return names
