"""Words that mean the same to a shop, from the SYNONYMS setting.

A list of words is a group: each finds all. A dictionary leads one way: its keys find its values.
    [["sofa", "couch", "settee"], {"trousers": ["jeans", "chinos"]}]
A synonym may be several words: "running shoes".
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog_search import conf
from catalog_search.exceptions import WrongSettings
from catalog_search.text import analysis

Phrase = tuple[str, ...]
"""One or several tokens."""


def known() -> Mapping[Phrase, tuple[Phrase, ...]]:
    """Return what each phrase also stands for, by its terms. Raises WrongSettings."""
    return conf.once("synonyms", lambda: read(conf.get("SYNONYMS")))


def read(setting: Sequence[Any]) -> Mapping[Phrase, tuple[Phrase, ...]]:
    found: dict[Phrase, list[Phrase]] = defaultdict(list)
    for asked, meant in pairs(setting):
        key, value = terms(asked), tuple(analysis.tokens(meant))
        if key and value and terms(meant) != key and value not in found[key]:
            found[key].append(value)
    return {key: tuple(values) for key, values in found.items() if values}


def pairs(setting: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for entry in setting:
        if isinstance(entry, Mapping):
            for asked, meant in entry.items():
                words = [meant] if isinstance(meant, str) else meant
                yield from ((str(asked), str(word)) for word in words)
        elif isinstance(entry, list | tuple):
            yield from ((str(one), str(other)) for one in entry for other in entry)
        else:
            raise WrongSettings(
                f"SYNONYMS takes lists of words and dictionaries of word to words, not {entry!r}."
            )


def terms(text: str) -> Phrase:
    return tuple(analysis.term(token) for token in analysis.tokens(text))


def of(phrase: Phrase) -> tuple[Phrase, ...]:
    """Return what the tokens also stand for, whatever their endings."""
    return known().get(tuple(analysis.term(token) for token in phrase), ())


def words() -> frozenset[str]:
    """Return every token that SYNONYMS asks for: they are words, though no product has them."""
    return conf.once("synonym words", lambda: frozenset(asked_tokens(conf.get("SYNONYMS"))))


def asked_tokens(setting: Sequence[Any]) -> Iterator[str]:
    for asked, _ in pairs(setting):
        yield from analysis.tokens(asked)
