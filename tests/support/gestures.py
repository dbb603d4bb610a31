"""Actions of a shopper in a browser, and checks of the page."""

import base64
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.shops.factories import color_bytes


def count(page: Page, words: str) -> None:
    expect(page.locator("#results [data-count]")).to_contain_text(words)


def picture(tmp_path: Path, color: str) -> Path:
    path = tmp_path / f"{color}.png"
    path.write_bytes(color_bytes(color, (300, 200)))
    return path


CARRY = """([data, zeros, type]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes, new Uint8Array(zeros)], "photo", {type}));
  return carried;
}"""


def carried(page: Page, data: bytes, kind: str = "image/png", zeros: int = 0) -> Any:
    """Return a DataTransfer with one file: the data, followed by this many zeros."""
    return page.evaluate_handle(CARRY, [base64.b64encode(data).decode(), zeros, kind])


def drop(page: Page, data: bytes, kind: str = "image/png", zeros: int = 0) -> None:
    transfer = carried(page, data, kind, zeros)
    page.dispatch_event("body", "dragover", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop the photo to search with it")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop the photo to search with it")).to_be_hidden()


def paste(page: Page, data: bytes) -> None:
    page.evaluate(
        "(carried) => document.dispatchEvent("
        "new ClipboardEvent('paste', {clipboardData: carried, bubbles: true}))",
        carried(page, data),
    )


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        label = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).innerText"
        )
        if " ".join(label.split()).startswith(name):
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


def grave_violations(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [each["id"] for each in violations if each["impact"] in ("serious", "critical")]
