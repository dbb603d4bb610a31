"""A shopper in shops built from the documentation: search, the shop's own page, its shelves.

With the starter model and an index in a folder, as the page sets them up.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.integration import from_docs
from tests.integration.test_examples import packages
from tests.support.browsing import DESK, IN_A_BROWSER, PHONE, Visit
from tests.support.servers.servers import PATIENCE, free_ports, process, wait_until

pytestmark = [*IN_A_BROWSER, pytest.mark.slow]

OSCAR = """address analytics basket catalogue checkout communication customer offer order partner
payment reviews search shipping voucher wishlists"""
OSCARS_TABLES = f"MIGRATION_MODULES = dict.fromkeys({OSCAR.split()})"
"""Oscar's some 130 migrations take most of a minute: its tables are made from its models."""


@dataclass(frozen=True)
class Shop:
    kind: str
    address: str
    find: str
    """The path of the search page."""
    elsewhere: str
    """The address of the shop's own pages: the site's, or of a shop that runs elsewhere."""


@pytest.fixture(scope="module")
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    """A shop of each kind, served by a process of its own."""
    kind, folder = request.param, tmp_path_factory.mktemp(request.param)
    installed, [port, other] = packages(kind), free_ports(2)
    address, elsewhere = (f"http://127.0.0.1:{each}" for each in (port, other))
    from_docs.build(kind, folder / "shop")
    if kind == "oscar":
        from_docs.write(folder / "shop", "settings.py", OSCARS_TABLES)
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        for name, value in from_docs.environment(folder / "shop", installed).items():
            patch.setenv(name, value)
        if kind == "feed":
            told = folder / "shop/myshop/settings.py"
            text = told.read_text().replace("https://shop.example", elsewhere)
            told.write_text(text.replace("cdn.shopify.com", "127.0.0.1"))
            command = [sys.executable, "-m", "tests.integration.stock", "feed", str(other)]
            stack.enter_context(process(command, folder / "elsewhere", wait=5))
            wait_until(f"{elsewhere}/products.json?page=1")
        fill(kind, folder / "shop", installed)
        # As the tutorial does: from the project's folder, below which the index lies.
        serve = f"cd '{folder / 'shop'}' && exec python manage.py runserver --noreload {port}"
        stack.enter_context(process(["bash", "-c", serve], folder / "log", wait=5))
        find = "/search/" if kind == "oscar" else "/find/"
        wait_until(f"{address}{find}")
        wait_for_meaning(f"{address}{find}?q=mug")
        yield Shop(kind, address, find, elsewhere if kind == "feed" else address)


def wait_for_meaning(url: str) -> None:
    """Wait until the model is loaded: a page that asks for it before finds words only."""
    deadline = time.monotonic() + PATIENCE
    while "temporarily unavailable" in httpx.get(url, timeout=30).text:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def fill(kind: str, project: Path, installed: list[Path]) -> None:
    """Run the page's commands; the shop has products before its first sync."""
    migrate, *further = from_docs.commands(kind)
    if kind == "oscar":
        migrate += " --run-syncdb"
    from_docs.run(project, migrate, installed)
    if kind != "feed":
        from_docs.run(project, f"python -m tests.integration.stock {kind}", installed)
    for command in further:
        from_docs.run(project, command, installed)


@pytest.mark.parametrize(
    ("shop", "size"),
    [("plain", DESK), *((kind, PHONE) for kind in from_docs.SECTIONS)],
    indirect=["shop"],
)
def test_a_shopper_finds_the_shops_own_pages(
    browser: Browser, shop: Shop, size: tuple[int, int]
) -> None:
    visit = Visit(browser, shop.address, size=size)
    page = visit.page
    page.goto(shop.find)
    search(page, "red mug")
    keep(page, shop, "found", size)
    assert visit.complaints == []
    page.get_by_role("link", name="Red mug", exact=True).first.click()
    expect(page.get_by_role("heading", name="Red mug", level=1)).to_be_visible()
    assert page.url.startswith(f"{shop.elsewhere}/")
    assert all(word in page.url for word in ("red", "mug"))
    keep(page, shop, "product", size)
    if shop.kind == "feed":
        page.goto(f"{shop.find}?q=red+mug")
        page.get_by_role("link", name="Similar to Red mug").click()
        page.wait_for_url(lambda url: "q=red+mug" not in url)
        items = page.get_by_role("main")
    else:
        items = page.get_by_role("region", name="Similar items")
    like = items.get_by_role("link", name=re.compile(r"^\w+ mug$")).first
    keep(page, shop, "similar", size)
    title = like.inner_text()
    assert title != "Red mug"
    like.click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    assert page.url.startswith(f"{shop.elsewhere}/")
    if shop.kind == "plain":
        seen = page.get_by_role("region", name="Recently viewed")
        expect(seen.get_by_role("link", name="Red mug", exact=True)).to_be_visible()
        search(page, "green vase")
        expect(page.get_by_role("link", name="Green vase", exact=True)).to_be_visible()
    visit.context.close()
    # Oscar's own pages load scripts of other hosts, which a test does not reach.
    assert shop.kind == "oscar" or visit.complaints == []


def search(page: Page, words: str) -> None:
    field = page.locator("input[name=q]").first
    field.fill(words)
    field.press("Enter")
    page.wait_for_url(re.compile(f"[?&]q={words.split()[0]}"))


def keep(page: Page, shop: Shop, name: str, size: tuple[int, int]) -> None:
    """Take a picture, where PICTURES names a folder."""
    if folder := os.environ.get("PICTURES"):
        page.wait_for_load_state("networkidle")
        page.screenshot(path=f"{folder}/{shop.kind}-{name}-{size[0]}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
