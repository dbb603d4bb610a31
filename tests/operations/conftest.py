"""A shop, and the fixtures of its pages."""

from tests.views.conftest import clean, shop

__all__ = ["clean", "shop"]
