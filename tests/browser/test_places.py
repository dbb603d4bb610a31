"""Where things are: the list keeps its place, and nothing lies over or under something else."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import DESK, IN_A_BROWSER, PHONE, settle
from tests.support.gestures import count
from tests.support.shops.factories import color_bytes
from tests.support.shops.large_shop import fill_large_shop

pytestmark = IN_A_BROWSER

SCROLLED = 500
SWAPPED = """() => {
  window.swapped = new Promise((done) =>
    document.addEventListener("htmx:afterSettle", () => setTimeout(done, 250), {once: true}));
}"""


@pytest.fixture
def facet_of_sizes(settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["size"]}


@pytest.fixture
def large(facet_of_sizes: None, visit: Any) -> Any:
    """A shop of 630 products. New settings would empty its source, so they come first."""
    fill_large_shop(600)
    return visit


def choose(name: str) -> Callable[[Page], None]:
    """Choose a field of the filters with a click that does not scroll to it first."""
    return lambda page: page.evaluate(
        "(name) => document.querySelector(`#facets ${name}`).click()", name
    )


def set_price(page: Page) -> None:
    page.evaluate(
        """() => {
          const field = document.getElementById("cs-price-max");
          field.value = "70";
          field.dispatchEvent(new Event("change", {bubbles: true}));
        }"""
    )


def slide(page: Page) -> None:
    page.evaluate(
        """() => {
          const handle = document.getElementById("cs-price-low");
          handle.value = "20";
          for (const kind of ["input", "change"])
            handle.dispatchEvent(new Event(kind, {bubbles: true}));
        }"""
    )


def sort(page: Page) -> None:
    page.evaluate(
        """() => {
          const field = document.getElementById("cs-sort");
          field.value = "price";
          field.dispatchEvent(new Event("change", {bubbles: true}));
        }"""
    )


def remove_chip(page: Page) -> None:
    page.evaluate("document.querySelector('.cs-chip').click()")


def clear_all(page: Page) -> None:
    page.evaluate("document.querySelector('.cs-chip-clear').click()")


KINDS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "category": ("/", choose("[name=category]")),
    "brand": ("/", choose("[name=brand]")),
    "brand under more": ("/", choose("details [name=brand]")),
    "color": ("/", choose("[name=color][value=blue]")),
    "declared facet": ("/", choose("[name=size]")),
    "in stock": ("/", choose("[name=in_stock]")),
    "unchosen again": ("/?color=blue&brand=Brand+02", choose("[name=color][value=blue]")),
    "price": ("/", set_price),
    "slider": ("/", slide),
    "sort": ("/", sort),
    "sort of a search": ("/?q=thing", sort),
    "chip": ("/?color=blue&in_stock=1", remove_chip),
    "chip of words": ("/?q=red+thing+under+80", remove_chip),
    "clear all": ("/?color=blue&in_stock=1", clear_all),
    "filter of a search": ("/?q=thing", choose("[name=color][value=red]")),
}


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_list_keeps_its_place_whatever_filter_is_changed(
    large: Any, size: tuple[int, int]
) -> None:
    page = large(size=size).page
    for kind, (address, change) in KINDS.items():
        page.goto(address)
        settle(page)
        page.evaluate("(top) => scrollTo(0, top)", SCROLLED)
        before = page.locator("#results").get_attribute("class"), page.url
        page.evaluate(SWAPPED)
        change(page)
        page.evaluate("window.swapped")
        expect(page).not_to_have_url(before[1])
        assert abs(page.evaluate("scrollY") - SCROLLED) <= 2, kind
        assert page.get_by_role("article").count() == 24, kind


def test_a_click_with_the_pointer_keeps_the_field_under_it(large: Any) -> None:
    page = large().page
    page.goto("/")
    settle(page)
    page.evaluate("(top) => scrollTo(0, top)", SCROLLED)
    field = page.locator("#facets [name=color][value=green]")
    box = field.bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    expect(page.get_by_role("link", name="Remove filter green")).to_be_attached()
    page.wait_for_timeout(300)
    expect(field).to_be_checked()
    expect(field).to_be_focused()
    assert abs(page.evaluate("scrollY") - SCROLLED) <= 2


def test_few_results_are_shown_from_their_beginning(large: Any) -> None:
    page = large().page
    page.goto("/?q=thing")
    page.evaluate("scrollTo(0, 1500)")
    page.evaluate(SWAPPED)
    page.evaluate(
        """() => {
          const field = document.getElementById("cs-price-max");
          field.value = "0.5";
          field.dispatchEvent(new Event("change", {bubbles: true}));
        }"""
    )
    page.evaluate("window.swapped")
    expect(page.get_by_role("heading", name="No products match your search")).to_be_in_viewport()
    at_the_top(page)


def test_the_next_page_begins_at_its_top(large: Any) -> None:
    page = large().page
    page.goto("/")
    page.get_by_role("link", name="Next").click()
    count(page, "page 2 of")
    at_the_top(page)


def at_the_top(page: Page) -> None:
    """Wait until the results begin at the top of the window; it may scroll there smoothly."""
    page.wait_for_function(
        "Math.abs(document.getElementById('results').getBoundingClientRect().top) <= 20"
    )


# ---- overlaps ----

OVERLAPS = """() => {
  const fields = [...document.querySelectorAll("#filters input, #filters button")];
  const seen = (one) => one.getClientRects().length && !one.closest(".cs-panel-head");
  const grid = document.querySelector(".cs-grid").getBoundingClientRect();
  const panel = document.getElementById("filters").getBoundingClientRect();
  return fields.filter(seen).filter((one) => {
    const box = one.getBoundingClientRect();
    const over = box.right > grid.left && box.left < grid.right && box.bottom > grid.top;
    return over || box.left < panel.left - 1 || box.right > panel.right + 1;
  }).map((one) => one.id || one.name);
}"""


@pytest.mark.parametrize("scripts", [True, False])
def test_no_filter_lies_under_the_grid(visit: Any, scripts: bool) -> None:
    page = visit(java_script_enabled=scripts).page
    for width in (1024, 1280, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("/", "/?q=red", "/?price_max=20&brand=Acme"):
            page.goto(address)
            assert page.evaluate(OVERLAPS) == [], (width, address)
            fields = [page.locator(f"#cs-price-{name}").bounding_box() for name in ("min", "max")]
            assert min(field["width"] for field in fields) > 80


def test_prices_can_be_typed_without_scripts(visit: Any) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/?q=red")
    page.get_by_label("To", exact=True).fill("20")
    page.get_by_role("button", name="Apply filters").click()
    count(page, "4 products")


# ---- the photo results of a phone ----


def photo_of(size: tuple[int, int], tmp_path: Path) -> Path:
    path = tmp_path / f"{size[0]}.png"
    path.write_bytes(color_bytes("blue", size))
    return path


@pytest.mark.parametrize("shape", [(300, 200), (200, 600), (900, 200), (1200, 1200)])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_first_photo_results_are_in_the_first_screen(
    visit: Any, tmp_path: Path, shape: tuple[int, int], scripts: bool
) -> None:
    page = visit(size=PHONE, java_script_enabled=scripts, has_touch=True, is_mobile=True).page
    page.goto("/photo/")
    page.locator("#cs-photo-file").set_input_files(photo_of(shape, tmp_path))
    page.get_by_role("button", name="Find similar products").click()
    page.wait_for_url(re.compile("/photo/.+/"))
    for size in (PHONE, (360, 740)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        settle(page)
        is_in_sight(page, shape, size)


def is_in_sight(page: Page, shape: tuple[int, int], size: tuple[int, int]) -> None:
    photo = page.locator(".cs-crop img").bounding_box()
    card = page.get_by_role("article").first.bounding_box()
    assert photo["y"] < 200, "the photo is on top"
    assert min(photo["width"], photo["height"]) > 24
    assert abs(photo["width"] / photo["height"] - shape[0] / shape[1]) < 0.2 * shape[0] / shape[1]
    assert card["y"] + 80 < size[1], "a good part of the first result is seen without scrolling"
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_strip_opens_for_a_larger_photo(visit: Any, tmp_path: Path) -> None:
    page = visit(size=PHONE, has_touch=True, is_mobile=True).page
    page.goto("/photo/")
    page.locator("#cs-photo-file").set_input_files(photo_of((900, 600), tmp_path))
    page.get_by_role("button", name="Find similar products").click()
    page.wait_for_url(re.compile("/photo/.+/"))
    small = page.locator(".cs-crop img").bounding_box()
    page.get_by_text("Choose a part without dragging").click()
    large = page.locator(".cs-crop img").bounding_box()
    assert large["width"] > 1.8 * small["width"]
    page.get_by_role("link", name="Left half").click()
    expect(page).to_have_url(re.compile("crop=0%2C0%2C0.5%2C1"))
