"""Addresses of the pages that lists have many links to.

Django resolves a name anew for each link, which is a fifth of what a card costs.
"""

from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

from catalog_search import conf
from catalog_search.models import Product

ANY_KEY = "9223372036854775807"
"""A primary key that no row has."""


def page_of(name: str, key: int) -> str:
    """Return the address of the page of this name for the row with this key."""
    return pages_of(name).replace(ANY_KEY, str(key))


def pages_of(name: str) -> str:
    """Return the address of the pages of this name, with ANY_KEY in place of the row's key."""
    return address(name, (int(ANY_KEY),), *project())


def product_page(product: Product) -> str:
    """Return the address of the product's page in the shop, or of its page here if it has none.

    With OWN_PRODUCT_PAGES it is the page here in any case.
    """
    return page_in_list(product, 0)


def page_in_list(product: Product, place: int, pages: str = "") -> str:
    """Return the address of the product's page in a list, where a click counts for its place.

    It counts for pages of this package; not if `place` is 0. `pages` is pages_of("product").
    """
    shop = "" if conf.settings().own_product_pages else web_address(product.url)
    if shop:
        return shop
    page = (pages or pages_of("product")).replace(ANY_KEY, str(product.pk))
    return f"{page}?at={place}" if place else page


def web_address(url: str) -> str:
    """Return the URL if it leads to a page, else "": a catalogue may also contain javascript:.

    "//host" and "/\\host" lead to another site, although they look like paths of this one.
    """
    is_path = url.startswith("/") and url[1:2] not in ("/", "\\")
    return url if is_path or url.lower().startswith(("https://", "http://")) else ""


def page(name: str) -> str:
    """Return the address of the page of this name."""
    return address(name, (), *project())


def project() -> tuple[str | None, ...]:
    """Return all that the addresses of a project depend on."""
    return get_script_prefix(), get_urlconf(), get_language()


@lru_cache(maxsize=1000)
def address(name: str, keys: tuple[int, ...], *_project: str | None) -> str:
    return reverse(f"catalog_search:{name}", args=keys)
