"""The searches of a shop: by text, photo, scene and similarity, and autocomplete."""

from catalog_search.search.photo import by_photo
from catalog_search.search.text import by_text

__all__ = ["by_photo", "by_text"]
