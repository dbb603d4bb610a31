"""The words of queries that express constraints, as data for each language."""

from catalog_search import conf
from catalog_search.text.rules.english import ENGLISH
from catalog_search.text.rules.french import FRENCH
from catalog_search.text.rules.german import GERMAN
from catalog_search.text.rules.language import ANYONE, LanguageRules
from catalog_search.text.rules.numbers import NumberWords
from catalog_search.text.rules.spanish import SPANISH

__all__ = ["ANYONE", "ENGLISH", "LanguageRules", "NumberWords", "language_rules"]

RULES = {"german": GERMAN, "spanish": SPANISH, "french": FRENCH}
"""Rules by LANGUAGE. English is read beside each of them; other languages have only that."""


def language_rules() -> LanguageRules:
    """Return the rules of the catalogue's LANGUAGE together with the English ones."""
    return conf.once("language rules", combined_rules)


def combined_rules() -> LanguageRules:
    own = RULES.get(conf.settings().language)
    return own.beside(ENGLISH) if own else ENGLISH
