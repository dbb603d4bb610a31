"""Search by a photo: by a part of it, by detected items, and with words."""

import re
from collections.abc import Sequence
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image

from catalog_search import conf
from catalog_search.exceptions import InvalidQuery
from catalog_search.models import Product, Store
from catalog_search.photos import boxes
from catalog_search.photos.shoppers import uploads
from catalog_search.retrieval.fusion import Candidates
from catalog_search.search.scenes import regions, scene
from catalog_search.search.scenes.regions import Region
from catalog_search.types import Box
from catalog_search.views import rate_limits
from tests.support.pages import text, titles
from tests.support.shops.factories import (
    color_bytes,
    color_image,
    make_category,
    make_indexed_photo,
    make_product,
)
from tests.support.uploads import uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(settings, tmp_path) -> Store:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    for number in range(9):
        color = ("red", "green", "blue")[number % 3]
        product = make_product(
            title=f"{color} thing {number}", brand=("Acme", "Bolt")[number % 2], price=number + 1
        )
        make_indexed_photo(product, color)
    for path, color in (("Toys > Cars", "red"), ("Garden", "blue")):
        make_category(path, prompt=color)
    return Store.objects.get(slug="demo")


def halves() -> Image.Image:
    """Red on the left, blue on the right; the mean of all of it is a purple."""
    image = color_image("red", (400, 200))
    image.paste(color_image("blue", (200, 200)), (200, 0))
    return image


def address(image: Image.Image) -> str:
    return f"/photo/{uploads.keep(image)}/"


def colors(answer) -> set[str]:
    return {title.split()[0] for title in titles(answer)}


# ---- crops ----


@examples(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=4, max_size=4))
def test_a_crop_is_parsed_as_it_was_written_and_holds_all_of_the_box(
    thousandths: list[int],
) -> None:
    left, top, right, bottom = (value / 1000 for value in thousandths)
    box = Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))
    if min(box.right - box.left, box.bottom - box.top) >= boxes.SMALLEST:
        crop = boxes.read_crop(boxes.written_crop(box)) or boxes.WHOLE
        assert crop.left <= box.left < crop.left + 0.01
        assert crop.top <= box.top < crop.top + 0.01
        assert crop.right - 0.01 < box.right <= crop.right
        assert crop.bottom - 0.01 < box.bottom <= crop.bottom
        assert boxes.read_crop(boxes.written_crop(crop)) == (None if crop == boxes.WHOLE else crop)


@pytest.mark.parametrize("crop", ["", "0,0,1,1", "0.0,-0.0,1.0,1", "0.0001,0,0.9999,1"])
def test_the_whole_photo_is_not_a_crop(crop: str) -> None:
    assert boxes.read_crop(crop) is None


@pytest.mark.parametrize(
    ("crop", "words"),
    [
        ("1,2", "shares of the photo"),
        ("0.1,0.1,0.5", "four shares"),
        ("0,0,1,1,1", "four shares"),
        ("a,b,c,d", "shares of the photo"),
        ("nan,0,1,1", "shares of the photo"),
        ("0,0,inf,1", "shares of the photo"),
        ("-0.1,0,1,1", "shares of the photo"),
        ("0,0,1.2,1", "shares of the photo"),
        ("0.5,0,0.4,1", "too small"),
        ("0.5,0,0.51,1", "too small"),
        (",,,", "shares of the photo"),
    ],
)
def test_an_invalid_crop_is_refused_with_a_message(client: Client, crop: str, words: str) -> None:
    with pytest.raises(InvalidQuery, match=words):
        boxes.read_crop(crop)
    url = address(halves())
    for page in (url, f"{url}parts/"):
        answer = client.get(page, {"crop": crop})
        assert answer.status_code == 400
        assert words in text(answer)


def test_a_crop_finds_products_like_that_part(client: Client) -> None:
    url = address(halves())
    assert colors(client.get(url, {"crop": "0,0,0.45,1"})) == {"red"}
    assert colors(client.get(url, {"crop": "0.55,0,1,1"})) == {"blue"}


def test_filters_keep_the_crop(client: Client) -> None:
    answer = client.get(address(halves()), {"crop": "0.55,0,1,1", "brand": "Acme"})
    page = answer.content.decode()
    assert titles(answer) == ["blue thing 2", "blue thing 8"]
    assert 'href="?crop=0.55%2C0%2C1%2C1"' in page, "the chip of the filter"
    assert 'name="crop" form="cs-filters-form" value="0.55,0,1,1"' in page
    assert 'href="?crop=0,0,0.5,1&amp;brand=Acme"' in page, "the left half"
    assert "Products like this part" in text(answer)


# ---- detected items ----


@pytest.fixture
def sorted_shop(shop: Store) -> Store:
    """The shop, with four red products in Toys > Cars and four blue ones in Garden."""
    for color, path in (("red", "Toys > Cars"), ("blue", "Garden")):
        Product.objects.filter(title__startswith=color).delete()
        for number in range(4):
            product = make_product(
                title=f"{color} thing {number}", category=path, brand=("Acme", "Bolt")[number % 2]
            )
            make_indexed_photo(product, color)
    return shop


def labels_of(markup: str) -> list[str]:
    """Return the accessible name of each link to a part."""
    links = re.findall(r'data-crop-set="[^"]*"[^>]*>.*?</svg>(.*?)</a>', markup)
    return [re.sub(r"<[^>]+>", "", link) for link in links]


def test_a_part_is_named_if_its_nearest_products_bear_it_out(
    client: Client, sorted_shop: Store
) -> None:
    parts = client.get(f"{address(halves())}parts/").content.decode()
    assert {"Cars", "Garden"} <= set(labels_of(parts))


def test_a_part_is_not_named_if_one_of_the_four_nearest_is_something_else(
    client: Client, sorted_shop: Store
) -> None:
    Product.objects.filter(title="blue thing 3").update(category="Kitchen")
    labels = set(labels_of(client.get(f"{address(halves())}parts/").content.decode()))
    assert "Cars" in labels
    assert "Garden" not in labels


def test_an_unnamed_part_is_a_picture_with_a_number_for_those_who_cannot_see_it(
    client: Client,
) -> None:
    """The words of two categories are right, but no product is in them."""
    parts = client.get(f"{address(halves())}parts/").content.decode()
    first, *further = labels_of(parts)
    assert first == "Whole photo"
    assert further == [f"Part {number} of {len(further)}" for number in range(1, len(further) + 1)]
    assert len(further) >= 2
    assert parts.count('<span class="cs-hidden">Part ') == len(further)
    assert parts.count("cs-part-unnamed") == len(further)
    assert "Item" not in parts


def test_detected_items_are_loaded_separately(client: Client, sorted_shop: Store) -> None:
    url = address(halves())
    page = client.get(url).content.decode()
    assert re.search(r'hx-get="[^"]+/parts/\?parts=1" hx-trigger="load"', page)
    parts = client.get(f"{url}parts/", {"brand": "Acme"}).content.decode()
    links = dict(re.findall(r'href="[^"]*/\?([^"]*)" data-crop-set.*?</svg>([^<]+)<', parts))
    assert set(links.values()) >= {"Whole photo", "Cars", "Garden"}
    for query, label in links.items():
        found_colors = colors(client.get(f"{url}?{query.replace('&amp;', '&')}"))
        assert found_colors == {"Cars": {"red"}, "Garden": {"blue"}}.get(label, found_colors)


def test_without_scripts_detected_items_are_on_the_page(client: Client, sorted_shop: Store) -> None:
    page = client.get(address(halves()), {"parts": "1"}).content.decode()
    assert "data-crop-parts" in page
    assert ">Garden</a>" in page


def test_detected_items_are_cached(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = uploads.recall(uploads.keep(halves()))
    first = scene.detected_items(shop, photo)
    monkeypatch.setattr(regions, "find", None)
    assert scene.detected_items(shop, photo) == first


def test_items_are_compared_with_the_index_once_until_it_changes(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches: list[int] = []
    nearest = scene.nearest

    def counted(store: Store, queries: Sequence[tuple[Region, str]]) -> list[Candidates]:
        searches.append(len(queries))
        return nearest(store, queries)

    monkeypatch.setattr(scene, "nearest", counted)
    charged: list[int] = []
    photo = uploads.recall(uploads.keep(halves()), charge=lambda: charged.append(1))
    first = scene.detected_items(shop, photo)
    times = len(searches)
    assert first
    assert scene.detected_items(shop, photo) == first
    assert (len(searches), len(charged)) == (times, 1), (
        "regions are encoded once, which counts once"
    )
    shop.indexed_at = timezone.now()
    assert scene.detected_items(shop, photo) == first
    assert (len(searches), len(charged)) == (2 * times, 1)


def test_items_that_are_too_small_are_left_out(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sliver, item = Box(0.49, 0, 0.5, 1), Box(0.2, 0.2, 0.6, 0.8)
    red = conf.get_encoder().encode_images([color_image("red")])[0]
    detected = [Region(box, "Toys > Cars", 0.9, red) for box in (sliver, item)]
    monkeypatch.setattr(scene.regions, "of_query_photo", lambda *args: detected)
    photo = uploads.recall(uploads.keep(halves()))
    assert [part.box for part in scene.detected_items(shop, photo)] == [item]


# ---- no results ----


def test_if_the_whole_photo_has_no_results_a_detected_item_is_searched_with(client: Client) -> None:
    # The mean color of both halves is purple, and there is no purple product.
    answer = client.get(address(halves()))
    assert colors(answer) in ({"red"}, {"blue"})
    assert "These results are for the part of it that is marked." in text(answer)
    crop = re.search(r'data-crop-now="([^"]+)"', answer.content.decode())
    assert crop and boxes.read_crop(crop[1])


def test_a_part_that_was_chosen_for_the_shopper_is_named_if_that_is_sure(
    client: Client, sorted_shop: Store
) -> None:
    answer = client.get(address(halves()))
    assert re.search(r"for one part of it: (Cars|Garden)\.", text(answer))


def test_if_no_detected_item_helps_the_page_says_so(client: Client) -> None:
    answer = client.get(address(color_image("orange")))
    assert not titles(answer)
    assert "draw a box around what you like" in text(answer)
    assert "No products yet" not in text(answer)


def test_with_filters_no_detected_item_is_searched_with(client: Client) -> None:
    answer = client.get(address(color_image("red")), {"brand": "nobody"})
    assert "No products match these filters" in text(answer)
    assert "one part of it" not in text(answer)


# ---- words with a photo ----


def test_words_and_photo_are_searched_together(client: Client) -> None:
    url = address(color_image("red"))
    answer = client.get(url, {"words": "in blue"})
    assert titles(answer)[0].startswith("blue"), "the words' color counts more than the photo's"
    assert "Like your photo, “in blue”" in text(answer)
    assert 'value="in blue"' in answer.content.decode()


def test_too_many_words_are_refused(client: Client) -> None:
    answer = client.get(address(color_image("red")), {"words": "blue " * 100})
    assert answer.status_code == 400
    assert "at most 256 characters" in text(answer)


# ---- rate limits ----


def test_a_client_with_too_many_uploads_is_told_to_wait(
    client: Client, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "UPLOADS_PER_MINUTE": 2}
    assert client.post("/photo/", {"photo": uploaded(color_bytes())}).status_code == 302
    assert client.post("/look/", {"photo": uploaded(color_bytes())}).status_code == 302
    answer = client.post("/photo/", {"photo": uploaded(color_bytes())})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert "At most 2 pictures a minute" in text(answer)
    other = {"photo": uploaded(color_bytes())}
    assert client.post("/photo/", other, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_the_project_can_identify_clients(settings) -> None:
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "UPLOADS_PER_MINUTE": 1,
        "CLIENT_OF_REQUEST": "tests.search.photos.test_photo.forwarded",
    }
    for proxied in ("10.0.0.1", "10.0.0.2"):
        request = RequestFactory().post("/photo/", HTTP_X_FORWARDED_FOR=proxied)
        rate_limits.count_upload(request)


def forwarded(request: HttpRequest) -> str:
    return str(request.META["HTTP_X_FORWARDED_FOR"])
