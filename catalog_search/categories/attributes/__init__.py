"""Declared attributes: values that the model suggests beside categories, and people decide on."""

from catalog_search.categories.attributes.suggesting import learn, suggest

__all__ = ["learn", "suggest"]
