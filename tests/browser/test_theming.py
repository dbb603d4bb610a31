"""The search bar takes a shop's look from custom properties alone."""

from typing import Any

import pytest

from tests.support.browsing import IN_A_BROWSER, each_look

pytestmark = [*IN_A_BROWSER, pytest.mark.django_db(transaction=True)]

THEME = {
    **{"raised": "rgb(10, 20, 30)", "field": "rgb(40, 50, 60)", "quiet": "rgb(70, 80, 90)"},
    **{"ink": "rgb(210, 220, 230)", "accent": "rgb(240, 120, 20)", "accent-ink": "rgb(1, 2, 3)"},
    **{"accent-soft": "rgb(90, 60, 30)", "bar-round": "5px", "text": "monospace"},
}
SET = """theme => Object.entries(theme).forEach(
  ([name, value]) => document.documentElement.style.setProperty('--cs-' + name, value))"""
LOOK = """() => {
  const of = (it, name) => getComputedStyle(document.querySelector(it))[name];
  return {
    bar: [of('.cs-bar', 'backgroundColor'), of('.cs-bar', 'borderTopColor')],
    corner: of('.cs-bar', 'borderTopLeftRadius'), button: of('.cs-bar-go', 'borderTopLeftRadius'),
    text: [of('.cs-bar-field', 'color'), of('.cs-bar-go', 'fontFamily')],
    go: [of('.cs-bar-go', 'backgroundColor'), of('.cs-bar-go', 'color')],
    photo: of('.cs-bar-photo', 'color'),
  }
}"""


@each_look
def test_the_bar_follows_the_custom_properties(
    visit: Any, size: tuple[int, int], scheme: str
) -> None:
    page = visit(size=size, color_scheme=scheme).page
    page.goto("/")
    own = page.evaluate(LOOK)
    page.evaluate(SET, THEME)
    page.locator(".cs-bar-photo").hover()
    page.wait_for_timeout(300)
    assert page.evaluate(LOOK) == {
        "bar": ["rgb(10, 20, 30)", "rgb(40, 50, 60)"],
        "corner": "5px",
        "button": "5px",
        "text": ["rgb(210, 220, 230)", "monospace"],
        "go": ["rgb(240, 120, 20)", "rgb(1, 2, 3)"],
        "photo": "rgb(210, 220, 230)",
    }
    assert own["bar"] != ["rgb(10, 20, 30)", "rgb(40, 50, 60)"]
    page.mouse.move(0, 0)
    page.locator(".cs-bar-field").focus()
    page.wait_for_timeout(300)
    assert page.evaluate(LOOK)["bar"] == ["rgb(10, 20, 30)", "rgb(240, 120, 20)"]
