"""Spelling correction and completion of query words against the words of a store.

A word of 5 characters may have one typo, a word of 9 two, and a word of 6 two as well if it sounds
the same: "wardrop" is "wardrobe". A wrong first letter counts as two typos, because people rarely
mistype the first letter. Swapping two adjacent letters is one typo. A word of 4 may lack a letter
of a category's name: "jens" is "jeans".
Words with a digit are codes or amounts and are never changed.
"""

from collections.abc import Collection, Mapping
from itertools import groupby

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from catalog_search.text.analysis import terms_of
from catalog_search.text.store.store_words import StoreWords

ONE_TYPO, TWO_TYPOS = 5, 9
"""Minimum length of a word in which one typo, or two typos, are corrected."""
TWO_UNHEARD = 6
"""Minimum length of a word in which two typos are corrected that do not change its sound."""
SOUNDS = str.maketrans("bvzkqdg", "pfscctc", "aeiouyhw")
"""Consonants that sound alike become one; vowels and what is often silent go."""
SHORTENED = 4
"""Letters of a word that may lack one of the name of a category."""
MIN_PREFIX, MAX_COMPLETIONS = 3, 10


def typos_allowed(word: str) -> int:
    if any(char.isdigit() for char in word):
        return 0
    return (len(word) >= ONE_TYPO) + (len(word) >= TWO_TYPOS)


def correction(word: str, store_words: StoreWords, extra_words: Collection[str] = ()) -> str:
    """Return the most likely correct spelling of the word, "" if none is close enough.

    Spellings are the reliable ones of the store and `extra_words`.
    """
    if len(word) == SHORTENED:
        return lengthened(word, store_words)
    allowed = max_typos(word)
    if not allowed:
        return ""
    # With one typo the first letter is the same, since a wrong one counts as two.
    letter = word[0] if typos_allowed(word) == 1 else ""
    lengths = range(len(word) - allowed, len(word) + allowed + 1)
    return correct(
        word, {**dict.fromkeys(extra_words, 0), **store_words.spelled(letter, lengths=lengths)}
    )


def lengthened(word: str, store_words: StoreWords) -> str:
    """Return the word with the letter between its first and its last that makes it a category."""
    longer = (each for each in within_a_letter(word, store_words) if len(each) > len(word))
    return next(
        (
            each
            for each in longer
            if each[-1] == word[-1] and store_words.values.has_category(terms_of(each))
        ),
        "",
    )


def within_a_letter(word: str, store_words: StoreWords) -> list[str]:
    """Return the store's words that differ in one letter, not the first, the most frequent first.

    A word with digits has none.
    """
    if not word.isalpha():
        return []
    lengths = range(len(word) - 1, len(word) + 2)
    spellings = store_words.spelled(word[0], lengths=lengths)
    near = [(-count, each) for each, count in spellings.items() if OSA.distance(word, each) == 1]
    return [each for _, each in sorted(near)]


def correct(word: str, spellings: Mapping[str, int]) -> str:
    """Return the most likely correct spelling of the word, "" if none is close enough.

    `spellings` maps each correct word to its number of products. Of equally close words the
    most frequent wins.
    """
    allowed, limit = typos_allowed(word), max_typos(word)
    if not allowed:
        return ""
    near = extract(word, spellings.keys(), scorer=OSA.distance, score_cutoff=limit, limit=None)
    ranked = [
        (typos + (spelling[0] != word[0]), -spellings[spelling], spelling)
        for spelling, typos, _ in near
        if not any(char.isdigit() for char in spelling)
        and (typos <= allowed or sounds(spelling) == sounds(word))
    ]
    best = min(ranked, default=None)
    return best[2] if best and best[0] <= limit else ""


def max_typos(word: str) -> int:
    """Return how many typos are corrected in the word if they do not change its sound."""
    allowed = typos_allowed(word)
    return max(allowed, 2) if allowed and len(word) >= TWO_UNHEARD else allowed


def sounds(word: str) -> str:
    """Return the consonants that are heard, each once in a row."""
    consonants = word.translate(SOUNDS)
    return "".join(char for char, _ in groupby(consonants))


def completions(
    prefix: str, store_words: StoreWords, extra_words: Collection[str] = ()
) -> tuple[str, ...]:
    """Return words that begin with the prefix, those in most products first.

    They come from the store and from `extra_words`.
    """
    if len(prefix) < MIN_PREFIX or any(char.isdigit() for char in prefix):
        return ()
    extra = {
        word: store_words.spelling_count(word) for word in extra_words if word.startswith(prefix)
    }
    words = {**extra, **store_words.spelled(prefix, MAX_COMPLETIONS)}
    return tuple(sorted(words, key=lambda word: (-words[word], word))[:MAX_COMPLETIONS])
