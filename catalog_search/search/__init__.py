"""What shoppers ask for: by words, by photo, by scene, by product, while they type."""

from catalog_search.search.photo import by_photo
from catalog_search.search.text import by_text

__all__ = ["by_photo", "by_text"]
