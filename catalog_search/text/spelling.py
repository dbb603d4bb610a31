"""Words that no product has, as the store writes them: typos mended, beginnings completed.

One typo from 5 characters on, two from 9; a wrong first letter counts two, because people know
how a word begins. A swap of neighbours is one typo. Words with a digit are codes and amounts:
they are never changed.
"""

from collections.abc import Mapping, Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from catalog_search.text.store_words import StoreWords

ONE_TYPO, TWO_TYPOS = 5, 9
"""Characters from which on so many typos are mended."""
SHORTEST_START, MOST_COMPLETIONS = 3, 10


def typos_allowed(word: str) -> int:
    if any(char.isdigit() for char in word):
        return 0
    return (len(word) >= ONE_TYPO) + (len(word) >= TWO_TYPOS)


def correct(word: str, words: Mapping[str, int]) -> str:
    """Return the word that was most likely meant, "" where none is near enough.

    `words` tells in how many products each is: of equally near ones the most frequent is meant.
    """
    allowed = typos_allowed(word)
    if not allowed:
        return ""
    near = extract(word, words.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    weighed = [
        (typos + (found[0] != word[0]), -words[found], found)
        for found, typos, _ in near
        if not any(char.isdigit() for char in found)
    ]
    best = min(weighed, default=None)
    return best[2] if best and best[0] <= allowed else ""


def completed(word: str, known: StoreWords, others: Sequence[str] = ()) -> tuple[str, ...]:
    """Return words that begin with this one, those of most products first."""
    if len(word) < SHORTEST_START or any(char.isdigit() for char in word):
        return ()
    found = {*known.spelt_from(word), *(o for o in others if o.startswith(word))}
    ranked = sorted(found, key=lambda each: (-known.spellings.get(each, 0), each))
    return tuple(ranked[:MOST_COMPLETIONS])
