"""A cache between the pages and their visitors keeps what one of them viewed from the others."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.urls import clear_url_caches, include, path, reverse
from django.views.decorators.cache import cache_page
from django.views.decorators.vary import vary_on_cookie

from catalog_search.models import Product
from tests.support.shops.factories import make_indexed_photo, make_product

pytestmark = pytest.mark.django_db

UPDATE = "django.middleware.cache.UpdateCacheMiddleware"
FETCH = "django.middleware.cache.FetchFromCacheMiddleware"
CSRF = "django.middleware.csrf.CsrfViewMiddleware"
SESSIONS = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)


def home(request: HttpRequest) -> HttpResponse:
    """A page of the project's own."""
    template = engines["django"].from_string("{% load catalog_search %}{% recently_seen %}")
    return HttpResponse(template.render({}, request))


urlpatterns = [
    path("home/", home),
    path("kept/", cache_page(60)(home)),
    path("kept/each/", cache_page(60)(vary_on_cookie(home))),
    path("", include("catalog_search.urls")),
]


@pytest.fixture
def viewed(settings: Any) -> Iterator[Product]:
    """Cache the whole site, and return a product to look at."""
    settings.ROOT_URLCONF = __name__
    locmem = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": locmem, "LOCATION": __name__}}
    own = [each for each in settings.MIDDLEWARE if each != CSRF]
    settings.MIDDLEWARE = [UPDATE, *own, FETCH]
    clear_url_caches()
    yield make_indexed_photo(make_product(title="red mug")).product


def without_sessions(settings: Any) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each not in SESSIONS]


def shows(visitor: Client, page: str) -> bool:
    response = visitor.get(page)
    assert response.status_code == 200
    return "Recently viewed" in response.text


@pytest.mark.parametrize("has_sessions", [True, False])
def test_the_start_page_is_each_visitors_own(
    viewed: Product, settings: Any, has_sessions: bool
) -> None:
    if not has_sessions:
        without_sessions(settings)
    stranger, visitor, other = Client(), Client(), Client()
    assert not shows(stranger, "/")
    visitor.get(reverse("catalog_search:product", args=[viewed.pk]))
    assert shows(visitor, "/")
    assert not shows(other, "/")


def test_a_products_page_is_each_visitors_own(viewed: Product, settings: Any) -> None:
    without_sessions(settings)
    seen, visitor = make_indexed_photo(make_product(title="blue mug")).product, Client()
    visitor.get(reverse("catalog_search:product", args=[seen.pk]))
    page = reverse("catalog_search:product", args=[viewed.pk])
    # A prefetched page is not one that was viewed.
    prefetched = visitor.get(page, headers={"Sec-Purpose": "prefetch"})
    assert "Recently viewed" in prefetched.text
    assert not shows(Client(), page)


def test_a_page_of_the_projects_own_varies_by_cookie(viewed: Product) -> None:
    visitor = Client()
    assert not shows(Client(), "/home/")
    visitor.get(reverse("catalog_search:product", args=[viewed.pk]))
    assert shows(visitor, "/home/")
    assert not shows(Client(), "/home/")


@pytest.mark.parametrize("page", ["/kept/", "/kept/each/"])
def test_a_page_that_is_kept_shows_nobody_what_another_viewed(
    viewed: Product, settings: Any, page: str
) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each not in (UPDATE, FETCH)]
    visitor = Client()
    visitor.get(reverse("catalog_search:product", args=[viewed.pk]))
    assert shows(visitor, page)
    assert not shows(Client(), page)
    assert shows(visitor, page) == (page == "/kept/each/")


def test_results_are_shared_by_all(viewed: Product, settings: Any) -> None:
    without_sessions(settings)
    assert "Cookie" not in Client().get("/?q=mug").get("Vary", "")
