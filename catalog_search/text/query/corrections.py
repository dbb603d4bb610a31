"""The typos of a query, corrected against the words of a store and of its language."""

import re
from collections.abc import Iterator, Mapping, Sequence

from catalog_search.text import analysis
from catalog_search.text.query import compounds, dictionary, spelling
from catalog_search.text.query.variants import variants
from catalog_search.text.rules import language_rules
from catalog_search.text.store import synonyms
from catalog_search.text.store.store_words import StoreWords

MAX_WORDS = 16
"""Words of a query that become terms. The query's dense vector covers the words behind them."""

DENIERS = dict.fromkeys(("without", "except", "excluding"), 0)
"""Words that no typo may turn around, before the store's: "withot" is near to "with" as well."""


def correct(store_words: StoreWords, text: str) -> str:
    """Return the text with its typos corrected, "" if it has none."""
    ignored = store_words.thesaurus.ignores
    tokens = [
        t for t in analysis.tokens(text) if t not in language_rules().fillers and not ignored(t)
    ][:MAX_WORDS]
    corrected = corrections(tokens, store_words)
    return rewritten(text, corrected) if corrected else ""


def rewritten(text: str, corrected: Mapping[str, str]) -> str:
    """Return the text with the corrected tokens replaced and everything else unchanged."""
    pieces = []
    for piece in text.split():
        tokens = analysis.whole_tokens(piece)
        changed = [corrected.get(token, token) for token in tokens]
        pieces.append(piece if changed == tokens else " ".join(changed))
    return " ".join(pieces)


def corrections(tokens: Sequence[str], store_words: StoreWords) -> dict[str, str]:
    """Return the correct spelling of each token that is a typo.

    A word that the store has, the beginning of one, and a word of the language are not typos. A
    word of the language that the store lacks is a typo if its correction and the word beside it
    name a category.
    """
    synonym_tokens = store_words.thesaurus.tokens
    corrected = dict(misheard(tokens, store_words))
    for token in unknown_tokens(tokens, store_words):
        is_typo = may_be_typo(token, store_words)
        if is_typo and (denier := spelling.correct(token, DENIERS)):
            corrected[token] = denier
        elif dictionary.has(token) and token not in synonym_tokens:
            corrected[token] = part_of_category(token, tokens, store_words)
        elif not is_typo:
            continue
        elif not spelling.completions(token, store_words, synonym_tokens):
            corrected[token] = (
                spelling.correction(token, store_words, synonym_tokens)
                or other_name(token, store_words)
                or free_of(token, store_words)
            )
    return {token: correct for token, correct in corrected.items() if correct}


def misheard(tokens: Sequence[str], store_words: StoreWords) -> Iterator[tuple[str, str]]:
    """Yield English tokens that only share a stem with a word of the store, and what is meant.

    That sounds the same: "earings" are earrings, though "ears" has the stem of both.
    """
    if analysis.language_of_words() != "english":
        return
    for token in tokens:
        written = {*store_words.written_forms(analysis.term(token))}
        is_short = len(token) < spelling.ONE_TYPO
        # Not may_be_typo(): goods have names of one stem with the typo, such as "chess".
        if is_short or not written or written & {token, token.removesuffix("s")}:
            continue
        if dictionary.has(token) or synonyms.is_in_name(token):
            continue
        near = spelling.within_a_letter(token, store_words)
        sound = spelling.sounds(token)
        if alike := next((each for each in near if spelling.sounds(each) == sound), ""):
            yield token, alike


def may_be_typo(token: str, store_words: StoreWords) -> bool:
    """Return whether the token is no word of the language, and none that the shop or goods have."""
    if token in store_words.thesaurus.tokens or store_words.thesaurus.ignores(token):
        return False
    if dictionary.has(token) or any(compounds.words_of_compound(token, store_words)):
        return False
    return not (synonyms.of_language((token,)) or synonyms.is_in_name(token))


def part_of_category(token: str, tokens: Sequence[str], store_words: StoreWords) -> str:
    """Return the token with one letter changed, if it names a category with a neighbor then.

    "Neil polish" is "nail polish" in a store with such a category. Return "" if nothing does.
    """
    place = tokens.index(token)
    before, after = tokens[max(0, place - 1) : place], tokens[place + 1 : place + 2]
    for correct in spelling.within_a_letter(token, store_words) if before or after else ():
        pairs = ((*before, correct), (correct, *after))
        names = (tuple(map(analysis.term, pair)) for pair in pairs if len(pair) > 1)
        if any(map(store_words.values.has_category, names)):
            return correct
    return ""


def other_name(token: str, store_words: StoreWords) -> str:
    """Return the name of goods that is meant, if the store has them under another: else "".

    "Bycicle" is "bicycle" in a store of bikes.
    """
    name = spelling.correct(token, dict.fromkeys(synonyms.names_of_language(), 0))
    synonym_phrases = synonyms.of_language((name,)) if name else ()
    return name if any(all(map(store_words.knows, phrase)) for phrase in synonym_phrases) else ""


def free_of(token: str, store_words: StoreWords) -> str:
    """Return "sugarfree" for "sugerfree", "" for a token without such an ending."""
    parts = re.fullmatch(rf"(\w{{4,}}?)((?:{language_rules().free}))", token)
    correct = spelling.correction(parts[1], store_words, frozenset()) if parts else ""
    return f"{correct}{parts[2]}" if parts and correct else ""


def unknown_tokens(tokens: Sequence[str], store_words: StoreWords) -> Iterator[str]:
    """Yield the tokens that the store has not, however they are written, joined or taken apart."""
    joined = {
        place
        for start in range(len(tokens))
        for place in range(start, start + compounds.parts_of_one(tokens[start:], store_words))
    }
    for place, token in enumerate(tokens):
        if not (
            place in joined
            or store_words.knows(token)
            or compounds.taken_apart(token, store_words)
            or variants(token, store_words)
            or compounds.ending_with(token, store_words)
        ):
            yield token
