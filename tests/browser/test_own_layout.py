"""The package's pages inside a shop's own layout, word for word as docs/howto/theming.md has it."""

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browsing import DESK, IN_A_BROWSER, PHONE, settle

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]

THEMING = Path(__file__).parents[2] / "docs/howto/theming.md"
FILE = re.compile(r"```django\n\{# templates/([\w/]+\.html) #\}\n(.*?)```", re.DOTALL)
LOOK = """() => {
  document.querySelector("header").style.cssText = "display: flex; gap: 1rem";
  document.querySelector("main").style.color = "rgb(1, 2, 3)";
}"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PLAIN = "it => getComputedStyle(document.querySelector(it)).backgroundColor"


@pytest.fixture
def own_layout(settings: Any, tmp_path: Path) -> None:
    """A project whose templates are those of the section of the page."""
    section = THEMING.read_text().partition("### Inside your own layout\n")[2].partition("\n### ")
    for name, text in FILE.findall(section[0]):
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text.replace("<header>", "<header><a href='/'>My shop</a>")
        path.write_text(text)
    engines = deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [tmp_path / "templates", *engines[0].get("DIRS", [])]
    settings.TEMPLATES = engines


def no_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate(WIDER) <= 0)


@pytest.mark.usefixtures("own_layout")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=str)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_stand_in_the_layout(visit: Any, size: tuple[int, int], scheme: str) -> None:
    page = visit(size=size, color_scheme=scheme).page
    for address in ("/", "/?q=red+thing", "/photo/", "/look/"):
        page.goto(address)
        settle(page)
        page.evaluate(LOOK)
        assert page.locator("header a", has_text="My shop").count() == 1, address
        assert no_wider_than_the_screen(page), address
    page.goto("/?q=red+thing")
    page.evaluate(LOOK)
    assert (
        page.locator(".cs-grid").first.evaluate("it => getComputedStyle(it).listStyleType")
        == "none"
    )
    assert page.locator("main").evaluate("it => getComputedStyle(it).color") == "rgb(1, 2, 3)"
    page.locator(".cs-card-link").first.click()
    settle(page)
    assert no_wider_than_the_screen(page)


@pytest.mark.usefixtures("own_layout")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=str)
def test_a_filter_and_the_photo_dialog_work_in_it(visit: Any, size: tuple[int, int]) -> None:
    page = visit(size=size).page
    page.goto("/?q=thing")
    settle(page)
    page.locator("[data-photo-open]").first.click()
    page.locator("#cs-photo-dialog[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("select.cs-sort-field").select_option("price")
    settle(page)
    assert "sort=price" in page.url
    assert "Red thing 0" in page.locator(".cs-card").first.inner_text()


@pytest.mark.usefixtures("own_layout")
def test_a_layout_that_is_always_light_has_a_light_bar(visit: Any) -> None:
    light, dark = (visit(color_scheme=scheme).page for scheme in ("light", "dark"))
    for page in (light, dark):
        page.goto("/")
    assert light.evaluate(PLAIN, ".cs-bar") == dark.evaluate(PLAIN, ".cs-bar")
    assert dark.evaluate(PLAIN, "body") == "rgba(0, 0, 0, 0)"


@pytest.mark.usefixtures("own_layout")
@pytest.mark.parametrize("size", [PHONE, DESK], ids=str)
def test_suggestions_look_as_they_should_in_a_foreign_header(
    visit: Any, size: tuple[int, int]
) -> None:
    page = visit(size=size).page
    page.goto("/")
    page.evaluate(LOOK)
    page.locator("#cs-q").press_sequentially("thing")
    option = page.locator(".cs-suggest-option").first
    option.wait_for()
    look = option.evaluate("it => getComputedStyle(it)")
    assert (look["display"], look["textDecorationLine"]) == ("flex", "none")
    head = page.locator(".cs-suggest-head").first
    assert head.evaluate("it => getComputedStyle(it).marginTop") == "0px"
    assert no_wider_than_the_screen(page)
