"""Every list: who may see it, that it shows text as text, and how many queries it takes."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.sites import site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog_search.models import Hotspot, Look, Photo, Policy, Product, Store, SyncRun
from tests.support.admin_pages import blocked_photo, page, quarantined_photo, suggestion, text_of
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db


LISTS = (
    "store",
    "product",
    "photo",
    "blockedphoto",
    "quarantinedphoto",
    "categorysuggestion",
    "syncrun",
    "policy",
    "category",
)


NASTY = '<script>alert("x")</script>'


def one_of_each() -> None:
    make_category(NASTY)
    product = make_product(title=NASTY, sku=NASTY, category=NASTY, brand=NASTY, colors=[NASTY])
    make_indexed_photo(product, key=f"{NASTY}.png")
    blocked_photo(product=product, key=f"{NASTY}-b.png")
    Photo.objects.filter(pk=quarantined_photo().pk).update(reason=NASTY)
    suggestion(product=product, category=NASTY)
    Policy.objects.create(store=make_store(), name=NASTY, words=NASTY)
    problem = {"where": NASTY, "line": 3, "reason": NASTY}
    SyncRun.objects.create(store=make_store(), problems=[problem], message=NASTY)
    Store.objects.update(name=NASTY)


class TestWhoMaySee:
    @pytest.mark.parametrize("model", LISTS)
    def test_superuser_sees_every_list(self, boss: Client, model: str) -> None:
        one_of_each()
        assert boss.get(page(model)).status_code == 200

    @pytest.mark.parametrize("model", LISTS)
    def test_staff_with_view_only_sees_lists_without_buttons(
        self, viewer: Client, model: str
    ) -> None:
        one_of_each()
        html = text_of(viewer.get(page(model)))
        assert "catalog-button" not in html
        assert 'name="action"' not in html

    @pytest.mark.parametrize("model", LISTS)
    def test_anonymous_is_asked_to_log_in(self, client: Client, model: str) -> None:
        response = client.get(page(model))
        assert response.status_code == 302
        assert "/login/" in response["Location"]

    @pytest.mark.parametrize("model", LISTS)
    def test_nothing_from_the_catalogue_is_taken_for_html(self, boss: Client, model: str) -> None:
        one_of_each()
        response = boss.get(page(model))
        assert NASTY not in text_of(response)
        admin = site._registry[apps.get_model("catalog_search", model)]
        for row in admin.get_queryset(response.wsgi_request):
            response = boss.get(page(model, "change", row.pk))
            assert response.status_code == 200
            assert NASTY not in text_of(response)

    def test_rows_the_sync_makes_are_neither_added_nor_deleted(self, boss: Client) -> None:
        product = make_product()
        assert boss.get(page("product", "add")).status_code == 403
        assert boss.post(page("product", "delete", product.pk), {"post": "yes"}).status_code == 403
        assert Product.objects.filter(pk=product.pk).exists()


@pytest.mark.parametrize("model", LISTS)
def test_list_takes_as_many_queries_for_many_rows_as_for_few(boss: Client, model: str) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            blocked_photo()
            quarantined_photo()
            row = suggestion()
            make_indexed_photo(row.product)
            number = Photo.objects.count()
            Policy.objects.create(store=make_store(), name=f"p{number}", words="w")
            make_category(f"C{number}")
            SyncRun.objects.create(store=make_store(), state="done")
            make_store(f"s{number}", name=f"s{number}")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            boss.get(page(model))
        return len(seen)

    fill(2)
    queries()
    few = queries()
    fill(6)
    assert queries() == few


def test_a_look_with_many_hotspots_takes_no_more_queries(
    boss: Client, django_assert_max_num_queries: Any
) -> None:
    look = Look.objects.create(store=make_store(), title="Terrace", slug="terrace")
    for number in range(12):
        product = make_product(sku=f"p{number}", title=f"thing {number}")
        Hotspot.objects.create(look=look, product=product, x=0.5, y=0.5)
    with django_assert_max_num_queries(8):
        page = text_of(boss.get(f"/admin/catalog_search/look/{look.pk}/change/"))
    assert all(f"selected>thing {number}</option>" in page for number in range(12))
