"""Add to basket in a browser: on a card and on a product page, by keyboard, without JavaScript."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from playwright.sync_api import expect

from catalog_search import signals
from catalog_search.models import Product
from tests.support.browsing import DESK, IN_A_BROWSER, PHONE

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]

VARIANTS = [
    {"sku": f"v-{size}", "color": "red", "size": size, "in_stock": size != "M"} for size in "SML"
]


@pytest.fixture
def basket() -> Iterator[list[signals.AddedToBasket]]:
    """What the shop's receiver was told; it answers with a page of its own."""
    items: list[signals.AddedToBasket] = []

    def receive(item: signals.AddedToBasket, request: HttpRequest, **more: Any) -> HttpResponse:
        items.append(item)
        return HttpResponse(
            '<link rel="icon" href="/static/catalog_search/icon.svg"><h1>Your basket</h1>'
        )

    signals.added_to_basket.connect(receive)
    yield items
    signals.added_to_basket.disconnect(receive)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_shopper_fills_the_basket(
    visit: Any, basket: list[signals.AddedToBasket], size: tuple[int, int]
) -> None:
    product = Product.objects.get(title="Red thing 3")
    Product.objects.filter(pk=product.pk).update(variants=VARIANTS)
    page = visit(size=size, java_script_enabled=False).page
    page.goto("/?q=red+thing+3")
    keep(page, f"cards-{size[0]}")
    button = page.get_by_role("button", name="Add to basket: Red thing 3", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your basket")).to_be_visible()
    page.goto(f"/products/{product.pk}/")
    choice = page.get_by_label("Variant")
    assert choice.locator("option").all_inner_texts() == ["red S", "red L"]
    choice.select_option("v-L")
    keep(page, f"product-{size[0]}")
    page.get_by_role("button", name="Add to basket: Red thing 3", exact=True).click()
    expect(page.get_by_role("heading", name="Your basket")).to_be_visible()
    assert [(item.sku, item.variant) for item in basket] == [
        (product.sku, ""),
        (product.sku, "v-L"),
    ]


def keep(page: Any, name: str) -> None:
    """Take a picture, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/basket-{name}.png")
