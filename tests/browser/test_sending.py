"""Photos sent from a real chromium: chosen, dropped, pasted, and refused before they are sent."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browsing import IN_A_BROWSER
from tests.support.gestures import count, drop, paste, picture
from tests.support.shops.factories import color_bytes

pytestmark = IN_A_BROWSER


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
        (b"just words", "text/plain", 0, "Only JPEG, PNG, WebP"),
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
