"""The name that color_words had before; settings of older test suites still say it."""

from catalog_search.backends.color_words import ColorWordsEncoder as ColourWordsEncoder

__all__ = ["ColourWordsEncoder"]
