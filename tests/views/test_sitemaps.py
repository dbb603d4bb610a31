"""The sitemaps of docs/howto/search-engines.md, in bounded pages."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from catalog_search.models import Product
from catalog_search.sitemaps import CategorySitemap, ProductSitemap
from tests.support.shops.factories import make_category, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).parents[2] / "docs/howto/search-engines.md"

urlpatterns: list[Any] = [path("", include("catalog_search.urls"))]
"""With what the docs add, executed as they have it."""
exec(DOCS.read_text().partition("```python\n")[2].partition("```")[0])  # noqa: S102


@pytest.fixture(autouse=True)
def with_sitemaps(settings: Any) -> None:
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.sitemaps"]
    settings.ROOT_URLCONF = __name__


def locations(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.findall(r"<loc>http://(?:testserver|example.com)(.*?)</loc>", answer.content.decode())


def sold(**fields: object) -> Product:
    product = make_product(**fields)
    make_photo(product)
    return product


def test_visible_products_with_photos_whose_page_is_here(client: Client) -> None:
    assert apps.is_installed("django.contrib.sitemaps")
    own, local = sold(), sold(url="/shop/cup/")
    sold(visible=False)
    sold(url="https://shop.example/cup")
    make_product(title="without photo")
    make_photo(make_product(store=make_store("other", "Other")))
    addresses = locations(client, "/sitemap-products.xml")
    assert addresses == [f"/products/{own.pk}/", "/shop/cup/"]
    assert local.url in addresses
    assert "<lastmod>" in client.get("/sitemap-products.xml").content.decode()


def test_with_pages_of_its_own_all_products_are_here(client: Client, settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "OWN_PRODUCT_PAGES": True}
    product = sold(url="https://shop.example/cup")
    assert locations(client, "/sitemap-products.xml") == [f"/products/{product.pk}/"]


def test_pages_are_bounded_and_cost_the_same_for_many(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProductSitemap, "limit", 3)
    products = [sold() for _ in range(7)]
    make_category("Mugs")
    index = locations(client, "/sitemap.xml")
    assert index == [
        *("/sitemap-products.xml", "/sitemap-products.xml?p=2", "/sitemap-products.xml?p=3"),
        "/sitemap-categories.xml",
    ]
    pages = [locations(client, address) for address in index[:3]]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [each for page in pages for each in page] == [f"/products/{p.pk}/" for p in products]
    with CaptureQueriesContext(connection) as captured:
        client.get("/sitemap-products.xml?p=2")
    assert len(captured) == 3
    assert client.get("/sitemap-products.xml?p=4").status_code == 404
    assert client.get("/sitemap-products.xml?p=x").status_code == 404


def test_an_empty_store_has_an_empty_page(client: Client) -> None:
    assert locations(client, "/sitemap-products.xml") == []


def test_categories_are_the_lists_of_their_products(client: Client) -> None:
    make_category("Home > Mugs & cups")
    make_category("Toys", make_store("other", "Other"))
    assert locations(client, "/sitemap-categories.xml") == ["/?category=Home+%3E+Mugs+%26+cups"]
    assert CategorySitemap.limit == 10_000
