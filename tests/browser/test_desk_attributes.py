"""Suggested attributes in the category queue, in a real chromium: by keys, a phone, no script."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from catalog_search.categories import suggestions
from catalog_search.models import CategorySuggestion, Product
from tests.support.browsing import DESK, IN_A_BROWSER, PHONE, settle
from tests.support.gestures import grave_violations
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = IN_A_BROWSER
SHOTS = os.environ.get("SCREENSHOTS", "")
"""A folder: pages are kept there as pictures, to be looked at."""
QUEUE = "/desk/demo/categories/"
State = CategorySuggestion.State


@pytest.fixture(autouse=True)
def declared(settings: Any) -> None:
    finish = {"values": {"Warm": "red", "Cold": "blue", "Fresh": "green"}}
    moods = {"values": {"Lively": "red", "Calm": "blue"}, "several": True}
    attributes = {"finish": finish, "moods": moods, "color": {}}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ATTRIBUTES": attributes}


def fill() -> None:
    for number, color in enumerate(("red", "green", "blue", "red")):
        title = f"Unsorted {color} thing {number}"
        make_indexed_photo(make_product(title=title, brand="Acme"), color)
    suggestions.suggest(make_store())


def enter(visit: Any, **options: Any) -> Page:
    """Open a window in which an editor is logged in."""
    client = Client()
    client.force_login(
        User.objects.get_or_create(username="ed", is_staff=True, is_superuser=True)[0]
    )
    visitor = visit(**options)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    visitor.context.add_cookies([{**cookie, "domain": "localhost", "path": "/"}])
    page: Page = visitor.page
    return page


def keep(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"attributes-{name}.png", full_page=True)


def title(page: Page) -> str:
    return page.locator("[data-card]:not([hidden]) h2").inner_text()


def attributes_of(named: str) -> dict[str, Any]:
    """Return the declared ones: products of the shop have others."""
    attributes = Product.objects.get(title=named).attributes
    return {name: attributes[name] for name in ("finish", "moods") if name in attributes}


def test_values_are_decided_by_keys(visit: Any) -> None:
    fill()
    page = enter(visit)
    page.goto(QUEUE)
    page.get_by_text("Filter", exact=True).first.click()
    page.get_by_label("Suggested is").select_option("Finish")
    page.get_by_role("button", name="Filter").click()
    visible = page.locator("[data-card]:not([hidden])")
    expect(visible.get_by_text("Finish: which?")).to_be_visible()
    first = title(page)
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("Accepted: finish:")
    assert set(attributes_of(first)) == {"finish"}
    second = title(page)
    assert second != first
    page.keyboard.press("e")
    field = page.get_by_role("combobox", name="Another value").locator("visible=true")
    expect(field).to_be_focused()
    page.keyboard.type("fre")
    expect(page.get_by_role("option", name="Fresh")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"finish: Fresh for {second}")
    assert attributes_of(second) == {"finish": "Fresh"}
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("Undone: finish: Fresh")
    assert attributes_of(second) == {}


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_pages_fit_and_axe_finds_nothing_serious(visit: Any, size: tuple[int, int]) -> None:
    fill()
    page = enter(visit, size=size)
    addresses = {"finish": "?about=finish", "moods": "?about=moods", "color": "?about=color"}
    addresses |= {"bulk": "bulk/?about=color", "every": "bulk/", "log": "decisions/"}
    for name, address in addresses.items():
        page.goto(QUEUE + address)
        settle(page)
        if name == "finish":
            page.get_by_role("button", name="Accept").click()
            expect(page.get_by_role("status")).to_contain_text("Accepted:")
        assert not grave_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        keep(page, f"{name}-{size[0]}")


def test_decides_without_a_script(visit: Any) -> None:
    fill()
    page = enter(visit, java_script_enabled=False)
    page.goto(QUEUE + "?about=moods")
    first = title(page)
    page.get_by_role("textbox", name="Another value").fill("l")
    page.get_by_role("button", name="Set").click()
    offered = page.get_by_role("button", name="Lively", exact=True)
    expect(offered).to_be_visible()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Accepted: moods:")).to_be_visible()
    assert len(attributes_of(first)["moods"]) == 1
    page.get_by_role("button", name="Undo my last decision").click()
    expect(page.get_by_text("Undone:")).to_be_visible()
    assert attributes_of(first) == {}
