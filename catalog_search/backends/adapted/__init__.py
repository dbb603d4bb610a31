"""An encoder that passes another encoder's vectors through trained adapters."""

from catalog_search.backends.adapted.encoder import AdaptedEncoder

__all__ = ["AdaptedEncoder"]
