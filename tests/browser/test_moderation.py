"""The moderation pages in a browser: keys and Undo, the live preview, axe, sizes of screen."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from catalog_search.indexing import photos as indexing
from catalog_search.indexing import quality
from catalog_search.models import Photo, Policy, Review
from tests.support.browsing import IN_A_BROWSER, each_look, settle
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = IN_A_BROWSER

State = Review.State


def sign_in(page: Page) -> None:
    User.objects.create_superuser("boss", password="pass")
    page.goto("/admin/login/?next=/desk/demo/moderation/")
    page.get_by_label("Username").fill("boss")
    page.get_by_label("Password").fill("pass")
    page.get_by_role("button", name="Log in").click()


@pytest.fixture
def held(visit: Any) -> list[int]:
    """Hold three photos back; return the keys of their reviews in the queue's order."""
    Photo.objects.all().delete()
    for number in range(40):
        make_photo(make_product(title=f"Sky {number}"), color="blue")
    for number in range(3):
        make_photo(make_product(title=f"Brick {number}"), color="red")
    Policy.objects.create(store=make_store(), name="No red", words="red")
    indexing.index_stale()
    return list(Review.objects.order_by("-score", "-pk").values_list("pk", flat=True))


def state(key: int) -> str:
    return str(Review.objects.get(pk=key).state)


def test_keys_reveal_decide_and_undo(visit: Any, held: list[int]) -> None:
    page = visit().page
    sign_in(page)
    page.goto("/desk/demo/moderation/")
    cards = page.locator("[data-review]")
    page.keyboard.press("j")
    expect(cards.nth(0)).to_be_focused()
    veil = cards.nth(0).locator("details")
    expect(veil).not_to_have_attribute("open", "")
    page.keyboard.press("Space")
    expect(veil).to_have_attribute("open", "")
    page.keyboard.press("b")
    expect(cards.nth(0)).to_be_hidden()
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("a")
    expect(cards.nth(1)).to_be_hidden()
    assert [state(key) for key in held] == [State.BLOCKED, State.ALLOWED, State.OPEN]
    page.get_by_role("button", name="Undo").click()
    expect(cards.nth(1)).to_be_visible()
    assert [state(key) for key in held] == [State.BLOCKED, State.OPEN, State.OPEN]


def test_letters_in_the_reason_are_letters(visit: Any, held: list[int]) -> None:
    page = visit().page
    sign_in(page)
    page.goto("/desk/demo/moderation/")
    page.get_by_label("Reason").press_sequentially("a jab")
    page.get_by_label("Select Brick 2").check()
    page.get_by_role("button", name="Block the selected").click()
    expect(page.locator("[data-review]").nth(0)).to_be_hidden()
    review = Review.objects.get(pk=held[0])
    assert (review.state, review.reason) == (State.BLOCKED, "a jab")


def test_what_is_typed_is_previewed(visit: Any, held: list[int]) -> None:
    page = visit().page
    sign_in(page)
    page.goto("/desk/demo/policies/new/")
    page.get_by_label("What the pictures show").fill("red")
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("Would block 3 of 43")
    dial = page.locator("input[type=range]")
    dial.fill("0")
    expect(preview).to_contain_text("Would block 43 of 43")
    expect(preview).to_contain_text("more than a tenth")
    expect(page.get_by_label("Block from this score on").first).to_have_value("0")


@each_look
def test_axe_finds_nothing_serious(
    visit: Any, held: list[int], size: tuple[int, int], scheme: str
) -> None:
    page = visit(size=size, color_scheme=scheme).page
    sign_in(page)
    quality.check(make_store(), 100)
    policy = Policy.objects.get()
    for address in (
        "moderation/",
        "moderation/trail/",
        "policies/",
        f"policies/{policy.pk}/",
        "policies/new/",
        "quality/",
        "quality/?kind=small",
    ):
        page.goto(f"/desk/demo/{address}")
        settle(page)
        grave = [
            (address, violations["id"], [node["target"] for node in violations["nodes"]])
            for violations in Axe().run(page).response["violations"]
            if violations["impact"] in ("serious", "critical")
        ]
        assert not grave
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_without_scripts_all_is_there(visit: Any, held: list[int]) -> None:
    page = visit(java_script_enabled=False).page
    sign_in(page)
    page.goto("/desk/demo/moderation/")
    page.get_by_role("button", name="Block Brick 2").click()
    expect(page.get_by_text("1 picture stays blocked.")).to_be_visible()
    assert state(held[0]) == State.BLOCKED
    page.goto("/desk/demo/policies/new/")
    page.get_by_label("What the pictures show").fill("red")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Would block")).to_contain_text("of 43")
