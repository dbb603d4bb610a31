"""Looks in a real chromium: markers for shoppers, and the merchant's editor by pointer and keys."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from catalog_search.models import Hotspot, Look, Product
from catalog_search.photos.uploaded_pictures import set_picture
from tests.support.browsing import DESK, IN_A_BROWSER, PHONE, TABLET
from tests.support.gestures import grave_violations
from tests.support.shops.factories import color_image, make_store

pytestmark = IN_A_BROWSER
SHOTS = os.environ.get("SCREENSHOTS", "")
"""A folder: pages are kept there as pictures, to be looked at."""


@pytest.fixture
def terrace(visit: Any) -> Look:
    look = Look(store=make_store(), title="Summer terrace", slug="terrace", published=True)
    look.description = "Everything for a long evening outside."
    picture = color_image("grey", (800, 600))
    picture.paste(color_image("red", (200, 150)), (100, 200))
    picture.paste(color_image("blue", (150, 200)), (500, 150))
    set_picture(look, picture)
    look.save()
    for number, product in enumerate(Product.objects.all()[:3]):
        Hotspot.objects.create(
            look=look, product=product, x=0.2 + 0.25 * number, y=0.45, position=number
        )
    return look


def keep(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (TABLET, "dark"), (DESK, "light"), (DESK, "dark")]
)
def test_a_look_is_shopped_by_keyboard(
    visit: Any,
    terrace: Look,
    size: tuple[int, int],
    scheme: str,
) -> None:
    page = visit(size=size, color_scheme=scheme).page
    page.goto("/looks/")
    assert not grave_violations(page)
    keep(page, f"looks-{size[0]}-{scheme}")
    page.get_by_role("link", name="Summer terrace").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Summer terrace")
    assert not grave_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    spots = page.get_by_role("group", name="Products in this picture").get_by_role("link")
    expect(spots).to_have_count(3)
    spots.first.focus()
    keep(page, f"look-{size[0]}-{scheme}")
    page.keyboard.press("Tab")
    expect(spots.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    shelf = page.get_by_role("region", name="Complete the look")
    expect(shelf.get_by_role("article")).to_have_count(2)
    keep(page, f"complete-{size[0]}-{scheme}")
    assert not grave_violations(page)
    shelf.get_by_role("link", name="Summer terrace").click()
    expect(page).to_have_url(f"{page.url.split('/looks/')[0]}/looks/terrace/")


def test_hotspots_are_placed_by_keys_and_by_pointer(
    visit: Any,
    terrace: Look,
) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("boss"))
    visitor = visit()
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    visitor.context.add_cookies([{**cookie, "domain": "localhost", "path": "/"}])
    page = visitor.page
    page.goto(f"/admin/catalog_search/look/{terrace.pk}/change/")
    first = page.get_by_role("button", name="Hotspot 1:")
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("#id_hotspots-0-x")).to_have_value("0.2100")
    expect(page.locator("#id_hotspots-0-y")).to_have_value("0.5000")
    second = page.get_by_role("button", name="Hotspot 2:")
    second.scroll_into_view_if_needed()
    box = second.bounding_box()
    assert box
    page.mouse.move(box["x"] + 15, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + 95, box["y"] + 15, steps=4)
    page.mouse.up()
    moved = float(page.locator("#id_hotspots-1-x").input_value())
    assert moved == pytest.approx(0.45 + 80 / 760, abs=0.02)
    page.locator("[data-look-editor] img").click(position={"x": 76, "y": 57})
    expect(page.get_by_role("button", name="Hotspot 4:")).to_be_focused()
    expect(page.locator("#id_hotspots-3-x")).to_have_value("0.1000")
    keep(page, "editor")
    page.locator("#hotspots-3 .inline-deletelink").click()
    expect(page.get_by_role("button", name="Hotspot 4:")).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    saved = list(terrace.hotspots.values_list("x", "y"))
    assert saved[0] == (0.21, 0.5)
    assert saved[1][0] == pytest.approx(moved)
    visitor.complaints.clear()  # the admin has no icon
