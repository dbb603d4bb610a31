"""The category queue in a real chromium: two hundred products by keys, a phone, no script."""

import os
import time
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from catalog_search.categories import decisions, suggestions
from catalog_search.models import CategoryDecision, CategorySuggestion, Product
from tests.support.browsing import IN_A_BROWSER, each_look, settle
from tests.support.gestures import grave_violations
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = IN_A_BROWSER
SHOTS = os.environ.get("SCREENSHOTS", "")
"""A folder: pages are kept there as pictures, to be looked at."""
QUEUE = "/desk/demo/categories/"
State = CategorySuggestion.State
IS_NEXT = """(before) => {
  const shown = document.querySelector("[data-card]:not([hidden]) h2");
  return shown && shown.innerText !== before;
}"""


def fill(count: int) -> None:
    """Leave this many products waiting, besides those of the shop."""
    for number in range(count):
        color = ("red", "green", "blue")[number % 3]
        title = f"Unsorted {color} thing {number}"
        product = make_product(title=title, price=5, currency="EUR", brand="Acme")
        make_indexed_photo(product, color)
    suggestions.suggest(make_store())


def enter(visit: Any, **options: Any) -> Page:
    """Open a window in which an editor is logged in; its console may tell of conflicts."""
    client = Client()
    client.force_login(
        User.objects.get_or_create(username="ed", is_staff=True, is_superuser=True)[0]
    )
    visitor = visit(**options)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    visitor.context.add_cookies([{**cookie, "domain": "localhost", "path": "/"}])
    page: Page = visitor.page
    visitor.complaints = Complaints()
    return page


class Complaints(list[str]):
    """What the console tells, without answers of 409: the page shows those to the editor."""

    def append(self, words: str) -> None:
        if "409 (Conflict)" not in words:
            super().append(words)


def keep(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"queue-{name}.png", full_page=True)


def title(page: Page) -> str:
    return page.locator("[data-card]:not([hidden]) h2").inner_text()


def test_two_hundred_products_are_decided_by_keys(visit: Any) -> None:
    fill(200)
    page = enter(visit)
    page.goto(QUEUE)
    asked: dict[str, int] = {"pages": 0, "decisions": 0, "cards": 0}

    def count(request: Any) -> None:
        kinds = {"/decide/": "decisions", "/categories/cards/": "cards"}
        kind = next((kinds[part] for part in kinds if part in request.url), "")
        if kind or request.is_navigation_request():
            asked[kind or "pages"] += 1

    page.on("request", count)
    waits = CategorySuggestion.objects.filter(state=State.OPEN)
    assert waits.count() == 200
    began = time.monotonic()
    for number in range(200):
        before = title(page)
        page.keyboard.press("r" if number % 10 == 9 else "a")
        if number < 199:
            # `expect` looks again after .1, .25, .5 and 1 s.
            page.wait_for_function(IS_NEXT, arg=before, polling=30, timeout=60_000)
    expect(page.get_by_text("Nothing waits here")).to_be_visible(timeout=300_000)
    print(f"200 products in {time.monotonic() - began:.0f} seconds")  # noqa: T201
    assert not waits.exists()
    assert asked["pages"] == 0
    # A decision that another one moved meanwhile is asked again.
    assert 200 <= asked["decisions"] <= 210
    assert asked["cards"] <= 2
    assert CategoryDecision.objects.count() == 200
    assert Product.objects.exclude(category="").count() >= 30 + 180
    page.keyboard.press("u")
    expect(page.get_by_role("status")).to_contain_text("Undone:")
    assert waits.count() == 1


def test_skips_goes_back_chooses_and_edits_by_keys(visit: Any) -> None:
    fill(12)
    page = enter(visit)
    page.goto(QUEUE)
    first = title(page)
    page.keyboard.press("j")
    second = title(page)
    assert second != first
    page.keyboard.press("k")
    assert title(page) == first
    page.keyboard.press("2")
    expect(page.get_by_role("status")).to_contain_text("Chosen:")
    assert Product.objects.get(title=first).category_chosen_by == "person"
    assert title(page) == second
    page.keyboard.press("e")
    field = page.get_by_role("combobox", name="Another category").locator("visible=true")
    expect(field).to_be_focused()
    page.keyboard.type("gar")
    expect(page.get_by_role("option", name="Garden")).to_have_attribute("aria-selected", "true")
    assert not grave_violations(page)
    keep(page, "combobox")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"Garden for {second}")
    assert Product.objects.get(title=second).category == "Garden"
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Undone:")
    assert title(page) == second
    assert Product.objects.get(title=second).category == ""


def test_another_editor_was_first(visit: Any) -> None:
    fill(3)
    page = enter(visit)
    page.goto(QUEUE)
    first = title(page)
    decisions.reject(CategorySuggestion.objects.filter(product__title=first), by="ann")
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("ann rejected")
    assert title(page) != first
    assert CategorySuggestion.objects.filter(state=State.OPEN).count() == 2


@each_look
def test_pages_fit_and_axe_finds_nothing_serious(
    visit: Any, size: tuple[int, int], scheme: str
) -> None:
    fill(15)
    page = enter(visit, size=size, color_scheme=scheme)
    for address, name in (("", "one"), ("bulk/", "bulk"), ("decisions/", "log")):
        page.goto(QUEUE + address)
        settle(page)
        if not address:
            page.get_by_role("button", name="Accept").click()
            expect(page.get_by_role("status")).to_contain_text("Accepted:")
        assert not grave_violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        small = page.evaluate(
            "[...document.querySelectorAll('main button, main summary, main .cs-button')]"
            ".filter((each) => each.offsetParent && each.getBoundingClientRect().height < 44)"
            ".map((each) => each.outerHTML)"
        )
        assert not small
        keep(page, f"{name}-{size[0]}-{scheme}")


def test_decides_without_a_script(visit: Any) -> None:
    fill(3)
    page = enter(visit, java_script_enabled=False)
    page.goto(QUEUE)
    expect(page.locator("[data-card]").locator("visible=true")).to_have_count(1)
    first = title(page)
    page.get_by_role("link", name="Next").click()
    second = title(page)
    assert second != first
    page.get_by_role("link", name="Previous").click()
    assert title(page) == first
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Accepted:")).to_be_visible()
    assert title(page) == second
    page.get_by_role("textbox", name="Another category").fill("gar")
    page.get_by_role("button", name="Set").click()
    page.get_by_role("button", name="Garden", exact=True).click()
    expect(page.get_by_text(f"Chosen: Garden for {second}")).to_be_visible()
    page.get_by_role("button", name="Undo my last decision").click()
    expect(page.get_by_text("Undone:")).to_be_visible()
    assert CategorySuggestion.objects.filter(state=State.OPEN).count() == 2
