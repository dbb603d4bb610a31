"""Synonyms and stop words: of the SYNONYMS setting, of a store's own rows, and of the language.

A store's rows add to the setting. In the setting a list of words is a group: each word finds all
the others. A dictionary works one way: its keys find its values.
    [["sofa", "couch", "settee"], {"trousers": ["jeans", "chinos"]}]
A synonym may consist of several words: "running shoes".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from catalog_search import conf
from catalog_search.exceptions import WrongSettings
from catalog_search.exceptions import message as _
from catalog_search.models import Store, Synonym, databases
from catalog_search.models.merchandising.rules import MAX_RULES
from catalog_search.text import analysis
from catalog_search.text.english import SAME_TRAITS
from catalog_search.text.lists import same_goods
from catalog_search.text.rules import language_rules

Phrase = tuple[str, ...]
"""One or several tokens."""


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """The synonyms and stop words of a store's searches."""

    synonyms: Mapping[Phrase, tuple[Phrase, ...]] = field(default_factory=dict)
    """By phrase, whose tokens are terms."""
    tokens: frozenset[str] = frozenset()
    """Every token that has a synonym or is part of a phrase that has one.

    Such tokens are not typos, even if no product has them."""
    stop_terms: frozenset[str] = frozenset()

    def of(self, phrase: Phrase) -> tuple[Phrase, ...]:
        """Return the synonyms of the tokens, whatever the tokens' endings."""
        if not self.synonyms:
            return ()
        return self.synonyms.get(tuple(analysis.term(token) for token in phrase), ())

    def ignores(self, token: str) -> bool:
        """Return whether the token is a stop word of the store."""
        return bool(self.stop_terms) and analysis.term(token) in self.stop_terms


def of_settings() -> Thesaurus:
    """Return the synonyms of the SYNONYMS setting. Raises WrongSettings."""
    return conf.once("synonyms", lambda: thesaurus(conf.settings().synonyms))


def of_store(store: Store) -> Thesaurus:
    """Return the setting's synonyms with the store's own, read again only after a change."""
    if not store.synonyms_version:
        return of_settings()
    by_store: dict[int, tuple[int, Thesaurus]] = conf.once("synonyms of stores", dict)
    version, words = by_store.get(store.pk, (0, Thesaurus()))
    if version != store.synonyms_version:
        # A replica may have the new version and not yet the words, which would stay under it.
        words = databases.newest(lambda: read_thesaurus(store))
        by_store[store.pk] = store.synonyms_version, words
    return words


def read_thesaurus(store: Store) -> Thesaurus:
    """Return the setting's synonyms with those in the database."""
    entries: list[Any] = [*conf.settings().synonyms]
    ignored: list[str] = []
    for row in Synonym.objects.filter(store=store)[:MAX_RULES]:
        if row.kind == Synonym.Kind.STOP:
            ignored += row.phrases
        elif row.kind == Synonym.Kind.ONE_WAY:
            entries.append(dict.fromkeys(row.phrases, row.found_phrases))
        else:
            entries.append(row.phrases)
    return thesaurus(entries, ignored)


def thesaurus(setting: Sequence[Any], ignored: Sequence[str] = ()) -> Thesaurus:
    stop_terms = frozenset(term for text in ignored for term in terms(text))
    return Thesaurus(parse_setting(setting), frozenset(tokens_of(setting)), stop_terms)


def parse_setting(setting: Sequence[Any]) -> Mapping[Phrase, tuple[Phrase, ...]]:
    synonyms: dict[Phrase, list[Phrase]] = defaultdict(list)
    # Each name of a group is paired with all others.
    terms_of, tokens_in = cache(terms), cache(lambda text: tuple(analysis.tokens(text)))
    for phrase, synonym in pairs(setting):
        key, tokens = terms_of(phrase), tokens_in(synonym)
        if key and tokens and terms_of(synonym) != key and tokens not in synonyms[key]:
            synonyms[key].append(tokens)
    return {key: tuple(phrases) for key, phrases in synonyms.items() if phrases}


def pairs(setting: Sequence[Any]) -> Iterator[tuple[str, str]]:
    """Yield each phrase of the setting with each of its synonyms. Raises WrongSettings."""
    for entry in setting:
        if isinstance(entry, Mapping):
            for phrase, value in entry.items():
                synonyms = [value] if isinstance(value, str) else value
                yield from ((str(phrase), str(synonym)) for synonym in synonyms)
        elif isinstance(entry, list | tuple):
            yield from ((str(phrase), str(synonym)) for phrase in entry for synonym in entry)
        else:
            raise WrongSettings(
                _(
                    "SYNONYMS takes lists of words and dictionaries of word to words, not "
                    "%(entry)r.",
                    entry=entry,
                )
            )


def terms(text: str) -> Phrase:
    return tuple(analysis.term(token) for token in analysis.tokens(text))


def of_language(phrase: Phrase) -> tuple[Phrase, ...]:
    """Return other names of the same goods in the store's language, English only.

    They are for words that the store does not have: what it calls a "vest" is its own affair.
    Two words may be one and one may be two: a "night stand" is a nightstand.
    """
    return names_in_english(phrase) if analysis.language_of_words() == "english" else ()


@lru_cache(maxsize=10_000)
def names_in_english(phrase: Phrase) -> tuple[Phrase, ...]:
    """Return of_language() in English. A search asks about each of its phrases several times."""
    names = same_goods().beside(tuple(analysis.term(token) for token in phrase))
    names = names or same_goods().beside((analysis.term("".join(phrase)),))
    if not names and (name := name_of_two_words("".join(phrase))):
        names = [name, *same_goods().beside(terms(name))]
    return tuple(tuple(analysis.tokens(name)) for name in names)


def name_of_two_words(word: str) -> str:
    """Return the name of two words that the word is, "" if it is none: "night stand"."""
    names = same_goods().two_words
    return names.get(word) or names.get(word.removesuffix("s"), "")


def of_trait(phrase: Phrase) -> tuple[Phrase, ...]:
    """Return the other English names of the trait that the phrase names.

    In other languages that is a color in another form: "blanc" for "blanche".
    """
    if analysis.language_of_words() != "english":
        return forms_of_color(analysis.term(phrase[0])) if len(phrase) == 1 else ()
    return traits_in_english().get(tuple(analysis.term(token) for token in phrase), ())


def forms_of_color(term: str) -> tuple[Phrase, ...]:
    """Return the color's other forms, of which each is one token."""
    by_term = conf.once("forms of colors", color_forms)
    return by_term.get((term,), ())


def color_forms() -> Mapping[Phrase, tuple[Phrase, ...]]:
    return parse_setting([sorted(forms) for forms in language_rules().color_forms])


@cache
def traits_in_english() -> Mapping[Phrase, tuple[Phrase, ...]]:
    return english_groups(SAME_TRAITS.strip().splitlines())


def english_groups(lines: Iterable[str]) -> Mapping[Phrase, tuple[Phrase, ...]]:
    """Return the names on each line by name."""
    return parse_setting([line.split(",") for line in lines])


def names_of_language() -> Sequence[str]:
    """Return the names of goods in of_language() that are one word."""

    def names() -> Sequence[str]:
        if conf.settings().language != "english":
            return ()
        return [name for name in dict.fromkeys(same_goods().names()) if name.isalpha()]

    return conf.once("names of goods", names)


def is_in_name(token: str) -> bool:
    """Return whether the token is a word of a name in of_language(): "crossbody" of a bag."""

    def words() -> frozenset[str]:
        if conf.settings().language != "english":
            return frozenset()
        return frozenset(chain.from_iterable(map(str.split, same_goods().names())))

    return token in conf.once("words of names of goods", words)


def tokens_of(setting: Sequence[Any]) -> Iterator[str]:
    for phrase, _words in pairs(setting):
        yield from analysis.tokens(phrase)
