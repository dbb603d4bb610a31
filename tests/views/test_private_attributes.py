"""Attributes of the source that only the merchant may see."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog_search.models import Product
from catalog_search.text.analysis import tokens
from catalog_search.text.store import words_cache
from tests.support.pages import send
from tests.support.searching import by_text
from tests.support.shops.factories import color_bytes, make_indexed_photo, make_product, make_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean")]

PRIVATE: dict[str, Any] = {
    "cost_price": "4.17zz",
    "supplier": "Zuliefer GmbH",
    "Supplier SKU": "ZQ-778811",
    "margin": 0.6317,
    "internal": {"buyer": "Zacharias", "notes": ["zloty"]},
    "notes": ["zurück", {"by": "Zoe"}],
    "MATERIAL": "zinc",
}
SECRETS = (
    *("4.17zz", "zuliefer", "zq-778811", "zq778811", "778811", "0.6317", "zacharias", "zloty"),
    *("zurück", "zuruck", "zoe", "zinc", "cost price", "cost_price", "supplier", "margin"),
)


@pytest.fixture
def product(settings) -> Product:
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "FACETS": ["fit"],
        "SHOWN_ATTRIBUTES": ["material", "washable", "pieces", "deep"],
    }
    shown = {
        **{"material": "tin", "fit": ["slim"], "washable": True, "pieces": 4},
        "deep": {"width": 10, "zsecret": "zacharias"},
    }
    product = make_product(
        title="Red lamp",
        brand="Acme",
        category="Lamps",
        colors=["red"],
        price=Decimal(9),
        attributes={**PRIVATE, **shown},
    )
    make_indexed_photo(product, "red")
    make_indexed_photo(make_product(title="Red chair", brand="Bolt", category="Seats"), "red")
    return product


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text.casefold()]


def shopper_pages(client: Client, product: Product) -> list[str]:
    photo = product.photos.get()
    return [
        "/",
        "/?q=lamp",
        "/?q=tin",
        "/?fit=slim",
        f"/products/{product.pk}/",
        reverse("catalog_search:similar_photo", args=[photo.pk]),
        f"{reverse('catalog_search:more_like')}?like={product.pk}",
        f"{reverse('catalog_search:suggestions')}?q=z",
        f"{reverse('catalog_search:suggestions')}?q=re",
        "/api/search",
        "/api/search?q=lamp",
        f"/api/products/{product.pk}/similar",
        "/api/openapi.json",
    ]


def test_no_page_and_no_answer_of_the_api_tells_them(client: Client, product: Product) -> None:
    for address in shopper_pages(client, product):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert told(answer.content.decode()) == [], address
    html = send(client, color_bytes("red"), "photo").content.decode()
    assert "Red lamp" in html
    assert told(html) == []


def test_the_product_page_shows_those_that_settings_name(client: Client, product: Product) -> None:
    page = client.get(f"/products/{product.pk}/").content.decode()
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert facts == {
        **{"Color": "red", "Material": "tin", "Fit": "slim"},
        **{"Washable": "yes", "Pieces": "4"},
    }


@pytest.mark.parametrize("secret", ["zuliefer", "zinc", "zacharias", "zurück", "ZQ-778811", "zoe"])
def test_no_search_matches_or_corrects_to_them(
    client: Client, product: Product, secret: str
) -> None:
    words = words_cache.of_store(make_store())
    assert not any(words.knows(token) for token in tokens(secret))
    results = by_text(make_store(), f"{secret} thing")
    assert results.corrected == ""
    assert all(not item.reasons for item in results.items if "photo" not in str(item.reasons))
    near = f"{secret[:-1]}x"
    assert by_text(make_store(), near).corrected == ""
    suggested = client.get(reverse("catalog_search:suggestions"), {"q": secret[:3]})
    assert told(suggested.content.decode().split("cs-suggest-list", 1)[1]) == []


def test_a_shown_attribute_is_searched_and_given_as_a_reason(product: Product) -> None:
    [best, *_] = by_text(make_store(), "tin").items
    assert best.product == product
    assert "tin" in str(best.reasons[0])


def test_an_attribute_that_is_not_named_is_no_filter(client: Client, product: Product) -> None:
    everything = client.get("/").context["results"].total
    assert client.get("/?supplier=nobody").context["results"].total == everything
    assert client.get("/api/search?supplier=nobody").status_code == 400
    facets = json.loads(client.get("/api/search").content)["facets"]
    assert [facet["name"] for facet in facets if facet["name"] in {*PRIVATE, "material"}] == []


def test_an_object_in_a_facet_is_no_choice(client: Client, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["size"]}
    attributes = {"size": [{"eu": 42, "cost": 3}, "43", ["44", None]]}
    make_indexed_photo(make_product(title="Boot", attributes=attributes), "red")
    facets = {facet.name: facet for facet in client.get("/").context["results"].facets}
    assert {value.value for value in facets["size"].values} == {"43", "44"}


def test_staff_see_all_of_them_in_the_admin(admin_client: Client, product: Product) -> None:
    address = reverse("admin:catalog_search_product_change", args=[product.pk])
    page = admin_client.get(address).content.decode()
    assert "Zuliefer GmbH" in page
    assert "cost_price" in page
