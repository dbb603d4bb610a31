"""Admin sites of a project's own, and sites on which some of our models are not registered."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import clear_url_caches, include, path

from catalog_search.models import CategorySuggestion, Photo, SyncRun
from tests.admin.test_lists import LISTS, one_of_each

pytestmark = pytest.mark.django_db

OFFICE = admin.AdminSite(name="office")
HOME = admin.AdminSite(name="admin")

urlpatterns = [
    path("admin/", HOME.urls),
    path("office/", OFFICE.urls),
    path("", include("catalog_search.urls")),
]


def register(site: admin.AdminSite, *without: Any) -> None:
    ours = apps.get_app_config("catalog_search").get_models()
    for model in set(ours) - set(without):
        if model in admin.site._registry:
            site.register(model, type(admin.site._registry[model]))


def renew_urls() -> None:
    """Read a site's addresses again, of the models that it has now."""
    urlpatterns[0], urlpatterns[1] = path("admin/", HOME.urls), path("office/", OFFICE.urls)
    clear_url_caches()


@pytest.fixture
def staff(client: Client, settings: Any) -> Iterator[Client]:
    settings.ROOT_URLCONF = __name__
    client.force_login(User.objects.create_superuser("boss"))
    one_of_each()
    yield client
    for site in (HOME, OFFICE):
        site._registry.clear()


def pages(client: Client, site: str) -> Iterator[str]:
    """Yield each list, and the page of its first row if it leads there."""
    for model in LISTS:
        shown = client.get(f"/{site}/catalog_search/{model}/")
        if shown.status_code != 404:
            assert shown.status_code == 200
            yield shown.text
            row = re.search(rf"/{site}/catalog_search/{model}/[0-9]+/change/", shown.text)
            if row:
                response = client.get(row[0])
                assert response.status_code == 200
                yield response.text


@pytest.mark.parametrize("are_both", [True, False], ids=["two sites", "moved"])
def test_links_of_a_site_of_ones_own_stay_on_it(staff: Client, are_both: bool) -> None:
    register(OFFICE)
    if are_both:
        register(HOME)
    renew_urls()
    shown = list(pages(staff, "office"))
    assert len(shown) > len(LISTS)
    links = re.findall(
        r'(?:href|src|action)="(/(?:admin|office)/catalog_search/[^"]*)"', "".join(shown)
    )
    assert any("/thumbnail/" in link for link in links)
    assert any("/do/" in link for link in links)
    assert [link for link in links if not link.startswith("/office/")] == []


@pytest.mark.parametrize("model", [Photo, SyncRun, CategorySuggestion])
def test_what_a_site_does_not_have_is_text(staff: Client, model: Any) -> None:
    register(HOME, model)
    renew_urls()
    shown = list(pages(staff, "admin"))
    assert len(shown) > len(LISTS)
    assert f"/admin/catalog_search/{model._meta.model_name}/" not in "".join(shown)


def test_a_button_of_a_row_leads_back_to_its_list(staff: Client) -> None:
    register(OFFICE)
    renew_urls()
    shown = staff.get("/office/catalog_search/store/").text
    [button] = re.findall(r'formaction="([^"]*)"', shown)
    response = staff.post(button)
    assert response.headers["Location"] == "/office/catalog_search/store/"
