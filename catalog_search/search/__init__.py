"""The searches of a shop. Public are the functions here; see docs/reference/python.md."""

from catalog_search.search.public import by_photo, by_text, shop_the_look, similar_to

__all__ = ["by_photo", "by_text", "shop_the_look", "similar_to"]
