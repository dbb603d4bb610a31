"""Every page checked by axe, in light and dark, on three sizes of screen."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, expect

from tests.support.browsing import DESK, IN_A_BROWSER, PHONE, each_look, fill_the_shop, settle
from tests.support.gestures import drop, grave_violations, picture
from tests.support.shops.factories import color_bytes

pytestmark = IN_A_BROWSER


@each_look
def test_axe_finds_nothing_serious(
    visit: Any, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    visitor = visit(size=size, color_scheme=scheme)
    page = visitor.page
    page.goto("/photo/")
    page.locator("#cs-photo-file").set_input_files(picture(tmp_path, "red"))
    page.get_by_role("button", name="Find similar products").click()
    url = page.url
    product = page.locator(".cs-card-link").first.get_attribute("href")
    for address in (
        url,
        url.replace("/photo/", "/look/"),
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
        settle(page)
        violations = Axe().run(page).response["violations"]
        grave = [
            (address, violation["id"], [node["target"] for node in violation["nodes"]])
            for violation in violations
            if violation["impact"] in ("serious", "critical")
        ]
        assert not grave
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    visitor.complaints.clear()  # a 400 and a 404 were asked for


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
    calls: list[str] = []
    page.on("request", lambda request: calls.append(request.url.split(":")[0]))
    page.goto(report.as_uri())
    assert page.get_by_role("heading", name="The worst answers").is_visible()
    assert not grave_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert set(calls) <= {"file", "data"}
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
