"""What people decided leaves the desk as JSON, page by page since a moment."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog_search.categories import decisions
from catalog_search.desk.categories import decided
from catalog_search.indexing import editing
from catalog_search.models import Product
from tests.support.admin_pages import suggestion
from tests.support.shops.factories import make_product, make_store

pytestmark = pytest.mark.django_db


def asked(client: Client, address: str = "", **query: object) -> dict[str, Any]:
    address = address or reverse("catalog_search:desk_decided", args=["demo"])
    answer: dict[str, Any] = client.get(address, query).json()
    return answer


def test_categories_tags_and_what_was_undone(viewer: Client) -> None:
    make_product(sku="untouched")
    first = suggestion(product=make_product(sku="lamp"), category="Home > Lamps")
    decisions.accept([first], by="ann")
    editing.add_tag([make_product(sku="rug", attributes={"cost": 3})], "Sale")
    lamp, rug = asked(viewer)["products"]
    assert (lamp["sku"], lamp["category"], lamp["category_chosen_by"]) == (
        *("lamp", "Home > Lamps"),
        "model",
    )
    # A cost price, which the source gave, is nobody's decision.
    assert (rug["sku"], rug["tags"], rug["attributes"]) == ("rug", ["Sale"], {"tags": ["Sale"]})
    decisions.undo([first], by="ann")
    later = asked(viewer, since=rug["decided_at"])["products"]
    assert [(row["sku"], row["category"]) for row in later] == [("rug", ""), ("lamp", "")]


def test_pages_end_and_miss_nothing(viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decided, "ROWS", 2)
    at = timezone.now()
    for number in range(7):
        make_product(sku=f"{number}", decided_at=at + timedelta(seconds=number // 4))
    found: list[str] = []
    page = asked(viewer)
    while True:
        found += [row["sku"] for row in page["products"]]
        if page["next"] is None:
            break
        page = asked(viewer, page["next"])
    assert found == list("0123456")
    since = (at + timedelta(seconds=1)).isoformat()
    assert [row["sku"] for row in asked(viewer, since=since)["products"]] == ["4", "5"]


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"after": "x"},
        {"since": "2026-13-01"},
        {"since": "0001-01-01T00:00:00+05:00"},
        {"since": "9999-12-31T23:59:59-05:00"},
    ],
)
def test_what_cannot_be_read(viewer: Client, query: dict[str, str]) -> None:
    make_store()
    response = viewer.get(reverse("catalog_search:desk_decided", args=["demo"]), query)
    assert (response.status_code, "since must be" in response.json()["error"]) == (400, True)


def test_a_sync_moves_nothing_to_the_front(viewer: Client) -> None:
    make_store()
    product = make_product(sku="rug")
    Product.objects.filter(pk=product.pk).update(title="Another")
    assert asked(viewer)["products"] == []


@pytest.mark.parametrize("middleware", [[], ["LoginRequiredMiddleware"]])
def test_programs_that_may_not_are_answered_in_json(
    client: Client, settings: Any, middleware: list[str]
) -> None:
    further = [f"django.contrib.auth.middleware.{each}" for each in middleware]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, *further]
    make_store()
    address = reverse("catalog_search:desk_decided", args=["demo"])
    for accept in ("*/*", "application/json", "text/html"):
        response = client.get(address, headers={"accept": accept})
        assert response.status_code == 401
        assert "Log in" in response.json()["error"]
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    response = client.get(address)
    assert response.status_code == 403
    assert "view_product" in response.json()["error"]


def test_programs_are_answered_in_json_of_a_store_that_there_is_not(viewer: Client) -> None:
    make_store()
    response = viewer.get(reverse("catalog_search:desk_decided", args=["nowhere"]))
    assert response.status_code == 404
    assert "nowhere" in response.json()["error"]
