"""Every page in chromium: under a strict policy, standing still, its focus seen, WCAG 2.2 AA."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from catalog_search.models import Photo, Policy, Product, Store, SyncRun
from shop.content_policy import POLICY
from tests.support.browsing import DESK, IN_A_BROWSER, PHONE, settle
from tests.support.shops.factories import color_bytes, make_photo, make_store

pytestmark = IN_A_BROWSER

REFUSED = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}`);
});
"""
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    window.shifts.push([one.value, ...one.sources.map((source) => source.node?.outerHTML)]);
  }
}).observe({type: "layout-shift", buffered: true});
"""
SEEN = """
() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const drawn = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const near = [
    it, ...(it.labels ?? []), it.closest(".cs-bar, .cs-price-track"), it.querySelector("rect")];
  const seen = near.filter(Boolean).some((one) =>
    drawn(getComputedStyle(one)) || drawn(getComputedStyle(one, "::after"))
    || (one.matches(".cs-bar") && getComputedStyle(one).boxShadow !== "none")
    || (one.matches("rect") && parseFloat(getComputedStyle(one).strokeWidth) >= 3));
  return [seen, it.outerHTML.slice(0, 200)];
}
"""
TWO_FRAMES = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(done)))"""
"""After these a page has been laid out and painted, here without its pictures."""
PICTURES = re.compile(r"/photos/\d+/.*\.(avif|webp)|/photo/.*\.webp")
AA = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "rules": {"target-size": {"enabled": True}},
    # What passes is not told node by node.
    "resultTypes": ["violations"],
}


def shop_pages() -> list[str]:
    product = Product.objects.order_by("pk").first()
    photo = Photo.objects.order_by("pk").first()
    assert product
    assert photo
    return [
        "/",
        "/?page=2",
        "/?q=red",
        "/?q=red&brand=Acme&color=red&in_stock=1",
        "/?q=red&brand=nobody",
        reverse("catalog_search:product", args=[product.pk]),
        reverse("catalog_search:similar_photo", args=[photo.pk]),
        "/photo/",
        "/look/",
    ]


def uploaded(page: Page, tmp_path: Path) -> list[str]:
    """Search by a photo and return the addresses of what it finds."""
    path = tmp_path / "blue.png"
    path.write_bytes(color_bytes("blue", (300, 200)))
    page.goto("/photo/")
    page.locator("#cs-photo-file").set_input_files(path)
    page.get_by_role("button", name="Find similar products").click()
    page.wait_for_url("**/photo/*/**")
    address = page.url
    page.get_by_role("link", name="Shop this look").click()
    expect(page.locator(".cs-scene")).to_be_visible()
    return [address, page.url]


def test_no_page_of_the_shop_asks_for_what_the_policy_refuses(visit: Any, tmp_path: Path) -> None:
    visitor = visit()
    visitor.page.add_init_script(REFUSED)
    for address in [*shop_pages(), *uploaded(visitor.page, tmp_path)]:
        answer = visitor.page.goto(address)
        assert answer
        assert answer.headers["content-security-policy"] == POLICY
        settle(visitor.page)
        assert visitor.page.evaluate("window.refused") == [], address
        assert not re.search(r"<style|\sstyle=", answer.text()), address
    visitor.page.goto("/")
    visitor.page.get_by_label("Acme").check()
    expect(visitor.page.locator("#results [data-count]")).to_contain_text("15 products")
    assert visitor.page.evaluate("window.refused") == []


@pytest.mark.parametrize("address", ["/nowhere/", "/?color=red", "/products/999999/"])
def test_pages_of_errors_keep_to_the_policy(visit: Any, address: str) -> None:
    visitor = visit()
    visitor.page.add_init_script(REFUSED)
    answer = visitor.page.goto(address)
    assert answer.headers["content-security-policy"] == POLICY
    assert visitor.page.evaluate("window.refused") == []
    visitor.complaints.clear()  # the status itself


def test_no_page_of_the_admin_asks_for_what_the_policy_refuses(visit: Any) -> None:
    visitor = visit()
    sign_in(visitor)
    visitor.page.add_init_script(REFUSED)
    for address in admin_pages():
        visitor.page.goto(address)
        settle(visitor.page)
        assert visitor.page.evaluate("window.refused") == [], address


def sign_in(one: Any) -> None:
    user = get_user_model().objects.create_superuser("boss", "boss@example.com", "boss")
    client = Client()
    client.force_login(user)
    one.page.goto("/")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": one.page.url}
    one.context.add_cookies([cookie])


def admin_pages() -> Iterator[str]:
    store = make_store()
    make_photo(state=Photo.State.BLOCKED)
    make_photo(state=Photo.State.QUARANTINED)
    run = SyncRun.objects.create(store=store, state="done", problems=[{"where": "a", "line": 1}])
    yield reverse("admin:index")
    yield reverse("admin:app_list", args=["catalog_search"])
    for model in admin.site._registry:
        if model._meta.app_label == "catalog_search":
            yield reverse(f"admin:catalog_search_{model._meta.model_name}_changelist")
    yield reverse("admin:catalog_search_policy_add")
    rows = (run, Store.objects.get(pk=store.pk), Product.objects.first(), Photo.objects.first())
    for row in (*rows, Policy.objects.first()):
        if row is not None:
            name = f"admin:catalog_search_{row._meta.model_name}_change"
            yield reverse(name, args=[row.pk])


class Pictures:
    """Holds the page's requests for pictures back until they may come."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[Route] = []
        self.may_come = False
        page.route(PICTURES, self.meet)

    def meet(self, route: Route) -> None:
        if self.may_come:
            route.continue_()
        else:
            self.held.append(route)

    def come(self) -> None:
        self.may_come = True
        for route in self.held:
            route.continue_()
        settle(self.page)
        self.page.unroute(PICTURES)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_nothing_moves_when_the_pictures_come_late(
    visit: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    page = visit(size=size).page
    page.add_init_script(SHIFTS)
    found, _ = uploaded(page, tmp_path)
    for address in [*shop_pages(), found]:
        pictures = Pictures(page)
        page.goto(address, wait_until="domcontentloaded")
        page.evaluate(TWO_FRAMES)
        pictures.come()
        assert sum(value for value, *_ in page.evaluate("window.shifts")) < 0.001, (
            address,
            page.evaluate("window.shifts"),
        )


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_focus_is_seen_wherever_it_goes(
    visit: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    page = visit(size=size).page
    for address in [*shop_pages()[:7], "/photo/", *uploaded(page, tmp_path)]:
        page.goto(address)
        for _ in range(60):
            page.keyboard.press("Tab")
            focus = page.evaluate(SEEN)
            if focus is None:
                break
            outline, element = focus
            assert outline, (address, element)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_every_page_keeps_wcag_2_2_at_level_aa(
    visit: Any, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    page = visit(size=size, color_scheme=scheme, reduced_motion="reduce").page
    for address in [*shop_pages(), *uploaded(page, tmp_path)]:
        page.goto(address)
        settle(page)
        violations = Axe().run(page, options=AA).response["violations"]
        serious = [(each["id"], [node["target"] for node in each["nodes"]]) for each in violations]
        assert not serious, address
