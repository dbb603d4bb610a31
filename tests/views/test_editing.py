"""What all pages of people who edit rows do with what addresses and forms say."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import QueryDict
from django.test import RequestFactory

from catalog_search.admin.base import CatalogAdmin
from catalog_search.desk import urls as desk_urls
from catalog_search.models import Product
from catalog_search.views.editing import without_nul


def views() -> Iterator[Any]:
    """Yield the views of the desk and of this app's admin."""
    own = [each for each in admin.site._registry.values() if isinstance(each, CatalogAdmin)]
    for pattern in [*desk_urls.urlpatterns, *(url for each in own for url in each.get_urls())]:
        yield pattern.callback


def test_no_view_of_the_desk_or_the_admin_meets_nul() -> None:
    for view in views():
        request = RequestFactory().post("/?q=a%00b", {"words": ["x\0", "y"]})
        with suppress(Exception):  # Without a user there is no page.
            view(request)
        assert (request.GET["q"], request.POST.getlist("words")) == ("ab", ["x", "y"]), view


def test_what_has_none_stays_as_it_is() -> None:
    query = QueryDict("q=a&q=%2500&q=%0a%20&empty=")
    assert without_nul(query) is query
    cleaned = without_nul(QueryDict("q=%00&a%00=1&a=2&q=b%00"))
    assert dict(cleaned.lists()) == {"q": ["", "b"], "a": ["1", "2"]}


def test_what_is_typed_into_the_admin_finds_rows() -> None:
    rows: QuerySet[Product] = admin.site.get_model_admin(Product).get_search_results(
        RequestFactory().get("/"), Product.objects.all(), "re\0d"
    )[0]
    assert "\0" not in str(rows.query)
