"""A shopper's photo is searched with as a whole and in its parts, at once."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from catalog_search import conf
from catalog_search.backends.color_words import COLORS
from catalog_search.models import Store
from catalog_search.photos.shoppers import uploads
from catalog_search.protocols.several import nearest_of
from catalog_search.search.photos.camera import recognise
from catalog_search.types import Hits
from tests.support.pages import titles
from tests.support.shops.factories import color_image, make_indexed_photo, make_product
from tests.support.uploads import uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(settings: Any, tmp_path: Any) -> Store:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    for color in ("red", "green", "blue", "white"):
        make_indexed_photo(make_product(title=f"{color} thing"), color)
    return Store.objects.get(slug="demo")


def on_white(*names: str, radius: int = 80) -> Image.Image:
    """Return tiles of these colors, 200 pixels wide, on a white square of 1000, in two rows."""
    photo = Image.new("RGB", (1000, 1000), "white")
    draw = ImageDraw.Draw(photo)
    for number, name in enumerate(names):
        left, top = 150 + 450 * (number % 2), 150 + 450 * (number // 2)
        draw.rounded_rectangle((left, top, left + 200, top + 200), radius, COLORS[name])
    return photo


def png(image: Image.Image) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return uploaded(buffer.getvalue())


class Counted:
    """Counts the calls of a method of an engine, and what each was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, engine: object, name: str) -> None:
        self.asked: list[int] = []
        real: Callable[..., Any] = getattr(type(engine), name)

        def counted(one: object, items: Sequence[object]) -> Any:
            self.asked.append(sum(1 + len(getattr(each, "others", ())) for each in items))
            return real(one, items)

        monkeypatch.setattr(type(engine), name, counted)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch, conf.get_encoder(), "encode_images")


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch, conf.get_index(), "search")


def address(image: Image.Image) -> str:
    return f"/photo/{uploads.keep(image)}/"


def test_a_small_thing_comes_first_after_one_call_of_encoder_and_index(
    client: Client, encoder: Counted, index: Counted
) -> None:
    """Whole and trimmed are white to the encoder's eyes, the thing is red."""
    answer = client.get(address(on_white("red")))
    assert titles(answer)[:2] == ["red thing", "white thing"]
    assert encoder.asked == [3]
    assert index.asked == [3]


def test_a_photo_that_is_filled_is_encoded_once(
    client: Client, encoder: Counted, index: Counted
) -> None:
    assert titles(client.get(address(color_image("red")))) == ["red thing"]
    assert (encoder.asked, index.asked) == ([1], [1])


def test_both_pictures_side_by_side_are_found(client: Client, encoder: Counted) -> None:
    answer = client.get(address(on_white("red", "blue", radius=10)))
    assert set(titles(answer)) >= {"red thing", "blue thing"}
    assert encoder.asked == [4]


def test_a_drawn_part_is_searched_as_it_was_drawn(
    client: Client, encoder: Counted, index: Counted
) -> None:
    """It has most of the tile in a corner, but the shopper asked for all that is in it."""
    answer = client.get(address(on_white("red")), {"crop": "0.2,0.2,1,1"})
    assert titles(answer) == ["white thing"]
    assert (encoder.asked, index.asked) == ([1], [1])


def test_later_pages_and_filters_encode_nothing_more(client: Client, encoder: Counted) -> None:
    url = address(on_white("red"))
    client.get(url)
    client.get(url, {"in_stock": "1"})
    assert encoder.asked == [3]


def test_words_beside_the_photo_leave_it_in_its_parts(client: Client, index: Counted) -> None:
    answer = client.get(address(on_white("red")), {"words": "cheerful"})
    assert titles(answer)[0] == "red thing"
    assert index.asked[0] == 5, "three parts; the words against photos and titles"


def test_the_api_searches_with_the_parts_as_well(client: Client, encoder: Counted) -> None:
    answer = client.post("/api/search/photo", {"photo": png(on_white("red"))}).json()
    assert answer["items"][0]["product"]["title"] == "red thing"
    assert encoder.asked == [3]


def test_a_cameras_picture_is_encoded_once(shop: Store, encoder: Counted) -> None:
    recognise(shop, on_white("red"))
    assert encoder.asked == [1]


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (600, 600), "white"),
        Image.new("RGB", (900, 1), "red"),
        Image.new("RGB", (1, 900), "red"),
        Image.new("RGBA", (300, 300), (0, 0, 0, 0)),
        Image.new("RGB", (1, 1), "red"),
    ],
    ids=["white", "line", "column", "transparent", "pixel"],
)
def test_a_photo_of_nothing_gets_an_answer(client: Client, image: Image.Image) -> None:
    answer = client.post("/photo/", {"photo": png(image)}, follow=True)
    assert answer.status_code == 200


# Several vectors, one list


def hits(*rows: tuple[float, int]) -> Hits:
    scores, photos = (np.array(column) for column in zip(*rows, strict=True))
    return Hits(scores, photos, photos * 10)


def pairs(hits: Hits) -> list[tuple[float, int, int]]:
    columns = hits.scores.tolist(), hits.photos.tolist(), hits.products.tolist()
    return list(zip(*columns, strict=True))


def test_a_photo_scores_by_the_nearest_vector() -> None:
    nearest = nearest_of([hits((0.9, 1), (0.2, 2)), hits((0.7, 2), (0.3, 1))], 100)
    assert pairs(nearest) == [(0.9, 1, 10), (0.7, 2, 20)]
    assert not nearest.reach(100)


def test_the_list_ends_where_one_is_cut_off() -> None:
    """Photo 3 may be unlisted in the first at up to 0.5, so its 0.4 says nothing."""
    nearest = nearest_of([hits((0.9, 1), (0.5, 2)), hits((0.8, 2), (0.4, 3))], 2)
    assert pairs(nearest) == [(0.9, 1, 10), (0.8, 2, 20)]
    assert nearest.reach(2)


def test_nothing_found_is_an_empty_list() -> None:
    assert len(nearest_of([Hits(), Hits()], 5)) == 0


@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 4), st.integers(1, 40))
def test_the_list_is_the_beginning_of_the_whole(
    seed: int, photos: int, vectors: int, limit: int
) -> None:
    scores = np.random.default_rng(seed).random((vectors, photos))
    lists = []
    for row in scores:
        order = np.argsort(-row)[:limit]
        lists.append(Hits(row[order], order, order))
    nearest, best = nearest_of(lists, limit), scores.max(axis=0)
    assert nearest.scores.tolist() == sorted(best, reverse=True)[: len(nearest)]
    assert nearest.scores.tolist() == best[nearest.photos].tolist()
    assert nearest.reach(limit) == (photos >= limit)
    assert len(nearest) == photos or len(nearest) >= min(limit, 1)
