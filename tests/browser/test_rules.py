"""A merchant at work on rules, with the keyboard alone; the desk's pages under axe."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from catalog_search.models import Product, Rule, SearchCount, Store, Synonym
from catalog_search.models.clock import today
from shop.content_policy import POLICY
from tests.browser.test_pages import REFUSED, sign_in
from tests.support.browsing import IN_A_BROWSER, each_look, settle
from tests.support.rules import make_rule
from tests.support.shops.factories import make_store

pytestmark = IN_A_BROWSER


def press_until(page: Any, label: str, most: int = 60) -> None:
    """Press Tab until what has this label has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const it = document.activeElement;
            return (it.ariaLabel || it.labels?.[0]?.innerText || it.innerText || "").trim(); }"""
        )
        if focused == label:
            return
    raise AssertionError(f"Tab does not reach {label}")


def test_a_rule_is_made_with_the_keyboard_seen_in_the_shop_and_turned_off(visit: Any) -> None:
    visitor = visit()
    page = visitor.page
    page.add_init_script(REFUSED)
    sign_in(visitor)
    page.goto("/desk/demo/rules/")
    press_until(page, "New rule")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rules/new/")
    press_until(page, "Name")
    page.keyboard.type("Blue for red")
    press_until(page, "Words")
    page.keyboard.type("red thing")
    press_until(page, "Add a product by its SKU or title")
    page.keyboard.type("blue thing 2")
    press_until(page, "Pin")
    page.keyboard.press("Enter")
    expect(page.locator(".cs-rule-products")).to_contain_text("Blue thing 2")
    expect(page.locator(".cs-compared-columns > div").nth(1)).to_contain_text("pinned by rule")
    first = Product.objects.get(title="Red thing 0")
    press_until(page, "Hide Red thing 0", most=100)
    page.keyboard.press("Enter")
    expect(page.locator("#products")).to_contain_text("Hidden by this rule")
    expect(page.locator(".cs-compared-columns > div").nth(1)).not_to_contain_text("Red thing 0")
    assert page.evaluate("window.refused") == []
    press_until(page, "Save", most=100)
    page.keyboard.press("Enter")
    page.wait_for_url("**/rules/")
    expect(page.locator(".cs-desk-messages")).to_contain_text("“Blue for red” was saved.")
    rule = Rule.objects.get()

    page.goto("/?q=red+thing")
    expect(page.locator(".cs-card").first).to_contain_text("Blue thing 2")
    expect(page.locator(".cs-card").first).to_contain_text(f"pinned by rule {rule.pk}")
    expect(page.locator(f'.cs-card a[href="/products/{first.pk}/"]')).to_have_count(0)
    shopper = visit().page
    shopper.goto("/?q=red+thing")
    expect(shopper.locator(".cs-card").first).to_contain_text("Blue thing 2")
    expect(shopper.locator("#results")).not_to_contain_text("by rule")

    page.get_by_role("link", name=f"pinned by rule {rule.pk}").click()
    page.wait_for_url(f"**/rules/{rule.pk}/")
    page.goto("/desk/demo/rules/")
    press_until(page, "Turn “Blue for red” off")
    page.keyboard.press("Enter")
    expect(page.locator(".cs-desk-messages")).to_contain_text("is off")
    shopper.reload()
    expect(shopper.locator(".cs-card").first).to_contain_text("Red thing 0")


def fill() -> Store:
    store = make_store()
    toy, lamp = Product.objects.order_by("pk")[:2]
    lamp.visible = False
    lamp.save()
    make_rule("red thing", pins=[(1, toy), (2, lamp)], boosts=[("brand", "Bolt", 2.0)])
    make_rule("red", when=Rule.When.CONTAINS, hides=[toy], banner_text="Red week", enabled=False)
    make_rule("red thing", name="Other", pins=[(1, lamp)], banner_text="Sale", redirect_to="/x/")
    for number in range(40):
        count = {"count": 3 * number + 1, "without_results": number % 3}
        SearchCount.objects.create(store=store, words=f"red thing {number}", day=today(), **count)
    Synonym.objects.create(store=store, words="thing, item, object")
    Synonym.objects.create(store=store, words="sneaker", kind="one_way", finds="shoe")
    return store


ADDRESSES = (
    "rules/",
    "rules/?words=red+thing",
    "rules/new/",
    "synonyms/",
    "synonyms/new/",
    "insight/",
)


@each_look
def test_axe_finds_nothing_serious_on_the_desk(
    visit: Any, size: tuple[int, int], scheme: str
) -> None:
    visitor = visit(size=size, color_scheme=scheme)
    page = visitor.page
    page.add_init_script(REFUSED)
    fill()
    sign_in(visitor)
    rule = Rule.objects.first()
    assert rule
    for address in (*ADDRESSES, f"rules/{rule.pk}/"):
        answer = page.goto(f"/desk/demo/{address}")
        assert answer
        assert answer.headers["content-security-policy"] == POLICY
        check(page, address)
    page.locator(".cs-rule-actions").get_by_role("button", name="Preview").click()
    expect(page.locator(".cs-compared-columns")).not_to_have_count(0)
    check(page, "preview")


def check(page: Any, address: str) -> None:
    settle(page)
    violations = Axe().run(page).response["violations"]
    grave = [
        (address, violation["id"], [node["target"] for node in violation["nodes"]])
        for violation in violations
        if violation["impact"] in ("serious", "critical")
    ]
    assert not grave
    assert page.evaluate("window.refused") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
