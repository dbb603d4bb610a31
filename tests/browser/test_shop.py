"""Journeys of a shopper in a real chromium, by pointer, by touch and by keyboard alone."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.support.browsing import IN_A_BROWSER, PHONE, TABLET
from tests.support.gestures import count, picture, tab_to

pytestmark = IN_A_BROWSER


def test_type_filter_open_similar(visit: Any) -> None:
    page = visit().page
    page.goto("/")
    page.get_by_role("combobox", name="Search the shop").fill("blue")
    page.get_by_role("combobox", name="Search the shop").press("Enter")
    count(page, "10 products")
    page.evaluate("window.same = true")
    page.get_by_label("Acme").check()
    count(page, "5 products")
    expect(page.get_by_role("link", name="Remove filter Acme")).to_be_visible()
    assert page.evaluate("window.same"), "the results alone were to be swapped"
    assert page.url.endswith("/?q=blue&by_hand=color&brand=Acme&color=blue")
    expect(page.locator("#cs-status")).to_have_text("“blue”: 5 products")
    page.go_back()
    count(page, "10 products")
    expect(page.get_by_label("Acme")).not_to_be_checked()
    page.go_forward()
    count(page, "5 products")
    page.get_by_role("link", name="Remove filter Acme").click()
    count(page, "10 products")
    expect(page.get_by_label("Acme")).not_to_be_checked()
    page.get_by_role("link", name="Blue thing 2", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Blue thing 2")
    shelf = page.get_by_role("region", name="Similar items")
    expect(shelf.get_by_role("article")).to_have_count(8)
    shelf.get_by_role("link", name="Similar to").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Products like this photo")


def test_prices_and_pages(visit: Any) -> None:
    page = visit().page
    page.goto("/")
    page.get_by_role("link", name="Next").click()
    count(page, "page 2 of 2")
    assert re.search(r"/\?page=2&listing=[0-9a-f]{16}$", page.url)
    expect(page.locator("#cs-results-title")).to_be_focused()
    page.get_by_label("From", exact=True).fill("20")
    page.get_by_label("From", exact=True).press("Enter")
    count(page, "20 products")
    page.get_by_label("To", exact=True).fill("24")
    page.get_by_label("To", exact=True).press("Tab")
    count(page, "5 products")
    assert page.url.endswith("/?price_min=20&price_max=24")
    page.get_by_role("link", name="Remove filter 20 – 24").click()  # noqa: RUF001
    count(page, "30 products")


def test_the_price_slider_works_by_keys(visit: Any) -> None:
    page = visit().page
    page.goto("/")
    low = page.get_by_role("slider", name="Lowest price")
    low.focus()
    low.press("End")
    count(page, "1 product")
    expect(page.get_by_label("From", exact=True)).to_have_value("39")
    page.get_by_role("slider", name="Lowest price").press("Home")
    count(page, "30 products")
    high = page.get_by_role("slider", name="Highest price")
    high.press("ArrowLeft")
    count(page, "29 products")
    assert page.url.endswith("/?price_max=38")


def test_words_that_were_read_are_chips(visit: Any) -> None:
    page = visit().page
    page.goto("/?q=red+thing+under+20+euros+cheapest")
    count(page, "4 products")
    expect(page.locator("input[type=checkbox][name=color][value=red]")).to_be_checked()
    page.locator("input[type=checkbox][name=color][value=blue]").check()
    count(page, "7 products")
    page.get_by_label("Sort by").select_option("Most expensive first")
    expect(page.get_by_role("article").first).to_contain_text("Red thing 9")
    page.get_by_role("link", name="Remove filter up to 20").click()
    count(page, "20 products")
    page.goto("/?q=thing+not+red")
    page.get_by_role("link", name="Remove filter not red").click()
    expect(page).to_have_url(re.compile("plain=not\\+red"))


def test_shop_the_look(visit: Any, tmp_path: Path) -> None:
    page = visit().page
    page.goto("/look/")
    page.get_by_label("Choose a photo").set_input_files(picture(tmp_path, "green"))
    page.get_by_role("button", name="Shop this look").click()
    box = page.get_by_role("link", name="1: Dolls")
    inner, outer = box.locator("rect").bounding_box(), page.locator(".cs-scene img").bounding_box()
    assert inner and outer
    assert inner["x"] >= outer["x"] - 2
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 2
    assert inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 2
    box.click()
    assert page.url.endswith("#part-1")
    part = page.get_by_role("region", name="Dolls").first
    expect(part.get_by_role("heading", level=3).first).to_contain_text("Green thing")


def test_on_a_phone_the_filters_are_a_sheet(visit: Any) -> None:
    page = visit(size=PHONE, has_touch=True, is_mobile=True).page
    page.goto("/?q=red")
    expect(page.get_by_label("Acme")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Acme").check()
    page.get_by_role("button", name="Show 5 products").click()
    expect(page.get_by_label("Acme")).to_be_hidden()
    count(page, "5 products")
    page.goto("/photo/")
    camera = page.get_by_label("Take a photo")
    expect(camera).to_have_attribute("capture", "environment")
    expect(page.get_by_text("Take a photo")).to_be_visible()


def test_a_sheet_that_nothing_was_chosen_in_closes_with_escape(visit: Any) -> None:
    page = visit(size=TABLET).page
    page.goto("/")
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_label("Acme")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Acme")).to_be_hidden()
    expect(page.get_by_role("button", name="Filters")).to_be_focused()


def test_by_keyboard_alone(visit: Any) -> None:
    page = visit().page
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Search the shop")).to_be_focused()
    page.keyboard.type("green")
    page.keyboard.press("Enter")
    count(page, "10 products")
    tab_to(page, "Bolt")
    page.keyboard.press("Space")
    count(page, "5 products")
    expect(page.get_by_label("Bolt")).to_be_focused()
    tab_to(page, "Remove filter Bolt")
    page.keyboard.press("Enter")
    count(page, "10 products")
    expect(page.locator("#cs-results-title")).to_be_focused()
    tab_to(page, "Green thing")
    assert page.evaluate("document.activeElement.className") == "cs-card-link"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Green thing")
