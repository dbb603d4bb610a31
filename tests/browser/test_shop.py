"""Journeys of a shopper in a real chromium: with scripts, without, and by keyboard alone."""

import base64
import os
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import DESK, IN_A_BROWSER, PHONE, TABLET, fill_the_shop
from tests.support.factories import color_bytes

pytestmark = IN_A_BROWSER


def count(page: Page, words: str) -> None:
    expect(page.locator("#results [data-count]")).to_contain_text(words)


def picture(tmp_path: Path, color: str) -> Path:
    path = tmp_path / f"{color}.png"
    path.write_bytes(color_bytes(color, (300, 200)))
    return path


CARRY = """([data, zeros, type]) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes, new Uint8Array(zeros)], "photo", {type}));
  return carried;
}"""


def carried(page: Page, data: bytes, kind: str = "image/png", zeros: int = 0) -> Any:
    """Return a DataTransfer of the page that holds one file: the data, then so many zeros."""
    return page.evaluate_handle(CARRY, [base64.b64encode(data).decode(), zeros, kind])


def drop(page: Page, data: bytes, kind: str = "image/png", zeros: int = 0) -> None:
    transfer = carried(page, data, kind, zeros)
    page.dispatch_event("body", "dragover", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop the photo to search with it")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop the photo to search with it")).to_be_hidden()


def paste(page: Page, data: bytes) -> None:
    page.evaluate(
        "(carried) => document.dispatchEvent("
        "new ClipboardEvent('paste', {clipboardData: carried, bubbles: true}))",
        carried(page, data),
    )


# ---- journeys ----


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
    expect(page.locator("input[name=color][value=red]")).to_be_checked()
    page.locator("input[name=color][value=blue]").check()
    count(page, "7 products")
    page.get_by_label("Sort by").select_option("Most expensive first")
    expect(page.get_by_role("article").first).to_contain_text("Red thing 9")
    page.get_by_role("link", name="Remove filter up to 20").click()
    count(page, "20 products")
    page.goto("/?q=thing+not+red")
    page.get_by_role("link", name="Remove filter not red").click()
    expect(page).to_have_url(re.compile("plain=not\\+red"))


def test_upload_by_file(visit: Any, tmp_path: Path) -> None:
    page = visit().page
    page.goto("/photo/")
    with page.expect_file_chooser() as chooser:
        page.get_by_label("Choose a photo").click()
    chooser.value.set_files(picture(tmp_path, "green"))
    expect(page.get_by_role("img", name="Your photo")).to_be_visible()
    expect(page.get_by_text("Choose another photo")).to_be_visible()
    page.get_by_role("button", name="Find similar products").click()
    count(page, "10 products")
    expect(page.locator(".cs-card-title").first).to_contain_text("Green thing")
    page.get_by_label("Bolt").check()
    count(page, "5 products")
    assert page.evaluate("document.querySelector('.cs-asked img').naturalWidth") == 300


def test_drop_on_any_page(visit: Any) -> None:
    page = visit().page
    page.goto("/?q=red")
    drop(page, color_bytes("blue"))
    box = page.get_by_role("dialog", name="Search with a photo")
    expect(box.get_by_role("img", name="Your photo")).to_be_visible()
    expect(box.get_by_role("button", name="Find similar products")).to_be_focused()
    page.keyboard.press("Enter")
    count(page, "10 products")
    expect(page.locator(".cs-card-title").first).to_contain_text("Blue thing")


def test_paste_on_any_page(visit: Any) -> None:
    page = visit().page
    page.goto("/")
    paste(page, color_bytes("red"))
    expect(page.get_by_role("img", name="Your photo")).to_be_visible()
    page.get_by_role("button", name="Find similar products").click()
    expect(page.locator(".cs-card-title").first).to_contain_text("Red thing")


def test_paste_on_the_photo_page_uses_its_own_form(visit: Any) -> None:
    page = visit().page
    page.goto("/photo/")
    paste(page, color_bytes("red"))
    expect(page.get_by_role("img", name="Your photo")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_words_are_pasted_as_words(visit: Any) -> None:
    page = visit().page
    page.goto("/")
    page.get_by_role("combobox", name="Search the shop").focus()
    page.evaluate(
        "() => { const words = new DataTransfer(); words.setData('text/plain', 'red');"
        "window.kept = document.activeElement.dispatchEvent("
        "new ClipboardEvent('paste', {clipboardData: words, bubbles: true, cancelable: true})) }"
    )
    assert page.evaluate("window.kept")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("data", "kind", "zeros", "words"),
    [
        (b"just words", "text/plain", 0, "Only JPEG, PNG and WebP"),
        (color_bytes()[:40], "image/png", 0, "damaged or cut off"),
        (b"", "image/png", 20 * 2**20 + 1, "larger than 20.0"),
    ],
)
def test_files_that_are_no_photos_are_refused_before_they_are_sent(
    visit: Any, data: bytes, kind: str, zeros: int, words: str
) -> None:
    page = visit().page
    page.goto("/photo/")
    drop(page, data, kind, zeros)
    expect(page.get_by_role("alert")).to_contain_text(words)
    expect(page.get_by_role("img", name="Your photo")).to_be_hidden()
    assert page.evaluate("document.querySelector('[data-photo-input]').files.length") == 0


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


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on the thing of this name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).innerText"
        )
        if " ".join(told.split()).startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


def test_without_scripts(visit: Any, tmp_path: Path) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/")
    page.get_by_role("searchbox").fill("red")
    page.get_by_role("searchbox").press("Enter")
    count(page, "10 products")
    page.get_by_label("Acme").check()
    page.get_by_role("button", name="Apply filters").click()
    count(page, "5 products")
    page.get_by_role("link", name="Remove filter Acme").click()
    count(page, "10 products")
    page.get_by_role("link", name="Search by photo").first.click()
    page.locator("#cs-photo-file").set_input_files(picture(tmp_path, "blue"))
    page.get_by_role("button", name="Find similar products").click()
    count(page, "10 products")
    page.get_by_role("link", name="Shop this look").click()
    expect(page.get_by_role("link", name="1: Garden")).to_be_visible()


def test_without_scripts_on_a_phone(visit: Any) -> None:
    page = visit(size=PHONE, java_script_enabled=False).page
    page.goto("/?q=red")
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Acme").check()
    page.get_by_role("button", name="Apply filters").click()
    count(page, "5 products")


def test_without_scripts_a_huge_file_is_refused_in_words(visit: Any, tmp_path: Path) -> None:
    huge = tmp_path / "huge.png"
    huge.write_bytes(os.urandom(1024) * 50 * 1024)
    one = visit(java_script_enabled=False)
    one.page.goto("/photo/")
    one.page.locator("#cs-photo-file").set_input_files(huge)
    one.page.get_by_role("button", name="Find similar products").click()
    expect(one.page.get_by_role("heading", level=1)).to_have_text("That photo is too large")
    one.complaints.clear()


# ---- how it is built ----


@pytest.mark.parametrize("size", [PHONE, TABLET, DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    visit: Any, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    one = visit(size=size, color_scheme=scheme)
    page = one.page
    page.goto("/photo/")
    page.locator("#cs-photo-file").set_input_files(picture(tmp_path, "red"))
    page.get_by_role("button", name="Find similar products").click()
    found = page.url
    product = page.locator(".cs-card-link").first.get_attribute("href")
    for address in (
        found,
        found.replace("/photo/", "/look/"),
        product,
        "/",
        "/?q=red&brand=Acme&color=red&in_stock=1",
        "/?q=red&brand=nobody",
        "/?q=thing+under+25+euros+not+red+cheapest",
        "/?color=red",
        "/photo/",
        "/look/",
        "/nowhere/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        violations = Axe().run(page).response["violations"]
        grave = [
            (address, violation["id"], [node["target"] for node in violation["nodes"]])
            for violation in violations
            if violation["impact"] in ("serious", "critical")
        ]
        assert not grave
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    one.complaints.clear()  # a 400 and a 404 were asked for


@pytest.mark.django_db
@pytest.mark.parametrize("size", [PHONE, DESK])
def test_axe_finds_nothing_serious_in_an_evaluation(
    browser: Browser, settings: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    fill_the_shop()
    report = tmp_path / "report.html"
    call_command("catalog_evaluate", "--html", report, "--limit", 2, stdout=StringIO())
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split(":")[0]))
    page.goto(report.as_uri())
    assert page.get_by_role("heading", name="The worst answers").is_visible()
    assert not grave_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert set(asked) <= {"file", "data"}
    page.close()


def test_axe_finds_nothing_serious_in_sheet_and_dialog(visit: Any) -> None:
    page = visit(size=PHONE).page
    page.goto("/")
    page.get_by_role("button", name="Filters").click()
    assert not grave_violations(page)
    page.keyboard.press("Escape")
    drop(page, color_bytes("red"))
    expect(page.get_by_role("img", name="Your photo")).to_be_visible()
    assert not grave_violations(page)


def grave_violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]
