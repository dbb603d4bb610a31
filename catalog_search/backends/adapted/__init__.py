"""An encoder with trained adapters behind it."""

from catalog_search.backends.adapted.encoder import AdaptedEncoder

__all__ = ["AdaptedEncoder"]
