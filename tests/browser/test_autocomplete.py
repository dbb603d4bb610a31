"""The search field as a combobox in a real chromium: by keyboard, by touch, without scripts."""

from typing import Any

from playwright.sync_api import Page, Route, expect

from catalog_search.search.log import note_search
from tests.support.browsing import IN_A_BROWSER, PHONE, each_look
from tests.support.shops.factories import make_store

pytestmark = IN_A_BROWSER


def field(page: Page) -> Any:
    return page.get_by_role("combobox", name="Search the shop")


def options(page: Page) -> Any:
    return page.get_by_role("listbox").get_by_role("option")


def active(page: Page) -> Any:
    return page.locator("[role=option][aria-selected=true]")


def opened(visit: Any, typed: str, **options_: Any) -> Page:
    page: Page = visit(**options_).page
    page.goto("/")
    field(page).click()
    field(page).press_sequentially(typed)
    expect(page.get_by_role("listbox")).to_be_visible()
    return page


def test_arrows_move_through_options_and_the_field(visit: Any) -> None:
    page = opened(visit, "blu")
    expect(field(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("group", name="Products").get_by_role("option")).to_have_count(4)
    expect(page.locator("[data-suggest-status]")).to_have_text("5 suggestions")
    expect(active(page)).to_have_count(0)
    field(page).press("ArrowDown")
    expect(active(page)).to_have_text("blue garden")
    assert field(page).get_attribute("aria-activedescendant") == active(page).get_attribute("id")
    field(page).press("ArrowUp")
    expect(active(page)).to_have_count(0)
    field(page).press("ArrowUp")
    expect(active(page)).to_have_id(options(page).last.get_attribute("id"))
    field(page).press("Home")
    expect(active(page)).to_have_count(0)
    assert page.evaluate("document.activeElement.selectionStart") == 0
    field(page).press("End")
    assert page.evaluate("document.activeElement.selectionStart") == 3
    expect(field(page)).to_be_focused()


def test_enter_follows_the_option_and_without_one_searches(visit: Any) -> None:
    page = opened(visit, "dol")
    expect(options(page).first).to_have_text("dolls")
    for _ in range(page.get_by_role("group", name="Searches").get_by_role("option").count() + 1):
        field(page).press("ArrowDown")
    expect(active(page)).to_contain_text("Dolls")
    field(page).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dolls")
    field(page).fill("green")
    expect(page.get_by_role("listbox")).to_be_visible()
    field(page).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("green")


def test_escape_and_tab_close_and_keep_the_words(visit: Any) -> None:
    page = opened(visit, "blu")
    field(page).press("ArrowDown")
    field(page).press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    expect(field(page)).to_have_value("blu")
    assert field(page).get_attribute("aria-activedescendant") is None
    field(page).press("Alt+ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    field(page).press("Alt+ArrowUp")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field(page).press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    field(page).press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field(page)).not_to_be_focused()


def test_slash_leads_to_the_field_but_is_typed_in_others(visit: Any) -> None:
    page = visit().page
    page.goto("/")
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("")
    field(page).press_sequentially("a/b")
    expect(field(page)).to_have_value("a/b")


def test_a_late_answer_is_dropped(visit: Any) -> None:
    page = visit().page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route) if route.request.url.endswith("q=re") else route.continue_()

    page.route("**/suggestions/*", hold)
    page.goto("/")
    field(page).press_sequentially("re")
    page.wait_for_timeout(400)
    assert len(held) == 1
    field(page).press("Backspace")
    field(page).press("Backspace")
    field(page).press_sequentially("gre")
    expect(options(page).first).to_have_text("green dolls")
    held[0].abort()
    expect(options(page).first).to_have_text("green dolls")


def test_a_touch_opens_a_product_from_the_whole_width(visit: Any) -> None:
    page = visit(size=PHONE, has_touch=True, is_mobile=True).page
    page.goto("/")
    field(page).tap()
    field(page).press_sequentially("red th")
    products = page.get_by_role("group", name="Products")
    expect(products).to_be_visible()
    box = page.get_by_role("listbox").bounding_box()
    assert box
    assert (box["x"], box["width"]) == (0, PHONE[0])
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    option = products.get_by_role("option").first
    title = option.locator(".cs-suggest-words > span").first.text_content()
    option.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(title or "")


def test_recent_searches_stay_in_the_browser_and_can_be_forgotten(visit: Any) -> None:
    page = visit().page
    page.goto("/")
    for words in ("green", "blue"):
        field(page).fill(words)
        field(page).press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    calls: list[str] = []
    page.goto("/")
    page.on("request", lambda request: calls.append(request.url))
    field(page).click()
    recent = page.get_by_role("group", name="Your recent searches")
    expect(recent.get_by_role("option")).to_have_text(["blue", "green", "Clear recent searches"])
    field(page).press("ArrowUp")
    field(page).press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field(page).press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_hidden()
    # Photos may still be on their way: what counts is that no words were sent.
    assert [url for url in calls if "/suggestions/" in url] == []
    assert page.evaluate("localStorage.length") == 0


def test_an_option_of_recent_searches_searches_again(visit: Any) -> None:
    page = visit().page
    page.goto("/")
    field(page).fill("green")
    field(page).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("green")
    page.goto("/")
    field(page).click()
    options(page).first.click()
    assert page.url.endswith("/?q=green")


def test_without_scripts_the_field_is_a_form(visit: Any) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_role("searchbox").fill("blue")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("blue")


@each_look
def test_axe_finds_nothing_serious_in_the_open_list(
    visit: Any,
    scheme: str,
    size: tuple[int, int],
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for _ in range(3):
        note_search(make_store(), "blue thing", 1)
    page = opened(visit, "blu", size=size, color_scheme=scheme)
    field(page).press("ArrowDown")
    expect(active(page)).to_have_text("blue thing")
    violations = Axe().run(page).response["violations"]
    assert [each for each in violations if each["impact"] in ("serious", "critical")] == []
