"""A real Chromium and a shop with products, for tests of pages in a browser."""

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from tests.support.shops.factories import make_category, make_indexed_photo, make_product

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first is the same engine without the windows around it: a page costs half as much."""
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
PHONE, TABLET, DESK = (390, 844), (820, 1180), (1440, 900)
each_look = pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (TABLET, "light"), (DESK, "dark")], ids=str
)
"""Each size and each color scheme at least once: no rule of a style sheet asks for both."""
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not CHROMIUM,
        reason="needs a browser: apt-get install chromium-headless-shell, then run again",
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright runs an event loop in this thread, in which Django's ORM would refuse to work.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@dataclass
class Traffic:
    """What a page has asked for since it began, and what of it has not been answered."""

    asked: int = 0
    under_way: set[Request] = field(default_factory=set)

    def watch(self, page: Page) -> None:
        page.on("request", self.begin)
        page.on("requestfinished", self.end)
        page.on("requestfailed", self.end)

    def begin(self, request: Request) -> None:
        if request.is_navigation_request() and request.frame.parent_frame is None:
            self.under_way.clear()
        self.asked += 1
        self.under_way.add(request)

    def end(self, request: Request) -> None:
        self.under_way.discard(request)


TRAFFIC: WeakKeyDictionary[Page, Traffic] = WeakKeyDictionary()
QUIET = 100
"""Milliseconds without a request after which a page has settled."""


def settle(page: Page) -> None:
    """Wait until the page is loaded and asks for nothing more.

    Playwright's "networkidle" is the same with half a second of rest, on hundreds of pages.
    """
    page.wait_for_load_state()
    traffic, deadline = TRAFFIC[page], time.monotonic() + 15
    before = -1
    while traffic.under_way or traffic.asked != before:
        assert time.monotonic() < deadline, [each.url for each in traffic.under_way]
        before = traffic.asked
        page.wait_for_timeout(QUIET)


class Visit:
    """A browser window in the shop. It collects the errors and warnings of the console."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        width, height = options.pop("size", DESK)
        self.context: BrowserContext = browser.new_context(
            base_url=address, viewport={"width": width, "height": height}, **options
        )
        self.page: Page = self.context.new_page()
        TRAFFIC[self.page] = Traffic()
        TRAFFIC[self.page].watch(self.page)
        self.page.set_default_timeout(15_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self.listen)

    def listen(self, message: Any) -> None:
        # htmx reports a request that a newer one replaced as an error, which is no problem.
        replaced = re.match("htmx:(sendAbort|afterRequest)", message.text)
        if message.type in ("error", "warning") and not replaced:
            self.complaints.append(message.text)


@pytest.fixture
def visit(browser: Browser, live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Any]:
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    fill_the_shop()
    visits: list[Visit] = []

    def start(**options: Any) -> Visit:
        visits.append(Visit(browser, live_server.url, **options))
        return visits[-1]

    yield start
    for each in visits:
        each.context.close()
        assert not each.complaints


def fill_the_shop() -> None:
    """Create thirty products: ten of each color, of two brands and three categories."""
    for number in range(30):
        color = ("red", "green", "blue")[number % 3]
        product = make_product(
            title=f"{color.capitalize()} thing {number}",
            brand=("Acme", "Bolt")[number % 2],
            category=("Toys > Cars", "Toys > Dolls", "Garden")[number % 3],
            colors=[color],
            price=10 + number,
            currency="EUR",
            in_stock=number % 5 != 0,
            description="Good to have.",
            attributes={"material": "tin"},
        )
        make_indexed_photo(product, color)
        make_indexed_photo(product, color)
    for category, color in (("Toys > Cars", "red"), ("Toys > Dolls", "green"), ("Garden", "blue")):
        make_category(category, prompt=color)
