"""Photo search in a real chromium: the crop box by pointer and by keys, chips, a live camera."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.browsing import CHROMIUM, IN_A_BROWSER, PHONE, each_look
from tests.support.gestures import count, grave_violations, paste, tab_to
from tests.support.shops.factories import color_bytes, color_image

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser's camera sees: two blue pictures, over and over."""
    buffer = io.BytesIO()
    color_image("blue", (320, 240)).save(buffer, "JPEG")
    path = tmp_path_factory.mktemp("camera") / "blue.mjpeg"
    path.write_bytes(buffer.getvalue() * 2)
    return path


@pytest.fixture(scope="module")
def browser(film: Path) -> Iterator[Browser]:
    """A chromium with a camera that every page may use: without windows it can ask nobody."""
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    camera += [f"--use-file-for-fake-video-capture={film}"]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", *camera]
        )
        yield started
        started.close()


def halves() -> bytes:
    """A picture with red on its left and blue on its right."""
    image = color_image("red", (400, 200))
    image.paste(color_image("blue", (200, 200)), (200, 0))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def search_with(page: Page, data: bytes) -> None:
    page.goto("/photo/")
    page.locator("#cs-photo-file").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": data}
    )
    page.get_by_role("button", name="Find similar products").click()
    # The things on it, if there are any, come after the page.
    expect(page.locator("[data-crop-parts]")).to_be_attached()


def found(page: Page, color: str) -> None:
    expect(page.locator(".cs-card-title").first).to_contain_text(f"{color} thing")


# ---- the part of a photo ----


def test_upload_crop_by_keys_and_filter(visit: Any) -> None:
    page = visit().page
    search_with(page, halves())
    page.get_by_text("Choose a part without dragging").click()
    page.get_by_role("link", name="Left half").click()
    found(page, "Red")
    page.evaluate("window.same = true")
    box = page.get_by_role("application", name="Part of the photo to search with")
    box.focus()
    for _ in range(25):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("crop=0.5%2C0%2C1%2C1"))
    found(page, "Blue")
    expect(box).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("#cs-status")).to_have_text(
        "Selected part: 50% from the left, 0% from the top, 50% wide, 90% high"
    )
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("crop=0.5%2C0%2C1%2C0.9"))
    page.get_by_label("Acme").check()
    count(page, "5 products")
    expect(page).to_have_url(re.compile("crop=0.5%2C0%2C1%2C0.9.*brand=Acme"))
    assert page.evaluate("window.same"), "the results alone were to be swapped"
    page.reload()
    count(page, "5 products")
    box.focus()
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("crop="))


def test_the_box_is_reached_with_tab_and_described(visit: Any) -> None:
    page = visit().page
    search_with(page, halves())
    box = page.get_by_role("application")
    assert "arrow keys" in page.locator(f"#{box.get_attribute('aria-describedby')}").inner_text()
    page.locator("#main").focus()
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    tab_to(page, "Add words")


def test_a_box_is_drawn_moved_and_resized_by_pointer(visit: Any) -> None:
    page = visit().page
    search_with(page, color_bytes("red", (600, 300)))
    frame = page.locator(".cs-crop").bounding_box()
    assert frame

    def drag(*shares: tuple[float, float]) -> None:
        for number, (x, y) in enumerate(shares):
            page.mouse.move(
                frame["x"] + x * frame["width"], frame["y"] + y * frame["height"], steps=4
            )
            if not number:
                page.mouse.down()
        page.mouse.up()

    def crop() -> list[float]:
        expect(page).to_have_url(re.compile("crop="))
        value = page.locator("[data-crop-field]").input_value()
        return [round(float(each), 1) for each in value.split(",")]

    drag((0.1, 0.1), (0.4, 0.8))
    assert crop() == [0.1, 0.1, 0.4, 0.8]
    expect(page.get_by_role("heading", level=1)).to_have_text("Products like this part")
    drag((0.2, 0.4), (0.8, 0.4))
    assert crop() == [0.7, 0.1, 1.0, 0.8]
    drag((0.7, 0.8), (0.6, 0.5))
    assert crop() == [0.6, 0.1, 1.0, 0.5]
    drag((0.1, 0.9), (0.3, 0.6))
    assert crop() == [0.1, 0.6, 0.3, 0.9]
    count(page, "10 products")


def test_the_things_on_a_photo_are_chips(visit: Any) -> None:
    page = visit(size=PHONE, has_touch=True, is_mobile=True).page
    search_with(page, halves())
    chips = page.get_by_role("list", name="In this photo")
    chips.get_by_role("link", name="Cars").first.tap()
    found(page, "Red")
    expect(chips.get_by_role("link", name="Cars").first).to_have_attribute("aria-current", "true")
    chips.get_by_role("link", name="Garden").first.tap()
    found(page, "Blue")
    chips.get_by_role("link", name="Whole photo").tap()
    expect(page.get_by_text("These results are for one part of it")).to_be_visible()


def test_words_beside_a_photo(visit: Any) -> None:
    page = visit().page
    search_with(page, halves())
    page.get_by_role("list", name="In this photo").get_by_role("link", name="Cars").first.click()
    found(page, "Red")
    page.get_by_label("Add words").fill("but in blue")
    page.get_by_label("Add words").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Like your photo, “but in blue”")
    expect(page).to_have_url(re.compile("crop=.*words=but"))


def test_a_photo_pasted_on_its_results_replaces_it(visit: Any) -> None:
    page = visit().page
    search_with(page, halves())
    before = page.url
    paste(page, color_bytes("green"))
    page.get_by_role("dialog").get_by_role("button", name="Find similar products").click()
    found(page, "Green")
    assert page.url != before


def test_without_scripts_a_part_is_chosen_by_links(visit: Any) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/photo/")
    page.locator("#cs-photo-file").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": halves()}
    )
    page.get_by_role("button", name="Find similar products").click()
    page.get_by_text("Choose a part without dragging").click()
    page.get_by_role("link", name="Right half").click()
    found(page, "Blue")
    page.get_by_role("link", name="Show the items in this photo").click()
    page.get_by_role("link", name="Cars").first.click()
    found(page, "Red")
    page.get_by_label("Add words").fill("tin")
    page.get_by_label("Add words").press("Enter")
    expect(page).to_have_url(re.compile("words=tin"))
    expect(page).to_have_url(re.compile("crop="))


# ---- the live camera ----


def test_a_camera_names_what_it_sees(visit: Any) -> None:
    page = visit(permissions=["camera"]).page
    calls: list[float] = []
    page.on("request", lambda one: calls.append(1) if one.method == "POST" else None)
    page.goto("/camera/")
    page.get_by_role("button", name="Start the camera").click()
    answer = page.locator("[data-camera-answer]")
    expect(answer.get_by_role("heading", level=2)).to_have_text("Garden")
    expect(answer.get_by_role("heading", level=3).first).to_contain_text("Blue thing")
    expect(page.locator("#cs-status")).to_have_text("Garden")
    assert not grave_violations(page)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-camera-words]")).to_have_text("Paused. Nothing is sent.")
    page.wait_for_load_state("networkidle")
    sent = len(calls)
    page.wait_for_timeout(2000)
    assert len(calls) == sent
    page.get_by_role("button", name="Resume").click()
    expect(page.locator("[data-camera-words]")).to_have_text("Garden")
    page.get_by_role("button", name="Search with this picture").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Products like your photo")
    found(page, "Blue")


def test_only_one_picture_is_under_way(visit: Any) -> None:
    visitor = visit(permissions=["camera"])
    under_way: set[Any] = set()
    most: list[int] = []

    def begun(request: Any) -> None:
        if request.method == "POST":
            under_way.add(request)
            most.append(len(under_way))

    visitor.page.on("request", begun)
    visitor.page.on("requestfinished", lambda request: under_way.discard(request))
    visitor.page.on("requestfailed", lambda request: under_way.discard(request))
    visitor.page.goto("/camera/")
    visitor.page.get_by_role("button", name="Start the camera").click()
    expect(visitor.page.locator("[data-camera-answer] h2")).to_have_text("Garden")
    with visitor.page.expect_response(lambda answer: answer.request.method == "POST"):
        pass
    assert set(most) == {1}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("NotAllowedError", "The camera is blocked"),
        ("NotFoundError", "No camera was found"),
        ("NotReadableError", "another program may be using it"),
    ],
)
def test_a_camera_that_cannot_be_had_is_told_in_words(visit: Any, error: str, words: str) -> None:
    page = visit().page
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () =>"
        f" Promise.reject(new DOMException('', {json.dumps(error)}))"
    )
    page.goto("/camera/")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator("[data-camera-words]")).to_contain_text(words)
    expect(page.locator("#cs-status")).to_contain_text("pload a photo")
    expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
    page.get_by_role("link", name="Upload a photo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Search by photo")


def test_a_camera_on_an_insecure_page_is_told_in_words(visit: Any) -> None:
    page = visit().page
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    page.goto("/camera/")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.locator("[data-camera-words]")).to_contain_text("secure pages only")


def test_a_camera_that_is_told_to_wait_goes_on_by_itself(visit: Any) -> None:
    visitor = visit(permissions=["camera"])
    answers = iter([429])
    visitor.page.route(
        "**/camera/",
        lambda route: (
            route.fulfill(status=next(answers, 503))
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    visitor.page.goto("/camera/")
    visitor.page.get_by_role("button", name="Start the camera").click()
    expect(visitor.page.locator("[data-camera-words]")).to_contain_text("Too many requests")
    expect(visitor.page.locator("[data-camera-words]")).to_contain_text(
        "temporarily unavailable", timeout=15_000
    )
    visitor.page.unroute_all(behavior="ignoreErrors")
    expect(visitor.page.locator("[data-camera-answer] h2")).to_have_text("Garden", timeout=15_000)
    visitor.complaints.clear()  # a 429 and a 503 were asked for


def test_without_scripts_the_camera_leads_to_the_upload(visit: Any) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/camera/")
    expect(page.get_by_text("The live camera needs scripts")).to_be_visible()
    expect(page.get_by_role("button", name="Start the camera")).to_be_hidden()
    expect(page.get_by_role("link", name="Upload a photo")).to_be_visible()


@each_look
def test_axe_finds_nothing_serious(visit: Any, size: tuple[int, int], scheme: str) -> None:
    page = visit(size=size, color_scheme=scheme).page
    page.goto("/camera/")
    assert not grave_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    search_with(page, halves())
    page.get_by_text("Choose a part without dragging").click()
    assert not grave_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
