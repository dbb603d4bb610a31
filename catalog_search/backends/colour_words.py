"""The former name of color_words, kept for settings that still use it."""

from catalog_search.backends.color_words import ColorWordsEncoder as ColourWordsEncoder

__all__ = ["ColourWordsEncoder"]
