"""What a project's code may give to the searches: photos, words, filters and numbers."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.utils.translation import gettext_lazy
from PIL import Image

from catalog_search import testing
from catalog_search.exceptions import InvalidPhoto, InvalidQuery
from catalog_search.photos.decoder import sandbox
from catalog_search.search import by_photo, by_text, shop_the_look, similar_to
from catalog_search.search.photos.given_photo import decoded
from catalog_search.types import Record
from tests.support.shops.factories import color_image

COLORS = ("red", "blue", "green")
BLUE = testing.photo("blue")


@pytest.fixture
def stocked(db: None) -> None:
    testing.stock(
        Record(f"cup-{color}", f"{color} cup", colors=(color,), images=(f"{color}.png",))
        for color in COLORS
    )


def skus(filters: Any) -> set[str]:
    return {item.product.sku for item in by_text("", filters=filters).items}


class Silent:
    """A file that has nothing for the moment."""

    def read(self, size: int = -1) -> None:
        return None


@pytest.mark.parametrize("make", [bytes, bytearray, memoryview, io.BytesIO])
@pytest.mark.usefixtures("stocked")
def test_a_photos_bytes_may_be_of_any_kind(make: Any) -> None:
    assert by_photo(make(BLUE)).items[0].product.sku == "cup-blue"


@pytest.mark.parametrize(
    "photo",
    [
        io.StringIO("blue"),
        Silent(),
        np.zeros((5, 5, 3), np.uint8),
        5,
        [BLUE],
        object(),
    ],
)
def test_what_is_no_photo_is_told(photo: Any) -> None:
    with pytest.raises(TypeError, match=r'a pathlib\.Path.*"rb"'):
        decoded(photo)


@pytest.mark.parametrize("mode", ["r", "w", "wb"])
def test_a_file_that_is_not_open_for_reading_bytes_is_told(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "photo.png"
    path.write_text("words")
    with path.open(mode) as file, pytest.raises(TypeError, match='"rb"'):
        decoded(file)


@pytest.mark.usefixtures("stocked")
def test_a_file_of_text_leaves_nothing_for_the_next_shoppers_photo(client: Client) -> None:
    by_photo(BLUE)
    process = sandbox.SANDBOX.process
    with open(__file__) as file, pytest.raises(TypeError):
        by_photo(file)  # type: ignore[arg-type]
    upload = SimpleUploadedFile("blue.png", BLUE, "image/png")
    assert client.post("/photo/", {"photo": upload}).status_code == 302
    assert sandbox.SANDBOX.process is process


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_a_picture_without_pixels_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(InvalidPhoto, match="no pixels"):
        decoded(Image.new("RGB", size))


def test_a_picture_whose_file_is_cut_off_is_refused() -> None:
    with pytest.raises(InvalidPhoto, match="cut off"):
        decoded(Image.open(io.BytesIO(BLUE[:-60])))


def test_a_picture_is_upright_on_white_and_small_like_an_upload() -> None:
    file, turned = io.BytesIO(), Image.Exif()
    turned[0x0112] = 6
    color_image("red", (3000, 1500)).save(file, "JPEG", exif=turned)
    assert decoded(Image.open(file)).size == decoded(file.getvalue()).size == (512, 1024)
    clear = Image.new("RGBA", (30, 20), (255, 0, 0, 0))
    assert decoded(clear).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.usefixtures("stocked")
class TestFilters:
    @pytest.mark.parametrize(
        "filters",
        [
            {"price_max": None},
            {"price_min": None, "price_max": None, "in_stock": None, "color": None},
            {"color": [None]},
            {"category": None, "brand": ""},
        ],
    )
    def test_a_form_that_was_left_empty_sets_none(self, filters: dict[str, Any]) -> None:
        assert len(skus(filters)) == len(COLORS)

    @pytest.mark.parametrize(
        "colors",
        [
            ["red", "blue", None],
            {"red": 1, "blue": 2}.keys(),
            (color for color in ("red", "blue")),
            np.array(["red", "blue"]),
        ],
    )
    def test_several_values_may_be_of_any_kind(self, colors: Any) -> None:
        assert skus({"color": colors}) == {"cup-red", "cup-blue"}

    def test_a_requests_parameters_keep_all_their_values(self) -> None:
        assert skus(QueryDict("color=red&color=blue")) == {"cup-red", "cup-blue"}

    def test_a_lazy_text_is_one_value(self) -> None:
        assert skus({"color": gettext_lazy("red")}) == {"cup-red"}

    @pytest.mark.parametrize("filters", ["color=red", ["color"], 5])
    def test_what_filters_are_is_told(self, filters: Any) -> None:
        with pytest.raises(TypeError, match="Filters are a dictionary"):
            skus(filters)


@pytest.mark.usefixtures("stocked")
class TestWordsAndNumbers:
    def test_no_words_list_the_catalogue(self) -> None:
        none: Any = None
        assert by_text(none).total == len(COLORS)
        assert by_photo(BLUE, none).items[0].product.sku == "cup-blue"

    def test_lazy_words_are_words(self) -> None:
        lazy: Any = gettext_lazy("red cup")
        assert by_text(lazy).items[0].product.sku == "cup-red"

    @pytest.mark.parametrize("words", [5, b"red", ["red"]])
    def test_what_is_no_text_is_told(self, words: Any) -> None:
        with pytest.raises(TypeError, match="words of a search"):
            by_text(words)

    @pytest.mark.parametrize(
        "page", [{"page": None}, {"page": "1"}, {"page": ""}, {"sort": None}, {"snapshot": None}]
    )
    def test_a_page_as_a_form_has_it(self, page: dict[str, Any]) -> None:
        assert by_text("", **page).page == 1

    @pytest.mark.parametrize("page", ["x", 1.5, "1.5", []])
    def test_what_is_no_page_is_refused(self, page: Any) -> None:
        with pytest.raises(InvalidQuery, match="whole number"):
            by_text("", page=page)

    @pytest.mark.parametrize(("limit", "most"), [("1", 1), (None, 12), (-1, 0), (0, 0)])
    def test_a_limit_as_a_form_has_it(self, limit: Any, most: int) -> None:
        testing.stock([Record(f"mug-{n}", "red mug", images=(f"red-{n}.png",)) for n in range(4)])
        assert len(similar_to("mug-1", limit=limit)) == min(most, 4)
        assert all(len(part.items) <= most for part in shop_the_look(BLUE, limit=limit))

    @pytest.mark.parametrize("limit", ["x", 1.5, []])
    def test_what_is_no_limit_is_told(self, limit: Any) -> None:
        with pytest.raises(TypeError, match="limit"):
            similar_to("cup-red", limit=limit)
