"""Journeys of a shopper whose chromium runs no scripts."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.support.browsing import IN_A_BROWSER, PHONE
from tests.support.gestures import count, picture

pytestmark = IN_A_BROWSER


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
    visitor = visit(java_script_enabled=False)
    visitor.page.goto("/photo/")
    visitor.page.locator("#cs-photo-file").set_input_files(huge)
    visitor.page.get_by_role("button", name="Find similar products").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("That photo is too large")
    visitor.complaints.clear()
