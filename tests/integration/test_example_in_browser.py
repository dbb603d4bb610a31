"""A shopper in the shop of plain models: search, the shop's own page, its shelves, and back."""

import os
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browsing import DESK, IN_A_BROWSER, PHONE, Visit
from tests.support.servers import free_ports, process, wait_until

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the example, served by a process of its own."""
    folder, [port] = tmp_path_factory.mktemp("plain"), free_ports(1)
    command = [sys.executable, "-m", "tests.integration.plain_site", str(folder), str(port)]
    with process(command, folder / "log", wait=5):
        address = f"http://127.0.0.1:{port}"
        wait_until(f"{address}/find/")
        yield address


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_shopper_finds_the_shops_own_pages(
    browser: Browser, shop: str, size: tuple[int, int]
) -> None:
    visit = Visit(browser, shop, size=size)
    page = visit.page
    page.goto("/find/")
    page.locator("input[name=q]").first.fill("red cup")
    page.locator("input[name=q]").first.press("Enter")
    page.get_by_role("link", name="Red cup", exact=True).click()
    expect(page).to_have_url(f"{shop}/p/red-cup/")
    shelf = page.get_by_role("region", name="Similar items")
    expect(shelf.get_by_role("link", name="Red bowl", exact=True)).to_be_visible()
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/plain-{size[0]}.png", full_page=True)
    shelf.get_by_role("link", name="Red bowl", exact=True).click()
    expect(page).to_have_url(f"{shop}/p/red-bowl/")
    seen = page.get_by_role("region", name="Recently viewed")
    expect(seen.get_by_role("link", name="Red cup", exact=True)).to_be_visible()
    page.locator("input[name=q]").first.fill("green")
    page.locator("input[name=q]").first.press("Enter")
    expect(page.get_by_role("link", name="Green cup", exact=True)).to_be_visible()
    visit.context.close()
    assert visit.complaints == []
