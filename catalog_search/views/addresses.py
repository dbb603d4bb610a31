"""Addresses of the pages that lists have many links to.

Django resolves a name anew for each link, which is a fifth of what a card costs.
"""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

ANY_KEY = "9223372036854775807"
"""A primary key that no row has."""


def page_of(name: str, key: int) -> str:
    """Return the address of the page of this name for the row with this key."""
    return address(name, (int(ANY_KEY),), *project()).replace(ANY_KEY, str(key))


def page(name: str) -> str:
    """Return the address of the page of this name."""
    return address(name, (), *project())


def project() -> tuple[str | None, ...]:
    """Return all that the addresses of a project depend on."""
    return get_script_prefix(), get_urlconf(), get_language()


@lru_cache(maxsize=1000)
def address(name: str, keys: tuple[int, ...], *_project: str | None) -> str:
    return reverse(f"catalog_search:{name}", args=keys)
